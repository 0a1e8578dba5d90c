import type { CreatedTicket } from '../../actions/ticket/create.ts';
import type { TicketView } from '../../actions/ticket/view.ts';
import { isCall } from '../../domain/hint.ts';
import { nextRequest } from '../next.ts';

/** What was looked up in the transaction of the call, beside its result. */
export interface Beside {
  /** The one ticket that the call was about. */
  tag?: string;
  revision?: number;
  /** As it is now, where the route answers with it. */
  view?: TicketView;
  position?: string;
  /** Under which the answer may be kept for who asks the same of the same state. */
  keepAs?: string;
}

type Fields = Record<string, unknown>;
type Shape = (result: Fields, beside: Beside, urlOf: (key: string) => string) => Fields;

/** The ticket itself; of a part of it, that part. */
const ticket: Shape = ({ ticket: view, cut, ...rest }, _, urlOf) => {
  if (!view) return { ...(Object.values(rest)[0] as Fields) };
  const isCut = Object.keys((cut ?? {}) as Fields).length > 0;
  const { key } = view as TicketView;
  return { ...(view as Fields), url: urlOf(key), ...(isCut && { cut }), ...rest };
};

/** Of one ticket, what was done to it; `from` and `to` are statuses. */
const changed: Shape = (result, { revision }) => {
  const { tickets, ...rest } = result as { tickets?: Fields[] };
  const [only, ...others] = tickets ?? [result];
  if (!only || others.length > 0) return result;
  const moves = (only.changes ?? []) as { field: string; from: unknown; to: unknown }[];
  const status = moves.find(({ field }) => field === 'status');
  // A claim and a release say both statuses by themselves.
  const steps = status ?? (typeof only.from === 'string' ? { from: only.from, to: only.status } : undefined);
  return {
    ...{ key: only.key, ...(steps && { from: steps.from, to: steps.to }), revision },
    ...only,
    ...(tickets ? rest : {}),
  };
};

/** The ticket as it is now, with what has changed. */
const updated: Shape = (result, beside, urlOf) => {
  const what = changed(result, beside, urlOf);
  if (!beside.view) return what;
  const { changes, ready, noted, gates } = what;
  return { ...ticket({ ticket: beside.view }, beside, urlOf), changes, ready, noted, gates };
};

const created: Shape = (result, { revision }, urlOf) => {
  const { tickets, similar } = result as { tickets: CreatedTicket[]; similar?: unknown[] };
  const made = tickets.map((one) => ({ ...one, url: urlOf(one.key) }));
  const [only, ...others] = made;
  if (!only || others.length > 0) return { tickets: made };
  return { ...only, revision, ...(similar && similar.length > 0 && { similar }) };
};

/** What was said of a ticket, whether it came with the ticket or by a cursor. */
const comments: Shape = (result) => {
  if ('more' in result) return { ...(result.more as Fields) };
  const { ticket: view, cursor } = result as { ticket?: TicketView; cursor?: string };
  return view ? { key: view.key, before: 0, total: view.notesTotal, notes: view.notes, cursor } : result;
};

/** With the position, from which the events go on. */
const placed: Shape = (result, { position }) => ({ position, ...result });

export const shapes = { ticket, changed, updated, created, comments, placed } satisfies Record<string, Shape>;
export type ShapeName = keyof typeof shapes;

/** A call that had been done already: what was answered then, as far as it is kept, and the tickets as they are now. */
export function repeatedShape(
  { reply, tickets }: { reply: string; tickets: readonly { key: string }[] },
  { revision }: Beside,
  { isCreation, urlOf }: { isCreation: boolean; urlOf: (key: string) => string },
): Fields {
  if (isCreation) {
    const made = tickets.map((one) => ({ ...one, url: urlOf(one.key) }));
    return made.length === 1 ? { ...made[0], revision, existing: true } : { tickets: made, existing: true };
  }
  return { ...parseKept(reply), revision, already: true, tickets };
}

/** What of a result is kept for whoever asks again with its key: in the events, for good, and beside them. */
export const keeping = {
  say: ({ result }: { result: unknown }) => keptOf(result),
  // Where one leads may be a text.
  lineOf: (result: unknown) => keptOf(result, (value) => !/[:/]/.test(value)),
};

/** The small fields of a result that whoever asks again needs, in one line. */
export function keptOf(result: unknown, isWanted: (value: string) => boolean = () => true): string {
  const { tickets } = result as { tickets?: Fields[] };
  const shown = changed(result as Fields, {}, String);
  if (tickets && tickets.length !== 1) return '';
  const kept = ['key', 'from', 'to', 'status', 'event', 'type', 'target', 'decision'].map((name) => [
    name,
    shown[name],
  ]);
  return JSON.stringify(Object.fromEntries(kept.filter(([, value]) => typeof value === 'string' && isWanted(value))));
}

function parseKept(reply: string): Fields {
  try {
    const kept: unknown = JSON.parse(reply);
    return kept !== null && typeof kept === 'object' ? (kept as Fields) : {};
  } catch {
    // Another door has done it, and kept words.
    return { reply };
  }
}

/** A result with the calls in it as requests that can be sent as they stand. */
export function withRequests(value: unknown, api: string): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((one) => withRequests(one, api));
  if (isCall(value)) return nextRequest(value, api);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withRequests(one, api)]));
}
