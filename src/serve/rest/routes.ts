import type { ToolName } from '../../domain/hint.ts';
import type { Method } from './endpoint.ts';
import type { SchemaName } from './response-schemas.ts';
import type { ShapeName } from './shapes.ts';

/** A path of REST as a call of an action. */
export interface Route {
  method: Method;
  path: string;
  tool: ToolName;
  action: string;
  summary: string;
  /** What the path says besides its parameters, which are fields of the same names. */
  says?: Readonly<Record<string, unknown>>;
  /** Parameters of the path that the action has other names for. */
  called?: Readonly<Record<string, string>>;
  /** Where it makes something: 201. */
  makes?: true;
  /** The fields that make sense here, where these are few of the action's. */
  only?: readonly string[];
  /** How the action's result is answered, where not as it is. */
  shape?: ShapeName;
  /** A list that is the same as long as the tracker is: it has an ETag, and is answered by 304. */
  isList?: true;
  /** A list that takes long to make: it is kept while it is the same. */
  isKept?: true;
  answers?: SchemaName;
}

type Row = readonly [line: `${Method} ${string}`, call: `${ToolName}.${string}`, summary: string, rest?: Rest];
type Rest = Omit<Route, 'method' | 'path' | 'tool' | 'action' | 'summary'>;

const keyed = ['message', 'expected_revision', 'idempotency_key'];
const byLink = { called: { link: 'link_id' }, only: ['dry_run', 'idempotency_key'], answers: 'Linked' } as const;
const one = { shape: 'changed', answers: 'Changed' } as const;
const submitted = { makes: true, answers: 'Submitted' } as const;
const wholeTicket = { shape: 'updated', answers: 'Ticket' } as const;
const list = { isList: true, answers: 'TicketList' } as const;

