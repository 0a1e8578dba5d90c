import type { Payloads } from '../../src/domain/event/event.ts';
import type { TicketState } from '../../src/domain/event/state.ts';
import type { SetField } from '../../src/domain/event/ticket.ts';
import { commentDraft, decideDraft, linkDraft, submitDraft, unlinkDraft } from './discussion-drafts.ts';
import { editDraft } from './edit-drafts.ts';
import { undoDraft } from './undo-drafts.ts';
import { closesCycle, type Draft, freeNumber, type View, viewOf } from './view.ts';

type Drafter = (view: View, state: TicketState) => Draft | undefined;

const drafters = {
  update: updateDraft,
  reparent: reparentDraft,
  rekey: rekeyDraft,
  relabel: relabelDraft,
  assign: assignDraft,
  move: moveDraft,
  claim: claimDraft,
  release: releaseDraft,
  archive: archiveDraft,
  edit: editDraft,
  comment: commentDraft,
  link: linkDraft,
  unlink: unlinkDraft,
  submit: submitDraft,
  decide: decideDraft,
  rank: rankDraft,
  undo: undoDraft,
} satisfies Record<string, Drafter>;

export type Operation = 'create' | keyof typeof drafters;
export const operations = ['create', ...Object.keys(drafters)] as Operation[];

/** A payload as the doors make it from what the replica holds; undefined where the operation has nothing to do there. */
export function draft(does: Operation, seen: Pick<View, 'events' | 'author' | 'dice' | 'newId'>): Draft | undefined {
  const view = viewOf(seen);
  if (does === 'create' || view.states.length === 0) return createDraft(view);
  return drafters[does](view, seen.dice.pick(view.states));
}

function createDraft(view: View): Draft {
  const { dice, states } = view;
  const project = dice.pick(['PAY', 'PAY', 'OPS']);
  const payload: Payloads['create'] = {
    project,
    number: freeNumber(view, project),
    title: dice.pick(['Fix login', 'Fix logout', 'Write docs']),
    type: dice.pick(['task', 'bug']),
    status: 'backlog',
    priority: dice.pick(['medium', 'high']),
  };
  if (dice.once(2)) payload.labels = ['backend', 'urgent'].slice(dice.roll(2));
  if (dice.once(3)) payload.description = 'one\ntwo\nthree\nfour\nfive\n';
  if (dice.once(3) && states.length > 0) payload.parent = dice.pick(states).id;
  const index = dice.roll(3);
  const used = states.some(({ created }) => created.kind === 'create' && created.payload.idempotency?.index === index);
  if (!used && dice.once(2)) payload.idempotency = { key: 'nightly', hash: payload.title, index };
  return { ticket: view.newId(), kind: 'create', payload };
}

function updateDraft({ dice }: View, state: TicketState): Draft {
  const set = dice.pick<() => Payloads['update']['set']>([
    () => ({ title: dice.pick(['Fix login', 'Fix all', 'Fix none']) }),
    () => ({ priority: dice.pick(['urgent', 'low']), points: dice.pick([null, 1, 13]) }),
    () => ({ due: dice.pick([null, '2026-10-01', '2026-10-02']) }),
    () => ({ type: dice.pick(['task', 'bug']), status: 'backlog' }),
    () => ({ type: dice.pick(['task', 'bug']) }),
  ])();
  return { ticket: state.id, kind: 'update', payload: { set: set ?? {} } };
}

/** No parent that would close a cycle in what this replica sees. */
function reparentDraft(view: View, { id }: TicketState): Draft {
  const target = view.dice.pick(view.states).id;
  const parent = view.dice.once(6) || closesCycle(view, 'parent', id, target) ? null : target;
  return { ticket: id, kind: 'update', payload: { set: { parent } } };
}

function rekeyDraft(view: View, { id, project }: TicketState): Draft {
  const other = project === 'PAY' ? 'OPS' : 'PAY';
  return { ticket: id, kind: 'update', payload: { key: { project: other, number: freeNumber(view, other) } } };
}

function namesDraft(state: TicketState, field: SetField, wanted: readonly string[]): Draft | undefined {
  const has = state.sets[field];
  const add = wanted.filter((name) => !has.has(name));
  const remove = [...has].filter(([name]) => !wanted.includes(name));
  if (add.length + remove.length === 0) return undefined;
  const payload: Payloads['update'] = {};
  if (add.length > 0) payload.add = { [field]: add };
  if (remove.length > 0) payload.remove = { [field]: Object.fromEntries(remove) };
  return { ticket: state.id, kind: 'update', payload };
}

function relabelDraft({ dice }: View, state: TicketState): Draft | undefined {
  const wanted = ['backend', 'urgent', '__proto__', '10'].filter(() => dice.once(2));
  return namesDraft(state, 'labels', wanted);
}

function assignDraft({ dice, author }: View, state: TicketState): Draft | undefined {
  return namesDraft(state, 'assignees', dice.pick([[], [author.actor], ['anna', 'ben']]));
}

function moveDraft({ dice }: View, { id }: TicketState): Draft {
  const status = dice.pick(['todo', 'in_progress', 'done']);
  const payload = status === 'done' ? { set: { status }, claim: null, message: 'ready' } : { set: { status } };
  return { ticket: id, kind: 'move', payload };
}

function claimDraft({ author: { actor, session } }: View, state: TicketState): Draft | undefined {
  if (state.claim?.session === session) return undefined;
  const names = namesDraft(state, 'assignees', [actor])?.payload;
  return {
    ticket: state.id,
    kind: 'claim',
    payload: { set: { status: 'in_progress' }, claim: { actor, session }, ...names },
  };
}

function releaseDraft(_: View, state: TicketState): Draft | undefined {
  if (!state.claim) return undefined;
  return {
    ticket: state.id,
    kind: 'release',
    payload: { claim: null, ...namesDraft(state, 'assignees', [])?.payload },
  };
}

function archiveDraft(_: View, { id, archived }: TicketState): Draft {
  return { ticket: id, kind: 'archive', payload: { set: { archived: !archived } } };
}

/** Few places, so that replicas choose the same ones. */
function rankDraft({ dice, states }: View, { id }: TicketState): Draft {
  const rank = dice.pick(['V', 'V', 'k', 'Vk', null]);
  return { ticket: id, kind: 'rank', payload: { rank, ...(dice.once(2) && { after: dice.pick(states).id }) } };
}
