import { limits } from '../../domain/event/ticket.ts';
import { defaultBudget, replyBudget } from '../../domain/input/budget.ts';
import { defaultConfig } from '../../domain/rules/config.ts';
import type { Topic } from './topic.ts';

export const limitsTopic: Topic = {
  name: 'limits',
  otherNames: ['limit', 'sizes', 'budget'],
  summary: 'How long, how many, how big.',
  blocks: ({ leaseMs }) => [
    {
      head: ['of', 'at most'],
      rows: [
        ['a title', `${limits.titleCharacters} characters`],
        ['a description, a comment, a message', `${limits.textBytes / 1024} KiB`],
        ['a label, an actor', `${limits.nameCharacters} characters`],
        ['labels, assignees of a ticket', `${limits.listLength}`],
        ['points', `${limits.maxPoints}`],
        ['a project key', '10 letters and digits'],
        ['a page of list, search, history, ready', '`--limit` up to 1,000'],
        [
          'a reply over MCP',
          `${defaultBudget.toLocaleString('en')} tokens where no budget is given, ${replyBudget.toLocaleString('en')} in any case`,
        ],
        [
          'a claim',
          `${leaseMs / 3_600_000} hours after its session's last call (${defaultConfig.leaseMs / 3_600_000} where it is not configured)`,
        ],
        ['the file', 'GitHub refuses 100 MB; `tracker doctor` warns at 40'],
      ],
    },
    'What reading, merging and folding a file can cost is in docs/architecture.md.',
  ],
};
