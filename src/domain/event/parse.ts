import type { ActorKind, Id, TrackerEvent } from './event.ts';
import { idFromBytes, isId } from './id.ts';
import { payloadShapes } from './payload-shapes.ts';
import { isObject, isShallow } from './shape.ts';

/** An event as a database holds it. Whoever can push can have written it: nothing of it is believed. */
export interface RawEvent {
  /** 16 bytes. */
  id: unknown;
  /** Milliseconds since 1970. */
  time: unknown;
  actor: unknown;
  actorKind: unknown;
  session: unknown;
  client: unknown;
  kind: unknown;
  /** JSON. */
  payload: unknown;
  /** Ids side by side, 16 bytes each. */
  parents: unknown;
}

/** Why an event is not counted, in words that go on after "its". */
export interface EventFault {
  fault: string;
}

/** How many rows of a version count for nothing, as the beginning of a sentence. */
export const describeSetAside = (rows: number): string =>
  `Left out ${rows} ${rows === 1 ? 'row that is no event' : 'rows that are no events'}`;

/** Some 500 years from 1970 end at 2^44; what is beyond has no date that can be written. */
const maxTime = 2 ** 43;
/** A text of 256 KiB whose every byte JSON writes in six. */
const maxPayload = 2 * 2 ** 20;
const maxDepth = 16;
/** More heads than that a ticket has only where somebody made them. */
export const maxParents = 1000;
const maxName = 512;

const actorKinds = new Set<unknown>(['agent', 'human', 'service'] satisfies ActorKind[]);

/**
 * The one reader of events from outside. Answers the event, or why it is none; a kind that this program does not know is
 * one, with a payload of any form, and unknown fields stay. `ticket` is the id of the event's ticket, where the database has
 * that ticket.
 */
export function parseEvent(raw: RawEvent, ticket: Id | null): TrackerEvent | EventFault {
  const { time, actor, actorKind, session, client, kind } = raw;
  if (!isBytes(raw.id) || raw.id.length !== 16) return { fault: 'id is not of 16 bytes' };
  if (!Number.isSafeInteger(time) || (time as number) < 0 || (time as number) > maxTime)
    return { fault: 'time is none' };
  if (!isName(actor) || !isName(session) || !isName(client) || !actorKinds.has(actorKind))
    return { fault: 'author is unknown' };
  if (typeof kind !== 'string' || !/^[a-z][a-z_]{0,31}$/.test(kind)) return { fault: 'kind is no word' };
  const parents = splitIds(raw.parents);
  if (!parents) return { fault: 'parents are not ids' };
  const payload = parsePayload(raw.payload);
  if (!payload) return { fault: `payload is no object of JSON within the limits` };
  const owner = takeOwner(payload);
  if (Object.hasOwn(payloadShapes, kind)) {
    const shape = payloadShapes[kind as keyof typeof payloadShapes];
    if (!shape(payload)) return { fault: `payload is none of the kind ${kind}` };
    // The creation of its ticket may be on its way: without it, it counts for nothing yet.
    if (!hasTicket(kind) && ticket !== null) return { fault: `${kind} has a ticket` };
  }
  return {
    id: idFromBytes(raw.id),
    time,
    actor,
    actorKind,
    session,
    client,
    ticket: ticket ?? (hasTicket(kind) ? owner : null),
    kind,
    payload,
    parents,
  } as TrackerEvent;
}

const hasTicket = (kind: string): boolean => kind !== 'project' && kind !== 'drop';

/** Where a database keeps, in the payload, which ticket an event is of whose creation has not come yet: that has no number. */
const waitsFor = 'waitsFor';

function takeOwner(payload: Record<string, unknown>): Id | null {
  if (!Object.hasOwn(payload, waitsFor)) return null;
  const { [waitsFor]: owner } = payload;
  delete payload[waitsFor];
  return typeof owner === 'string' && isId(owner) ? owner : null;
}

/** The payload of such an event as it is stored. */
export const waitingPayload = ({ payload, ticket }: TrackerEvent): object =>
  ticket === null ? payload : { ...payload, [waitsFor]: ticket };

export const isFault = (parsed: object): parsed is EventFault => 'fault' in parsed;

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

const isName = (value: unknown): boolean => typeof value === 'string' && value.length <= maxName;

function splitIds(bytes: unknown): Id[] | undefined {
  if (!isBytes(bytes) || bytes.length % 16 !== 0 || bytes.length > 16 * maxParents) return undefined;
  return Array.from({ length: bytes.length / 16 }, (_, at) => idFromBytes(bytes.subarray(16 * at, 16 * at + 16)));
}

function parsePayload(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string' || text.length > maxPayload) return undefined;
  try {
    const payload: unknown = JSON.parse(text);
    return isObject(payload) && isShallow(payload, maxDepth) ? payload : undefined;
  } catch {
    return undefined;
  }
}
