import { allowedMoves, categoryOf, type WorkflowType } from '../../domain/rules/workflow.ts';
import { type Block, code, type Topic } from './topic.ts';

const purposes: Readonly<Record<string, string>> = {
  task: 'work to be done; the type of a ticket that is made without one',
  bug: 'something that does not work as it should',
  feature: 'something new',
  decision: 'a question, and what was decided',
  epic: 'work in several tickets, its children',
};

export const categoryTitles = { todo: 'to do', doing: 'doing', review: 'review', done: 'done' } as const;

export const statusesTopic: Topic = {
  name: 'statuses',
  otherNames: ['status', 'types', 'type', 'moves', 'move', 'workflow', 'workflows', 'states', 'categories'],
  summary: 'Types of tickets, their statuses, and which moves are allowed.',
  blocks: ({ types }) => [
    'Each type has its own statuses. A ticket begins in the first; no move but these is possible. A status with ! needs a `--message` that gives the reason.',
    ...Object.entries(types).flatMap(([name, type]): Block[] => [
      { heading: purposes[name] ? `${name}: ${purposes[name]}` : name },
      tableOf(type),
    ]),
    'Work can start on a ticket that is ready: in a status marked so, without an open blocker or an open child, claimed by nobody, and not archived. `tracker ready` lists them, `tracker claim` takes the best.',
    '`tracker close KEY` walks the shortest way to the status marked "close leads here"; `tracker move KEY reopen` opens a closed ticket again; `todo`, `doing` and `done` mean the first status of that column which can be reached, where the type has no status of that name.',
  ],
};

const tableOf = (type: WorkflowType): Block => ({
  head: ['status', 'column', 'may go to'],
  rows: Object.keys(type.moves).map((status) => [code(status), placeOf(type, status), movesFrom(type, status)]),
});

function placeOf(type: WorkflowType, status: string): string {
  const marks = [
    categoryTitles[categoryOf(type, status)],
    type.ready.includes(status) ? 'ready' : '',
    status === type.positive ? 'close leads here' : '',
  ];
  return marks.filter(Boolean).join(', ');
}

const movesFrom = (type: WorkflowType, status: string): string =>
  allowedMoves(type, status)
    .map((move) => code(`${move.status}${move.needsMessage ? '!' : ''}`))
    .join(', ');
