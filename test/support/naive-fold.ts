import { byTime, type Causality, eventOf, type Setting } from '../../src/domain/event/causality.ts';
import { compareEvents, type Id, isChange, type Mentions, type TrackerEvent } from '../../src/domain/event/event.ts';
import { shortId } from '../../src/domain/event/id.ts';
import { mergeTexts } from '../../src/domain/text/text.ts';
import { ancestorsOf } from './reference.ts';

/**
 * The fold of what is costly, the slow and obvious way: each question is answered by going through all events. What the
 * program does faster has to be the same on everything that is small.
 */

type Saw = (later: number, earlier: number) => boolean;
type Naive = Pick<Causality, 'order'> & { saw: Saw };

/** Parents first; what is concurrent stands as (time, id) has it, each with its ancestors before it. */
export function orderOf(events: readonly TrackerEvent[]): TrackerEvent[] {
  const sorted = events.toSorted(compareEvents);
  const byId = new Map(sorted.map((event) => [event.id, event]));
  const order: TrackerEvent[] = [];
  const entered = new Set<Id>();
  const place = (event: TrackerEvent): void => {
    if (entered.has(event.id)) return;
    entered.add(event.id);
    for (const id of event.parents.toSorted()) {
      const parent = byId.get(id);
      if (parent) place(parent);
    }
    order.push(event);
  };
  for (const event of sorted) place(event);
  return order;
}

export function naiveCausality(events: readonly TrackerEvent[]): Naive {
  const order = orderOf(events);
  const ancestors = ancestorsOf(order);
  const saw: Saw = (later, earlier) => ancestors.get(order[later]!.id)!.has(order[earlier]!.id);
  return { order, saw };
}

/** Those that no other has seen. */
export const latestOf = <T>(settings: readonly Setting<T>[], saw: Saw): Setting<T>[] =>
  settings.filter((one) => !settings.some((other) => saw(other.at, one.at)));

const settingsOf = <T>({ order }: Naive, readValue: (event: TrackerEvent) => T | undefined): Setting<T>[] =>
  order.flatMap((event, at) => {
    const value = readValue(event);
    return value === undefined ? [] : [{ at, value }];
  });

/** The events of claims that did not hold, now or in the eyes of whoever claimed or released later. */
export function naiveLostClaims(events: readonly TrackerEvent[]): Set<Id> {
  const naive = naiveCausality(events);
  const claims = settingsOf(naive, (event) => (isChange(event) ? event.payload.claim : undefined));
  const lost = new Set<Id>();
  for (const view of [claims, ...claims.map((later) => claims.filter((one) => naive.saw(later.at, one.at)))]) {
    const [first, ...losers] = byTime(latestOf(view, naive.saw), naive).filter((one) => one.value !== null);
    for (const one of losers) if (one.value?.actor !== first?.value?.actor) lost.add(eventOf(naive, one).id);
  }
  return lost;
}

/** Whether an archive is undone by work beside it. */
export function naiveArchived(events: readonly TrackerEvent[]): boolean {
  const naive = naiveCausality(events);
  const settings = settingsOf(naive, (event) => (isChange(event) ? event.payload.set?.archived : undefined));
  const latest = latestOf(settings, naive.saw);
  if (byTime(latest, naive).at(-1)?.value !== true) return false;
  const archives = latest.filter((one) => one.value);
  const isWork = ({ kind }: TrackerEvent) => kind !== 'create' && kind !== 'link' && kind !== 'unlink';
  return !naive.order.some(
    (event, at) =>
      isWork(event) &&
      !settings.some((one) => one.at === at) &&
      archives.every((one) => !naive.saw(one.at, at) && !naive.saw(at, one.at)),
  );
}

/** The description, and the events of the versions that overlap. */
export function naiveDescription(events: readonly TrackerEvent[]): { description: string; conflicts: Id[] } {
  const naive = naiveCausality(events);
  const versions = settingsOf(naive, (event) => {
    if (event.kind === 'edit') return event.payload;
    return event.kind === 'create' && event.payload.description !== undefined
      ? { text: event.payload.description }
      : undefined;
  });
  type Version = (typeof versions)[number];
  const conflicts: Id[] = [];
  const label = (version: Version) => `${eventOf(naive, version).actor} ${shortId(eventOf(naive, version).id)}`;
  const textOf = ({ value }: Version, depth = 0): string => {
    if ('text' in value) return value.text;
    const base = versions.find((version) => eventOf(naive, version).id === value.base);
    const before = base && depth <= versions.length ? textOf(base, depth + 1) : '';
    const { at, deleteCount, insert } = value.splice;
    return before.slice(0, at) + insert + before.slice(at + deleteCount);
  };
  const merge = (heads: readonly Version[], noted: Id[]): string => {
    const [first, ...others] = heads;
    if (!first) return '';
    let text = textOf(first);
    for (const [i, head] of others.entries()) {
      const seen = versions.filter((one) => heads.slice(0, i + 2).every((each) => naive.saw(each.at, one.at)));
      const result = mergeTexts({
        base: merge(byTime(latestOf(seen, naive.saw), naive), []),
        first: { text, label: label(first) },
        second: { text: textOf(head), label: label(head) },
      });
      text = result.text;
      if (result.conflict) noted.push(eventOf(naive, head).id);
    }
    return text;
  };
  const description = merge(byTime(latestOf(versions, naive.saw), naive), conflicts);
  return { description, conflicts };
}

/** What the keys of a ticket's titles mean. */
export function naiveTitleMentions(events: readonly TrackerEvent[]): Map<string, Set<Id>> {
  const naive = naiveCausality(events);
  const versions = settingsOf(naive, (event) => {
    if (event.kind === 'create') return { mentions: {} as Mentions, undoes: false };
    if (!isChange(event) || event.payload.set?.title === undefined) return undefined;
    return { mentions: event.payload.mentions ?? {}, undoes: event.payload.undo !== undefined };
  });
  const known = new Map<number, Map<string, Set<Id>>>();
  const unite = (those: typeof versions) => {
    const united = new Map<string, Set<Id>>();
    for (const { at } of those)
      for (const [key, ids] of known.get(at)!) united.set(key, new Set([...(united.get(key) ?? []), ...ids].sort()));
    return united;
  };
  for (const { at, value } of versions) {
    const seen = versions.filter((one) => naive.saw(at, one.at));
    const before = unite(value.undoes ? seen : latestOf(seen, naive.saw));
    const own = Object.entries(value.mentions).map(([key, id]) => [key, before.get(key) ?? new Set([id])] as const);
    known.set(at, new Map([...(value.undoes ? before : []), ...own]));
  }
  return unite(latestOf(versions, naive.saw));
}
