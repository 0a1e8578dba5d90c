import { type LinkWord, linkWords, publishedLinkTypes } from '../../domain/event/link.ts';
import { code, codes, type Topic } from './topic.ts';

const meanings: Readonly<Record<LinkWord, string>> = {
  blocks: 'the other cannot be started, or closed, before this one is closed',
  blocked_by: 'the same, said from the other side',
  related: 'they have to do with each other',
  duplicates: 'this one says what the other says already',
  duplicated_by: 'the same, said from the other side',
  discovered_from: 'this one was found while working on the other',
  discovered: 'the same, said from the other side',
  parent: 'the other is a part of this one',
  child: 'this one is a part of the other',
};

export const linksTopic: Topic = {
  name: 'links',
  otherNames: ['link', 'blocks', 'blocked', 'dependencies', 'parent'],
  summary: 'How tickets are tied to each other, to commits and to pages.',
  blocks: () => [
    '`tracker link KEY TYPE KEY` reads as a sentence. A circle of blocks or parents is refused.',
    {
      head: ['type', 'means', 'also'],
      rows: (Object.keys(meanings) as LinkWord[]).map((type) => [
        code(type),
        meanings[type],
        codes(Object.keys(linkWords).filter((word) => word !== type && linkWords[word] === type)),
      ]),
    },
    `Over MCP ${codes(publishedLinkTypes)} are published, and the others accepted.`,
    '`tracker link KEY --commit HEAD` ties a commit to it, `--url` a page. Commits whose message names the key are found without that.',
  ],
};