const rows: readonly Row[] = [
  ['GET /tickets', 'ticket.list', 'Tickets that a query means, by pages', list],
  [
    'POST /tickets',
    'ticket.create',
    'Make a ticket, or several by items',
    { shape: 'created', makes: true, answers: 'Created' },
  ],
  [
    'POST /tickets/claim',
    'ticket.claim',
    'Claim the best ready ticket that a query means',
    { shape: 'changed', answers: 'Claimed' },
  ],
  ['GET /tickets/{id}', 'ticket.get', 'A ticket, or a part of it', { shape: 'ticket', answers: 'Ticket' }],
  ['PATCH /tickets/{id}', 'ticket.update', 'Change fields', wholeTicket],
  ['PUT /tickets/{id}', 'ticket.update', 'The same as PATCH: what is left out stays', wholeTicket],
  ['POST /tickets/{id}/move', 'ticket.move', 'Move to another status', one],
  ['POST /tickets/{id}/close', 'ticket.close', 'Close, by the shortest way', one],
  ['POST /tickets/{id}/claim', 'ticket.claim', 'Claim', { shape: 'changed', only: keyed, answers: 'Claimed' }],
  [
    'POST /tickets/{id}/release',
    'ticket.release',
    'Give a claim up, or hand over',
    { shape: 'changed', answers: 'Changed' },
  ],
  [
    'POST /tickets/{id}/edits',
    'ticket.edit',
    'Edit a place of the description',
    { shape: 'changed', answers: 'Edited' },
  ],
  [
    'POST /tickets/{id}/undo',
    'ticket.undo',
    'Undo the last change',
    { only: ['message', 'idempotency_key'], answers: 'Undone' },
  ],
  ['POST /tickets/{id}/archive', 'ticket.archive', 'Hide', one],
  ['POST /tickets/{id}/unarchive', 'ticket.unarchive', 'Show again', one],
  ['POST /tickets/{id}/rank', 'ticket.rank', 'Put it before or behind another on the board', { answers: 'Ranked' }],
  [
    'GET /tickets/{id}/comments',
    'ticket.get',
    'What was said, newest first, by pages',
    { shape: 'comments', only: ['limit', 'cursor', 'budget'], answers: 'Comments' },
  ],
  ['POST /tickets/{id}/comments', 'ticket.comment', 'Comment', { makes: true, answers: 'Commented' }],
  ['GET /tickets/{id}/links', 'link.list', 'Links, parent, children, commits and URLs', { answers: 'Links' }],
  ['POST /tickets/{id}/links', 'link.add', 'Link to a ticket, a commit or a URL', { makes: true, answers: 'Linked' }],
  ['DELETE /tickets/{id}/links/{link}', 'link.remove', 'Remove a link by its id', byLink],
  ['DELETE /links/{link}', 'link.remove', 'Remove a link by its id', byLink],
  ['GET /tickets/{id}/graph', 'link.graph', 'What blocks it and what it blocks'],
  ['GET /tickets/{id}/history', 'ticket.history', 'Events, newest first, by pages', { answers: 'History' }],
  ['GET /history', 'ticket.history', 'Events of all tickets, newest first, by pages', { answers: 'History' }],
  ['POST /undo', 'ticket.undo', 'Undo an event, or all that this session did', { answers: 'Undone' }],
  ['GET /tickets/{id}/review', 'alignment.get', 'Submissions and decisions', { answers: 'Review' }],
  ['POST /tickets/{id}/review', 'alignment.submit', 'Submit for review', submitted],
  ['PUT /tickets/{id}/review', 'alignment.submit', 'The same as POST', submitted],
  [
    'POST /tickets/{id}/review/decision',
    'alignment.decide',
    'Approve, reject or ask for changes',
    { answers: 'Decided' },
  ],
  ['GET /board', 'board.kanban', 'Columns with their first tickets', { isList: true, answers: 'Board' }],
  ['GET /board/summary', 'board.summary', 'Numbers', { answers: 'Summary' }],
  ['GET /board/ready', 'board.ready', 'What can be started, the best first', list],
  ['GET /board/me', 'board.me', 'What the caller holds, is asked and has not seen'],
  ['GET /board/me/waiting', 'catalog.waiting', 'How much waits for the caller; nothing counts as seen by it'],
  ['GET /board/stats', 'board.stats', 'Closed by week, hours from begin to close, ages'],
  [
    'GET /search',
    'search.search',
    'The best matches of words and qualifiers',
    { isList: true, answers: 'SearchResult' },
  ],
  ['GET /reviews', 'alignment.list', 'What waits for a decision', { isList: true }],
  ['GET /templates', 'ticket.templates', 'Templates of new tickets'],
  ['GET /templates/{template}', 'catalog.template', 'What a template gives a ticket, filled in as far as vars say'],
  ['GET /claims', 'catalog.claims', 'Who works on what since when, and claims on open tickets that ran out'],
  [
    'GET /cards',
    'catalog.cards',
    'All that cards of a board show, in the order of its columns, at once; without a query the open ones',
    { isList: true, isKept: true, shape: 'placed', answers: 'Cards' },
  ],
  [
    'GET /cards/ids',
    'catalog.card_ids',
    'The ids of the tickets that a query means',
    { isList: true, shape: 'placed', answers: 'CardIds' },
  ],
  ['GET /projects', 'catalog.projects', 'Projects and their numbers of tickets', { isList: true, answers: 'Projects' }],
  ['GET /labels', 'catalog.labels', 'Labels and their numbers of tickets', { isList: true }],
  ['GET /people', 'catalog.people', 'Who has done something here or is assigned', { isList: true }],
  ['GET /conflicts', 'catalog.conflicts', 'What merges have left to settle', { isList: true }],
];

/** Every path that is answered by an action, as data. */
export const routes: readonly Route[] = rows.map(([line, call, summary, rest]) => {
  const [method, path] = line.split(' ') as [Method, string];
  const [tool, action] = call.split('.') as [ToolName, string];
  return { method, path, tool, action, summary, ...rest };
});
