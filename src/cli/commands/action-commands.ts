import type { Reply } from '../../actions/perform.ts';
import type { ToolName } from '../../domain/hint.ts';
import type { Option } from '../arguments.ts';
import type { Command, Context } from './command.ts';
import type { Writing } from './compose.ts';
import { checkBoardWord, nameUndone, onlyOpen } from './words.ts';

/**
 * A command that is an action. `words` says which fields the words after the command's name fill, in order:
 * `field:SHOWN`, in brackets if it may be missing, with `…` if it takes all the words that the others leave.
 */
export interface ActionCommand {
  name: string;
  group: Command['group'];
  tool: ToolName;
  action: string;
  words: readonly string[];
  summary: string;
  examples?: readonly string[];
  /** What only the command line knows: how an answer is drawn. */
  options?: readonly Option[];
  /** Throws UsageError for words that are taken for others than were meant. */
  check?(words: readonly string[]): void;
  /** What the command line asks for where nothing else is said. */
  complete?(given: Record<string, unknown>): Record<string, unknown>;
  /** What a person at a terminal is asked for in their editor, where a text is missing. */
  compose?(given: Readonly<Record<string, unknown>>, writing: Writing): Promise<Readonly<Record<string, unknown>>>;
  /** What is missing where nobody can be asked for it, as a sentence; undefined where nothing is. */
  missing?(given: Readonly<Record<string, unknown>>): string | undefined;
  /** Below the answer stands what merges have left to settle: work is chosen by it. */
  saysConflicts?: boolean;
  /** What the command line adds to the action's reply. */
  extend?(reply: Reply, context: Context): Promise<Reply>;
}

const query = '[query:QUERY…]';

const ids = 'ids:KEY…';
const board = { group: 'Read', tool: 'board', words: [query] } as const;
const write = { group: 'Write', tool: 'ticket' } as const;
const link = { group: 'Links and reviews', tool: 'link' } as const;
const sentence = ['id:KEY', '[type:TYPE]', '[target:KEY]'] as const;
const align = { group: 'Links and reviews', tool: 'alignment' } as const;

