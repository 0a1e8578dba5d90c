import type { Author, CreatePayload, EventKind, Id, Payloads, TrackerEvent } from '../../src/domain/event/event.ts';
import { idMaker } from '../../src/domain/event/id.ts';

/** An author of the agent kind whose session is named after the actor. */
export const authorOf = (actor: string, session = `${actor}-session`): Author => ({
  actor,
  actorKind: 'agent',
  session,
  client: 'test/1',
});

/** Ids that are the same in every run: the n-th made for a time has n in its random part. */
export function countingIds(seed = 0): (time: number) => Id {
  let count = seed;
  return (time) => {
    count++;
    const make = idMaker((bytes) => scatter(bytes, count));
    return make(time);
  };
}

/** Spreads a number over the bytes, so that ids made one after another do not sort by their number. */
function scatter(bytes: Uint8Array, number: number): Uint8Array {
  let state = Math.imul(number, 0x9e3779b1) >>> 0;
  for (let i = 0; i < bytes.length - 4; i++) {
    state = (Math.imul(state ^ (state >>> 15), 0x85ebca6b) + i) >>> 0;
    bytes[i] = state & 0xff;
  }
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(bytes.length - 4, number);
  return bytes;
}

export interface Written<K extends EventKind> {
  kind: K;
  payload: Payloads[K];
  parents?: readonly TrackerEvent[];
  time?: number;
  author?: Author;
}

/** Writes the events of one ticket by hand; `create` is the first and the parent of what names none. */
export function ticketWriter(given: Partial<CreatePayload> = {}, { time = 1_000, seed = 0 } = {}) {
  const ids = countingIds(seed);
  const ticket = ids(time);
  const write = <K extends EventKind>({ kind, payload, parents, time, author = authorOf('anna') }: Written<K>) =>
    ({
      id: ids(time ?? create.time),
      time: time ?? create.time,
      ...author,
      ticket,
      kind,
      payload,
      parents: (parents ?? [create]).map((event) => event.id).sort(),
    }) as TrackerEvent;
  const payload: CreatePayload = { ...createDefaults, ...given };
  const create = {
    id: ids(time),
    time,
    ...authorOf('anna'),
    ticket,
    kind: 'create',
    payload,
    parents: [],
  } as TrackerEvent;
  return { ticket, create, write };
}

const createDefaults: CreatePayload = {
  project: 'PAY',
  number: 100_000,
  title: 'Fix login',
  type: 'task',
  status: 'backlog',
  priority: 'medium',
};
