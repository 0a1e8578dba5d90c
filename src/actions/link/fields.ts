import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { parseLinkType, publishedLinkTypes } from '../../domain/event/link.ts';
import { key, text, word } from '../../domain/input/fields.ts';
import { orList } from '../../domain/words.ts';
import type { Commit, Repository } from '../../store/repository.ts';
import { described, everyWrite, unpublished } from '../action.ts';

/** What `link add` and `link remove` did: `key type target` is a sentence. */
export interface LinkResult {
  key: string;
  type: string;
  /** A key, a URL, or a commit's hash, shortened. */
  target: string;
  subject?: string | undefined;
  /** The parent that this one took the place of. */
  instead?: string | undefined;
  /** It was so already, and nothing was recorded. */
  already: boolean;
  event?: string;
  /** Tickets that this has made ready. */
  ready: { key: string; title: string }[];
}

/** `blocks: K` says `type: "blocks", target: K`. */
const typed = {
  blocks: z.optional(unpublished(key)),
  blocked_by: z.optional(unpublished(key)),
  related: z.optional(unpublished(key)),
  duplicates: z.optional(unpublished(key)),
  discovered_from: z.optional(unpublished(key)),
} satisfies Record<(typeof publishedLinkTypes)[number], unknown>;

export const linkFields = {
  id: key,
  type: z.optional(described(word, { type: 'string', enum: publishedLinkTypes })),
  target: z.optional(key),
  commit: z.optional(word),
  url: z.optional(word),
  ...typed,
  /** Taken, as other trackers ask for it; what is shown is the commit's own subject. */
  commit_message: z.optional(unpublished(text)),
  ...everyWrite,
};
export const example = { id: 'PAY-482913', type: 'blocks', target: 'PAY-119044' };

/** The commit that a link is made to or taken from, where the repository has it. */
export async function findLinkedCommit(
  repository: Repository,
  { commit }: { commit?: string | undefined },
): Promise<Commit | undefined> {
  return commit === undefined ? undefined : (await repository.findCommits([commit])).get(commit);
}

/** What the one target of a link is; of a ticket, what it is to the other. */
type Target = { ticket: string; type?: string | undefined } | { commit: string } | { url: string };

type Sentence = Partial<Record<'type' | 'target' | 'commit' | 'url' | keyof typeof typed, string | undefined>>;

const targets = ['target', 'commit', 'url', ...publishedLinkTypes] as const;

/** None or several targets, a type beside what has none, a message beside what is no commit. */
export function findTargetFaults(given: Readonly<Record<string, unknown>>): string[] {
  const named = targets.filter((name) => name in given);
  const [only] = named;
  if (only === undefined) return ['target is missing, or commit, or url'];
  if (named.length > 1) return [`${named.join(' and ')} are given, and a link has one target`];
  return [
    ...('type' in given && only !== 'target' ? [`type goes with target, not with ${only}`] : []),
    ...typeFaults(given.type),
    ...('commit_message' in given && only !== 'commit' ? ['commit_message goes with commit'] : []),
  ];
}

function typeFaults(type: unknown): string[] {
  try {
    if (typeof type === 'string') parseLinkType(type);
    return [];
  } catch (error) {
    if (error instanceof TrackerError) return [`${error.message} It is ${orList(publishedLinkTypes)}`];
    throw error;
  }
}

/** The one target that is given. */
export function readTarget(input: Sentence): Target {
  if (input.commit !== undefined) return { commit: input.commit };
  if (input.url !== undefined) return { url: input.url };
  const type = publishedLinkTypes.find((name) => input[name] !== undefined);
  return { ticket: (type === undefined ? input.target : input[type]) ?? '', type: type ?? input.type };
}
