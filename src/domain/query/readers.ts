import { priorities } from '../event/ticket.ts';
import { nearest } from '../near.ts';
import { foldWord } from '../words.ts';
import { parts, sorts, states } from './model.ts';
import { type Reading, readKeyValue, readRange } from './values.ts';

/** The types and statuses that the configuration knows. */
export interface Words {
  types: readonly string[];
  statuses: readonly string[];
}

/** Plurals, and what a tool's field is called. */
export const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    labels: 'label',
    assignees: 'assignee',
    comments: 'comment',
    links: 'link',
    reviews: 'review',
    conflicts: 'conflict',
    id: 'key',
    ids: 'key',
    mention: 'mentions',
    state: 'status',
    category: 'is',
  }),
);

/** What others call a state. */
const otherStates: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ wip: 'doing', active: 'doing', started: 'doing', progress: 'doing' },
    ...{ new: 'todo', pending: 'todo', queued: 'todo', unstarted: 'todo' },
    ...{ finished: 'done', complete: 'done', completed: 'done', fixed: 'done' },
    ...{ unresolved: 'open', unfinished: 'open', all: 'any' },
  }),
);

/** What other trackers call it, and the qualifier here, where there is one. */
export const foreign: Record<string, string | undefined> = {
  tag: 'label',
  tags: 'label',
  owner: 'assignee',
  user: 'assignee',
  assigned: 'assignee',
  creator: 'author',
  reporter: 'author',
  epic: 'parent',
  estimate: 'points',
  deadline: 'due',
  kind: 'type',
  repo: 'project',
  order: 'sort',
  orderby: 'sort',
  severity: 'priority',
  milestone: undefined,
  sprint: undefined,
  team: undefined,
  closed: undefined,
  title: undefined,
  description: undefined,
  body: undefined,
};

type Reader = (value: string, words: Words) => Reading;

/** How the values of each qualifier are read; what a ticket has is a text, a range or nothing usable. */
export const readers: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    type: (value, { types }) => readOneOf(value, types),
    status: (value, { statuses }) => readOneOf(value, statuses),
    is: (value) => readOneOf(otherStates.get(foldWord(value)) ?? value, states),
    no: (value) => readOneOf(otherNames.get(value.toLowerCase()) ?? value, parts),
    has: (value) => readOneOf(otherNames.get(value.toLowerCase()) ?? value, parts),
    label: (value) => ({ value: value.toLowerCase() === 'none' ? 'none' : value }),
    assignee: readActor,
    author: readActor,
    mentions: readActor,
    project: (value) => ({ value: value.toUpperCase() }),
    parent: (value) => (value.toLowerCase() === 'none' ? { value: 'none' } : readKeyValue(value)),
    key: readKeyValue,
    priority: (value) => readRange(value, (bound) => readOneOf(bound, priorities)),
    points: (value) => readRange(value, 'number'),
    created: (value) => readRange(value, 'moment'),
    updated: (value) => readRange(value, 'moment'),
    due: (value) => readRange(value, 'moment'),
    sort: (value) => readOneOf(value, sorts),
  }),
);

export function readOneOf(value: string, words: readonly string[]): Reading {
  const found = words.find((word) => word === value) ?? words.find((word) => foldWord(word) === foldWord(value));
  return found === undefined ? { near: nearest(value, words), known: words } : { value: found };
}

function readActor(value: string): Reading {
  const name = value.replace(/^@+/, '');
  const folded = name.toLowerCase();
  return !/[\p{L}\p{N}]/u.test(name)
    ? { example: 'me' }
    : { value: folded === 'me' || folded === 'none' ? folded : name };
}
