import { byTime, type Causality, eventOf, latest, latestSeen, type Setting } from './causality.ts';
import type { ChangePayload, Id } from './event.ts';
import { keyOf } from './key.ts';
import type { Conflict } from './state.ts';

/**
 * The setting that counts: of those that no other has seen the latest by (time, id), chosen among `eligible`. Different
 * ones beside it are noted as conflicts. Undefined where nothing has set the field.
 */
export function settle<T>(
  field: Conflict['field'],
  settings: readonly Setting<T>[],
  causality: Causality,
  conflicts: Conflict[],
  eligible = settings,
): Setting<T> | undefined {
  const winner = winnerOf(eligible, causality);
  const losers = byTime(latest(settings, causality), causality).reverse();
  for (const loser of losers)
    if (winner && shown(loser.value) !== shown(winner.value))
      conflicts.push({ field, event: eventOf(causality, loser).id, value: shown(loser.value) });
  return winner;
}

export const winnerOf = <T>(settings: readonly Setting<T>[], causality: Causality): Setting<T> | undefined =>
  byTime(latest(settings, causality), causality).at(-1);

interface TypeAndStatus {
  type: readonly Setting<string>[];
  status: readonly Setting<string>[];
}

/** The status is one of the type's, whatever the clocks: one set beside a change of type, for the type before, loses. */
export function settleStatus(
  settings: TypeAndStatus,
  causality: Causality,
  conflicts: Conflict[],
): Setting<string> | undefined {
  return settle('status', settings.status, causality, conflicts, statusesOfType(settings, causality));
}

/**
 * A fold cannot look up what statuses a type has, but whoever set one could: those set by who saw the ticket as the type
 * that it has count, and the one that was kept by who gave it that type.
 */
function statusesOfType({ type, status }: TypeAndStatus, causality: Causality): readonly Setting<string>[] {
  const isSame = type.every((one) => one.value === type[0]?.value);
  if (isSame || type.length > mostTypes) return status;
  return statusesAmong({ type, status }, causality, typeSeenBy(type, causality));
}

/** Nobody gives a ticket as many types. Where somebody has, all statuses count: each type means a look at all of them. */
const mostTypes = 64;

type TypeSeen = (status: Setting<string>) => string | undefined;

function statusesAmong(
  { type, status }: TypeAndStatus,
  causality: Causality,
  typeSeen: TypeSeen,
): readonly Setting<string>[] {
  const given = winnerOf(type, causality);
  if (!given || type.every((one) => one.value === given.value)) return status;
  const before = (one: Setting<string>) => causality.saw(given.at, one.at);
  const seen = { type: type.filter(before), status: status.filter(before) };
  const kept = winnerOf(statusesAmong(seen, causality, typeSeen), causality);
  const counting = status.filter((one) => one === kept || typeSeen(one) === given.value);
  return counting.length > 0 ? counting : status;
}

/** The type of the ticket as the author of a status left it; asked for the same status again and again. */
function typeSeenBy(types: readonly Setting<string>[], causality: Causality): TypeSeen {
  const givenAt = new Map(types.map((one) => [one.at, one.value]));
  const seenBy = latestSeen(types, causality);
  const winners = new Map<readonly Setting<string>[], string | undefined>();
  return ({ at }) => {
    const own = givenAt.get(at);
    if (own !== undefined) return own;
    const seen = seenBy(at);
    if (!winners.has(seen)) winners.set(seen, byTime(seen, causality).at(-1)?.value);
    return winners.get(seen);
  };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value !== null && typeof value === 'object') return keyOf(value as { project: string; number: number });
  return String(value);
}

/** An archive stands unless work went on beside it that no archiver had seen: that revives the ticket, visibly. */
export function settleArchived(
  settings: readonly Setting<boolean>[],
  causality: Causality,
  conflicts: Conflict[],
): boolean {
  const noted: Conflict[] = [];
  const winner = settle('archived', settings, causality, noted);
  const archived = winner?.value === true;
  const revived = archived && wentOnBeside(settings, causality);
  if (revived) conflicts.push({ field: 'archived', event: eventOf(causality, winner).id, value: 'true' });
  else for (const one of noted) conflicts.push(one);
  return archived && !revived;
}

/** Links are no work on a ticket: others' authors make them. Nor is a place on the board. */
const idle = new Set(['create', 'link', 'unlink', 'rank']);

function wentOnBeside(settings: readonly Setting<boolean>[], causality: Causality): boolean {
  const setters = new Set(settings.map((one) => one.at));
  const archives = latest(settings, causality).filter((one) => one.value);
  const seen = causality.gather();
  for (const { at } of archives) seen.add(at);
  const archivesSeen = latestSeen(archives, causality);
  return causality.order.some(
    (event, at) => !setters.has(at) && !idle.has(event.kind) && !seen.has(at) && archivesSeen(at).length === 0,
  );
}

type Claim = Setting<ChangePayload['claim']>;
type Holder = NonNullable<ChangePayload['claim']>;

/**
 * Of concurrent claims the earliest holds: whoever claimed first has begun to work. A claim outweighs a concurrent release.
 * `lost` are the claims by others that did not hold, now or in the eyes of whoever claimed or released later.
 */
export function settleClaim(claims: readonly Claim[], causality: Causality, conflicts: Conflict[]) {
  const idOf = (one: Claim): Id => eventOf(causality, one).id;
  const [first, ...losers] = rivals(latest(claims, causality), causality);
  for (const loser of losers)
    if (loser.value.session !== first?.value.session)
      conflicts.push({ field: 'claim', event: idOf(loser), value: loser.value.actor });
  const holder = first && { ...first.value, event: idOf(first) };
  return { holder, lost: new Set(lostClaims(claims, causality).map(idOf)) };
}

/** The claims among settings that have not seen each other, the one that holds first. */
const rivals = (unseen: readonly Claim[], causality: Causality): Setting<Holder>[] =>
  byTime(unseen, causality).flatMap(({ at, value }) => (value ? [{ at, value }] : []));

function lostClaims(claims: readonly Claim[], causality: Causality): Claim[] {
  const inARow = claims.every((one, i) => {
    const before = claims[i - 1];
    return before === undefined || causality.saw(one.at, before.at);
  });
  if (inARow) return [];
  const seenBy = latestSeen(claims, causality);
  const views = new Set([latest(claims, causality), ...claims.map((one) => seenBy(one.at))]);
  return [...views].flatMap((seen) => {
    const [first, ...losers] = rivals(seen, causality);
    return losers.filter((one) => one.value.actor !== first?.value.actor);
  });
}

/**
 * Where the ticket stands on the board, and the event that put it there. The latest counts, and no other is a conflict: where
 * a card lies is not worth anybody's decision. Undefined where nobody has put it anywhere.
 */
export function settleRank(causality: Causality): { rank: string | null; event: Id } | undefined {
  const ranks = causality.order.flatMap((event, at) =>
    event.kind === 'rank' ? [{ at, value: { rank: event.payload.rank, event: event.id } }] : [],
  );
  return ranks.length === 0 ? undefined : winnerOf(ranks, causality)?.value;
}
