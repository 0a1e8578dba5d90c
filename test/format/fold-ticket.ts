import { arrange, type Causality, type Conflict, latest, type Setting, seenBy, settle, winnerOf } from './causality.ts';
import { describe } from './fold-description.ts';
import { changeKinds, compareEvents, type Event } from './read-events.ts';

/** Written after docs/format.md, "The fold of a ticket". */
export interface Folded {
  id: string;
  fields: Record<string, unknown>;
  project: string;
  number: number;
  formerKeys: { project: string; number: number }[];
  parentEvent: Event | undefined;
  labels: string[];
  assignees: string[];
  claim: { actor: string; session: string } | undefined;
  comments: Event[];
  links: Event[];
  /** Its create is gone: no link to the older ticket of its idempotency key. */
  apart: boolean;
  review: { submission: Event; decision: string | undefined; decider: string | undefined } | undefined;
  description: string;
  created: Event;
  updated: Event;
  revision: number;
  rank: string | null;
  conflicts: Conflict[];
}

export function foldTicket(events: readonly Event[]): Folded | undefined {
  const causality = arrange(events);
  const { order } = causality;
  const created = order.find(({ kind }) => kind === 'create');
  if (!created) return undefined;
  const conflicts: Conflict[] = [];
  const fields: Record<string, unknown> = {};
  const note = <T>({ winner, conflicts: found }: { winner: Setting<T> | undefined; conflicts: Conflict[] }) => {
    conflicts.push(...found);
    return winner;
  };
  for (const field of ['title', 'type', 'priority', 'points', 'due', 'parent'])
    fields[field] = note(settle(field, setsOf(order, field), causality))?.value ?? null;
  const statuses = setsOf<string>(order, 'status');
  const counting = countingStatuses(setsOf(order, 'type'), statuses, causality);
  fields.status = note(settle('status', statuses, causality, counting))?.value ?? null;
  fields.archived = foldArchived(causality, conflicts);
  const keys = settingsOf(order, ({ kind, payload }) => (kind === 'create' ? payload : isChange(kind) && payload.key));
  const { project, number } = note(settle('key', keys, causality))!.value;
  const isOther = (key: Folded['formerKeys'][number]) => key.project !== project || key.number !== number;
  const { lost, claim } = foldClaim(causality, conflicts);
  const gone = new Set(
    order.flatMap(({ kind, payload }) => (kind === 'retract' ? payload.event : kind === 'unlink' ? payload.links : [])),
  );
  const repeats = findRepeats(order);
  const standing = (id: string) => repeats.get(id) ?? id;
  const ranks = settingsOf(order, ({ kind, payload }) => (kind === 'rank' ? payload.rank : undefined));
  const left = order.filter(({ id }) => !gone.has(id) && !repeats.has(id));
  return {
    ...{ id: created.ticket!, fields, project, number, created, conflicts, claim },
    formerKeys: keys.map(({ value }) => value).filter(isOther),
    parentEvent: winnerOf(setsOf(order, 'parent'), causality)?.event,
    labels: foldSet(order, 'labels').sort(),
    assignees: foldSet(order, 'assignees', lost),
    comments: left
      .filter(({ kind }) => kind === 'comment')
      .sort(compareEvents)
      .map((event) => {
        const { replyTo } = event.payload;
        return replyTo ? { ...event, payload: { ...event.payload, replyTo: standing(replyTo) } } : event;
      }),
    links: left.filter(({ kind }) => kind === 'link'),
    apart: gone.has(created.id),
    review: foldReview(left, standing, causality, conflicts),
    description: describe(causality, conflicts),
    rank: winnerOf(ranks, causality)?.value ?? null,
    updated: order.filter(({ kind }) => kind !== 'rank').reduce((a, b) => (b.time < a.time ? a : b)),
    revision: order.filter(({ kind }) => kind === 'create' || kind === 'edit' || isChange(kind)).length,
  };
}

const isChange = (kind: string): boolean => changeKinds.includes(kind);

// biome-ignore lint/suspicious/noExplicitAny: a payload's value, of which the page's table says what it is
const settingsOf = (order: Event[], read: (event: Event) => any): Setting<any>[] =>
  order.flatMap((event) => {
    const value = read(event);
    return value === undefined || value === false ? [] : [{ event, value }];
  });

/** What the create and the changes set a field to; `archived` may be false. */
const setsOf = <T = unknown>(order: Event[], field: string): Setting<T>[] =>
  order.flatMap((event) => {
    const from = event.kind === 'create' ? event.payload : isChange(event.kind) ? event.payload.set : undefined;
    return from?.[field] === undefined ? [] : [{ event, value: from[field] }];
  });

