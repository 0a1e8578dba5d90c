import {
  ancestorsOf,
  arrange,
  byTime,
  type Causality,
  latestSeen,
  type Setting,
} from '../../domain/event/causality.ts';
import {
  type ChangePayload,
  type EditPayload,
  type Id,
  isChange,
  type TrackerEvent,
} from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { readVersion, versionIn } from '../../domain/event/fold-description.ts';
import { type Scalar, type Scalars, scalars } from '../../domain/event/ticket.ts';

/** What an event replaced, as its author saw it. */
export interface Before {
  /** Of the scalars that it set. */
  set: Partial<Scalars>;
  /** Where it gave another key. */
  key?: ChangePayload['key'];
  /** Where it wrote a version of the description: the one before, and its own. */
  texts?: { before: string; after: string };
}

/** Tells of the events of one ticket what each has replaced. Of what is not in them it says nothing, and it never throws. */
export function replacedBy(events: readonly TrackerEvent[]): (id: Id) => Before {
  const causality = arrange(events);
  const { order } = causality;
  const places = new Map(order.map(({ id }, at) => [id, at]));
  const known = new Map<Scalar | 'key', (at: number) => unknown>();
  const seen = (field: Scalar | 'key', at: number): unknown => {
    const before = known.get(field) ?? valueBefore(settingsOf(order, field), causality);
    known.set(field, before);
    return before(at);
  };
  const textBefore = textsOf(order, causality);
  return (id) => {
    const at = places.get(id);
    const event = at === undefined ? undefined : order[at];
    if (at === undefined || !event) return { set: {} };
    if (event.kind === 'edit') return { set: {}, texts: textBefore(at, event.payload) };
    if (!isChange(event)) return { set: {} };
    const fields = scalars.filter((field) => event.payload.set?.[field] !== undefined);
    const key = event.payload.key && (seen('key', at) as ChangePayload['key']);
    return {
      set: Object.fromEntries(fields.map((field) => [field, seen(field, at) ?? null])) as Partial<Scalars>,
      ...(key && { key }),
    };
  };
}

function settingsOf(order: readonly TrackerEvent[], field: Scalar | 'key'): Setting<unknown>[] {
  const valueIn = (event: TrackerEvent): unknown => {
    if (event.kind === 'create') return field === 'key' ? event.payload : (event.payload as Partial<Scalars>)[field];
    if (!isChange(event)) return undefined;
    return field === 'key' ? event.payload.key : event.payload.set?.[field];
  };
  return order.flatMap((event, at) => {
    const value = valueIn(event);
    return value === undefined ? [] : [{ at, value }];
  });
}

/** Of concurrent values the later by (time, id) is the one that was seen. */
function valueBefore(settings: readonly Setting<unknown>[], causality: Causality): (at: number) => unknown {
  const latest = latestSeen(settings, causality);
  return (at) => byTime([...latest(at)], causality).at(-1)?.value;
}

function textsOf(
  order: readonly TrackerEvent[],
  causality: Causality,
): (at: number, own: EditPayload) => { before: string; after: string } {
  const versions = order.flatMap((event, at): Setting<{ id: Id; payload: EditPayload }>[] => {
    const payload = versionIn(event);
    return payload ? [{ at, value: { id: event.id, payload } }] : [];
  });
  const byId = new Map(versions.map(({ value }) => [value.id, value.payload]));
  const latest = latestSeen(versions, causality);
  return (at, own) => {
    const after = readVersion(own, byId).text;
    const [only, ...others] = latest(at);
    if (!only) return { before: '', after };
    if (others.length === 0) return { before: readVersion(only.value.payload, byId).text, after };
    // What its author saw was merged of several.
    const id = order[at]?.id ?? '';
    return { before: foldTicket(ancestorsOf(order, id))?.description ?? '', after };
  };
}
