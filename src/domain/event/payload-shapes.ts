import { rankPattern } from '../rank-keys.ts';
import { decisions, type EventKind, evidenceKinds, type Idempotency, type TrackerEvent } from './event.ts';
import {
  boolean,
  both,
  either,
  fields,
  id,
  integer,
  list,
  matching,
  nullOr,
  record,
  type Shape,
  text,
  word,
} from './shape.ts';
import { limits, priorities } from './ticket.ts';

/** What the payload of each kind may hold: a little more than the doors let in, as a merge unites what they let in. */

/** Events that one `drop` may name; whoever gives up more writes several. */
export const maxDropped = 10_000;

const oneOf = (words: readonly string[]): Shape => matching(new RegExp(`^(?:${words.join('|')})$`));

/** UTF-16 units: a character of a title may take two. */
const title = text(2 * limits.titleCharacters);
/** A description is at most as many bytes in UTF-8, and so at most as many units. */
const body = text(limits.textBytes);
const name = text(2 * limits.nameCharacters);
const keyword = word(limits.nameCharacters);
const names = list(name, 4 * limits.listLength);
const mentions = record(word(32), id, 10_000);
const project = matching(/^[A-Z][A-Z0-9]{0,15}$/);
const number = integer(0, 999_999_999);
const points = integer(0, 1000);
const due = matching(/^\d{4}-\d{2}-\d{2}$/);
const removed = record(name, list(id, 1000), 4 * limits.listLength);
const remark = { message: body, mentions };
const undo = { undo: id };

const scalars = {
  title,
  type: keyword,
  status: keyword,
  priority: oneOf(priorities),
  points: nullOr(points),
  due: nullOr(due),
  parent: nullOr(id),
  archived: boolean,
};

const change = fields(
  {},
  {
    set: fields({}, scalars),
    key: fields({ project, number }),
    add: fields({}, { labels: names, assignees: names }),
    remove: fields({}, { labels: removed, assignees: removed }),
    claim: nullOr(fields({ actor: text(512), session: text(512) })),
    ...remark,
    override: body,
    ...undo,
  },
);

const splice = fields({ at: integer(0, 2 ** 31), deleteCount: integer(0, 2 ** 31), insert: body });

const evidence = fields(
  { kind: oneOf(evidenceKinds), value: body },
  { exitCode: integer(-(2 ** 32), 2 ** 32), verified: boolean },
);

const idempotency = fields({ key: body, hash: text(256), index: integer(0, 10_000) }, { reply: body, mentions });

const ownShapes: Readonly<Record<EventKind, Shape>> = {
  project: fields({ project }),
  drop: fields({ events: list(id, maxDropped) }),
  create: fields(
    { project, number, title, type: keyword, status: keyword, priority: scalars.priority },
    {
      points,
      due,
      parent: id,
      labels: names,
      assignees: names,
      description: body,
      mentions,
      template: body,
    },
  ),
  update: change,
  move: change,
  claim: change,
  release: change,
  archive: change,
  undo: change,
  edit: either(fields({ text: body }, { ...remark, ...undo }), fields({ base: id, splice }, { ...remark, ...undo })),
  comment: fields({ body }, { replyTo: id, mentions }),
  link: fields({}, { type: keyword, target: id, commit: word(128), subject: body, url: body, ...undo, message: body }),
  unlink: fields({ links: list(id, 1000) }, { ...undo, message: body }),
  submit: fields({ message: body, evidence: list(evidence, 3000) }, { mentions }),
  decide: fields({ submission: id, decision: oneOf(decisions) }, remark),
  retract: fields({ event: id, undo: id }, { message: body }),
  rank: fields({ rank: nullOr(matching(rankPattern)) }, { after: id, before: id, for: id, ...undo }),
};

export const payloadShapes = Object.fromEntries(
  Object.entries(ownShapes).map(([kind, shape]) => [kind, both(shape, fields({}, { idempotency }))]),
) as Readonly<Record<EventKind, Shape>>;

/** What says by which call an event was made; of a kind that is not known it says nothing. */
export const idempotencyOf = ({ kind, payload }: TrackerEvent): Idempotency | undefined =>
  Object.hasOwn(payloadShapes, kind) ? payload.idempotency : undefined;