function countingStatuses(
  allTypes: Setting<string>[],
  allStatuses: Setting<string>[],
  causality: Causality,
): Setting<string>[] {
  const isOne = (types: Setting<string>[]) => types.every(({ value }) => value === types[0]!.value);
  if (allTypes.length > 64) return allStatuses;
  const typeSeen = ({ event }: Setting<string>) =>
    allTypes.find((one) => one.event === event)?.value ??
    winnerOf(seenBy(allTypes, event, causality), causality)?.value;
  const counting = (types: Setting<string>[], statuses: Setting<string>[]): Setting<string>[] => {
    if (isOne(types)) return statuses;
    const given = winnerOf(types, causality)!;
    const seen = [types, statuses].map((settings) => seenBy(settings, given.event, causality));
    const kept = winnerOf(counting(seen[0]!, seen[1]!), causality);
    const found = statuses.filter((one) => one === kept || typeSeen(one) === given.value);
    return found.length > 0 ? found : statuses;
  };
  return counting(allTypes, allStatuses);
}

function foldArchived(causality: Causality, conflicts: Conflict[]): boolean {
  const { order, saw } = causality;
  const settings = setsOf<boolean>(order, 'archived');
  const settled = settle('archived', settings, causality);
  const archives = latest(settings, causality).filter(({ value }) => value);
  const isBeside = (event: Event) =>
    !['create', 'link', 'unlink', 'rank'].includes(event.kind) &&
    !settings.some((one) => one.event === event) &&
    archives.every((one) => !saw(one.event, event) && !saw(event, one.event));
  const revived = settled.winner?.value === true && order.some(isBeside);
  if (revived) conflicts.push({ field: 'archived', event: settled.winner!.event.id, value: 'true' });
  else conflicts.push(...settled.conflicts);
  return settled.winner?.value === true && !revived;
}

function foldClaim(causality: Causality, conflicts: Conflict[]) {
  const claims: Setting<Folded['claim'] | null>[] = settingsOf(causality.order, ({ kind, payload }) =>
    isChange(kind) ? payload.claim : undefined,
  );
  const rivals = (settings: typeof claims) => latest(settings, causality).filter(({ value }) => value !== null);
  const [holder, ...others] = rivals(claims);
  for (const { event, value } of others)
    if (value!.session !== holder!.value!.session)
      conflicts.push({ field: 'claim', event: event.id, value: value!.actor });
  const views = [claims, ...claims.map(({ event }) => seenBy(claims, event, causality))].map(rivals);
  const lost = views.flatMap(([first, ...rest]) => rest.filter(({ value }) => value!.actor !== first!.value!.actor));
  return { claim: holder?.value ?? undefined, lost: new Set(lost.map(({ event }) => event.id)) };
}

/** What is said again by a call that another clone has made too → what stands for it. */
function findRepeats(order: Event[]): Map<string, string> {
  const keyed = order.filter(
    ({ kind, payload }) => ['comment', 'submit', 'decide'].includes(kind) && payload.idempotency,
  );
  const alike = Map.groupBy(keyed.sort(compareEvents), ({ kind, payload: { idempotency } }) =>
    JSON.stringify([kind, idempotency.key, idempotency.hash, idempotency.index]),
  );
  return new Map([...alike.values()].flatMap(([first, ...others]) => others.map(({ id }) => [id, first!.id] as const)));
}

export const mask = (text: string): string => text.replace(/[^\r\n]/g, '█');

function foldSet(order: Event[], field: 'labels' | 'assignees', lost = new Set<string>()): string[] {
  const removes = order.flatMap(({ kind, payload }) =>
    isChange(kind)
      ? Object.entries<string[]>(payload.remove?.[field] ?? {}).flatMap(([name, ids]) =>
          ids.map((id) => ({ name, id })),
        )
      : [],
  );
  const isRemoved = (add: string, name: string) =>
    removes.some((one) => one.id === add && [name, mask(name)].includes(one.name)) ||
    (name === mask(name) && removes.some((one) => one.id === add && mask(one.name) === name));
  const adds = order
    .filter(({ id }) => !lost.has(id))
    .flatMap(({ id, kind, payload }) => {
      const names: string[] = (kind === 'create' ? payload[field] : isChange(kind) && payload.add?.[field]) || [];
      return names.filter((name) => !isRemoved(id, name));
    });
  return [...new Set(adds)];
}

function foldReview(
  left: Event[],
  standing: (id: string) => string,
  causality: Causality,
  conflicts: Conflict[],
): Folded['review'] {
  const submissions = left.filter(({ kind }) => kind === 'submit').map((event) => ({ event, value: event.id }));
  const newest = latest(submissions, causality).map(({ event: submission }) => {
    const given = left.filter(
      ({ kind, payload }) => kind === 'decide' && standing(payload.submission) === submission.id,
    );
    const settings = given.map((event) => ({ event, value: event.payload.decision as string }));
    const settled = settle('review', settings, causality);
    conflicts.push(...settled.conflicts);
    return { submission, decision: settled.winner?.value, decider: settled.winner?.event.actor };
  });
  const isOpen = ({ decision }: { decision: string | undefined }) => (decision ?? 'needs_review') === 'needs_review';
  return newest.findLast(isOpen) ?? newest.at(-1);
}