export const actionCommands: readonly ActionCommand[] = [
  {
    name: 'board',
    action: 'kanban',
    ...board,
    summary: 'The board: to do, doing, review and done.',
    options: [
      { name: 'by', kind: 'text', value: 'WHAT', help: 'status: a column for each; else the four over all types.' },
    ],
    check: checkBoardWord,
    saysConflicts: true,
    examples: ['tracker board', 'tracker board assignee:@me', 'tracker board --by status type:bug'],
  },
  { name: 'board summary', action: 'summary', ...board, summary: 'Only the counts.' },
  { name: 'board me', action: 'me', ...board, words: [], summary: 'Who I am, what I hold, what waits for me.' },
  { name: 'board stats', action: 'stats', ...board, summary: 'Throughput, cycle time and age.' },
  {
    name: 'ready',
    action: 'ready',
    ...board,
    summary: 'What can be started, in the order to take it.',
    saysConflicts: true,
  },
  {
    name: 'list',
    group: 'Read',
    tool: 'ticket',
    action: 'list',
    words: [query],
    summary: 'Tickets that a query finds: open ones, unless it says otherwise.',
    complete: onlyOpen,
    saysConflicts: true,
    examples: [
      'tracker list is:open assignee:@me',
      'tracker list --type bug --priority high,urgent --limit 20',
      'tracker list is:any',
    ],
  },
  {
    name: 'search',
    group: 'Read',
    tool: 'search',
    action: 'search',
    words: ['query:QUERY…'],
    summary: 'Full-text search; best first.',
    examples: [
      'tracker search login is:open -safari',
      'tracker search "(login OR signup) type:bug,task"',
      'tracker search "getUserById" author:@me sort:updated',
    ],
  },
  {
    name: 'show',
    group: 'Read',
    tool: 'ticket',
    action: 'get',
    words: ['id:KEY'],
    summary: 'One ticket, whole.',
    examples: ['tracker show PAY-482913', 'tracker show 482913 --section Acceptance', 'tracker show 482913 --lines 1-'],
  },
  {
    name: 'history',
    group: 'Read',
    tool: 'ticket',
    action: 'history',
    words: ['[id:KEY]'],
    summary: 'What happened, newest first, and the commit that carried it.',
    examples: ['tracker history PAY-482913', 'tracker history --since 7d --json'],
    async extend(reply, { location, screen }) {
      if (reply.action !== 'ticket.history') return reply;
      const { withCommits } = await import('../committed-history.ts');
      return { ...reply, result: await withCommits(reply.result, location, (line) => screen.warn(line)) };
    },
  },
  {
    name: 'templates',
    group: 'Read',
    tool: 'ticket',
    action: 'templates',
    words: [],
    summary: 'The templates that create takes.',
  },
  {
    name: 'create',
    ...write,
    action: 'create',
    words: ['[title:TITLE…]'],
    summary: 'A new ticket; without a title in your editor, at a terminal.',
    compose: async (given, writing) => (await import('./compose.ts')).composeTicket(given, writing),
    missing: ({ title, items, template }) =>
      (title ?? items ?? template) ? undefined : 'TITLE is missing; at a terminal your editor asks for it.',
    examples: [
      'tracker create "Login fails on Safari" --type bug --priority high --label auth --label web',
      'tracker create "Rotate the signing key" --description - <notes.md',
    ],
  },
  {
    name: 'update',
    ...write,
    action: 'update',
    words: [ids],
    summary: "Change tickets' fields; none clears one.",
    examples: [
      'tracker update PAY-482913 --priority urgent --points 3 --assignee alice',
      'tracker update 482913 --due none',
    ],
  },
  {
    name: 'edit',
    ...write,
    action: 'edit',
    words: ['id:KEY'],
    summary: 'Change a part of a description, or all of it in your editor.',
    compose: async (given, writing) => (await import('./compose.ts')).composeEdit(given, writing),
    missing: ({ op, old, new: text }) =>
      (op ?? (old !== undefined && text !== undefined))
        ? undefined
        : '--op is missing, and what it is done to; at a terminal without it your editor has the text.',
    examples: [
      'tracker edit PAY-482913 --op replace --section Context --new -  <context.md',
      'tracker edit PAY-482913 --op check --checkbox 2',
    ],
  },
  {
    name: 'move',
    ...write,
    action: 'move',
    words: [ids, 'status:STATUS'],
    summary: 'Move tickets to another status.',
    examples: ['tracker move PAY-482913 in_progress', 'tracker move PAY-482913 blocked --message "Waits for the bank"'],
  },
  { name: 'close', ...write, action: 'close', words: [ids], summary: 'Close tickets, by the shortest legal path.' },
  { name: 'claim', ...write, action: 'claim', words: ['[id:KEY]'], summary: 'Take a ticket, or the best ready one.' },
  { name: 'release', ...write, action: 'release', words: ['id:KEY'], summary: 'Give a ticket back, or hand it over.' },
  {
    name: 'comment',
    ...write,
    action: 'comment',
    words: ['id:KEY', 'message:TEXT…'],
    summary: 'Comment on a ticket.',
    examples: ['tracker comment PAY-482913 "Seen on Safari 19 too"', 'git show --stat | tracker comment PAY-482913 -'],
  },
  {
    name: 'undo',
    ...write,
    action: 'undo',
    words: ['[event/id:EVENT|KEY]'],
    complete: nameUndone,
    summary: "Take back an event, or a ticket's last change.",
    examples: ['tracker undo 7f3k2m', 'tracker undo PAY-482913', 'tracker undo --session'],
  },
  { name: 'archive', ...write, action: 'archive', words: [ids], summary: 'Take tickets off list, board and search.' },
  {
    name: 'rank',
    ...write,
    action: 'rank',
    words: ['id:KEY'],
    summary: 'Put a ticket before or behind another on the board.',
    examples: ['tracker rank PAY-482913 --after PAY-104477', 'tracker rank PAY-482913 --before PAY-119044'],
  },
  { name: 'unarchive', ...write, action: 'unarchive', words: [ids], summary: 'Bring archived tickets back.' },
  {
    name: 'link',
    ...link,
    action: 'add',
    words: sentence,
    summary: 'Link tickets; reads as a sentence.',
    examples: [
      'tracker link PAY-482913 blocks PAY-104477',
      'tracker link PAY-482913 --commit HEAD',
      'tracker link PAY-482913 --url https://…',
    ],
  },
  {
    name: 'link remove',
    ...link,
    action: 'remove',
    words: ['[id:KEY]', '[type:TYPE]', '[target:KEY]'],
    summary: 'Take a link back, by its ends or its id.',
    examples: [
      'tracker link remove PAY-482913 blocks PAY-104477',
      'tracker link list PAY-482913',
      'tracker link remove --link-id 7f3k2m',
    ],
  },
  { name: 'link list', ...link, action: 'list', words: ['id:KEY'], summary: "A ticket's links." },
  { name: 'link graph', ...link, action: 'graph', words: ['id:KEY'], summary: 'What blocks it and what it blocks.' },
  {
    name: 'align submit',
    ...align,
    action: 'submit',
    words: ['id:KEY', '[message:TEXT…]'],
    summary: 'Submit work for review, with evidence.',
    examples: [
      'tracker align submit PAY-482913 "Tokens expire now" --evidence "commit HEAD" --evidence "npm test -> 0"',
    ],
  },
  {
    name: 'align decide',
    ...align,
    action: 'decide',
    words: ['id:KEY', 'decision:DECISION', '[message:TEXT…]'],
    summary: 'Approve or reject a submission.',
    examples: [
      'tracker align decide PAY-482913 approved "Reads well"',
      'tracker align decide PAY-482913 changes_requested "No test"',
    ],
  },
  { name: 'align get', ...align, action: 'get', words: ['id:KEY'], summary: "A ticket's submissions and decisions." },
  {
    name: 'redact',
    group: 'The file',
    tool: 'admin',
    action: 'redact',
    words: ['event:EVENT'],
    summary: 'Blank an event: a pasted secret, say.',
    examples: ['tracker history PAY-482913', 'tracker redact 7f3k2m --reason "A pasted token"'],
  },
  { name: 'align list', ...align, action: 'list', words: [], summary: 'What waits for a decision.' },
];
