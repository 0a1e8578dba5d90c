import * as z from 'zod/mini';
import type { Query } from '../../domain/query/model.ts';
import { renderQuery } from '../../domain/query/render.ts';
import { findType, isTerminal } from '../../domain/rules/workflow.ts';
import { eachMatching, type MatchingTicket } from '../../store/find/find.ts';
import { listStatuses } from '../../store/read/history.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, queryField } from '../action.ts';
import { findBlame, readQuery } from '../query.ts';

export interface TypeStats {
  type: string;
  open: number;
  /** Closed in each of the last four weeks, the current one last. */
  closedByWeek: number[];
  /** Hours from the begin of work (else from creation) to the close, of those closed in these weeks. */
  cycleHours?: { median: number; p90: number } | undefined;
  /** Days since the creation of open tickets. */
  ageDays?: { median: number; oldest: number; oldestKey: string } | undefined;
}

export interface StatsResult {
  query: string;
  notes: string[];
  emptiedBy?: string | undefined;
  nearest?: string | undefined;
  types: TypeStats[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const weeks = 4;

export const stats = defineAction({
  tool: 'board',
  name: 'stats',
  access: 'read',
  input: () => z.strictObject({ ...queryField }),
  filters: true,
  example: {},
  async run(tx, input): Promise<StatsResult> {
    const query = readQuery(tx, input);
    const { tallies, total } = await tally(tx, query);
    const measured = [...tallies].map(([type, one]) => measure(tx, type, one));
    return {
      query: renderQuery(query),
      notes: query.notes,
      ...(await findBlame(tx, query, total)),
      types: measured.filter((type) => type.open > 0 || type.closedByWeek.some((n) => n > 0)),
    };
  },
});

/** What of a type's tickets the figures are made of. */
interface Tally {
  /** Of those that are open, in ms. */
  ages: number[];
  oldest: MatchingTicket | undefined;
  /** Closed, and changed in these weeks. */
  recent: MatchingTicket[];
}

async function tally(tx: ReadTx, query: Query): Promise<{ tallies: Map<string, Tally>; total: number }> {
  const empty = (): Tally => ({ ages: [], oldest: undefined, recent: [] });
  const tallies = new Map(Object.keys(tx.config.types).map((type) => [type, empty()]));
  let total = 0;
  await eachMatching(tx, query, (row) => {
    total++;
    const one = tallies.get(row.type) ?? empty();
    tallies.set(row.type, one);
    if (isTerminal(tx.config.types, row.type, row.status)) {
      if (row.updatedAt >= tx.now - weeks * weekMs) one.recent.push(row);
      return;
    }
    one.ages.push(tx.now - row.createdAt);
    if (!one.oldest || row.createdAt < one.oldest.createdAt) one.oldest = row;
  });
  return { tallies, total };
}

function measure(tx: ReadTx, type: string, { ages, oldest, recent }: Tally): TypeStats {
  const closes = recent
    .flatMap((row) => closeOf(tx, row) ?? [])
    .filter((close) => close.time > tx.now - weeks * weekMs);
  const closedByWeek = Array.from(
    { length: weeks },
    (_, i) => closes.filter((close) => weeksAgo(close.time, tx.now) === weeks - 1 - i).length,
  );
  const hours = Float64Array.from(closes, (close) => (close.time - close.start) / hourMs).sort();
  const days = Float64Array.from(ages, (age) => age / dayMs).sort();
  return {
    ...{ type, open: ages.length, closedByWeek },
    cycleHours: hours.length > 0 ? { median: quantile(hours, 0.5), p90: quantile(hours, 0.9) } : undefined,
    ageDays: oldest && {
      median: quantile(days, 0.5),
      oldest: Math.round((tx.now - oldest.createdAt) / dayMs),
      oldestKey: oldest.key,
    },
  };
}

/** What another clone's clock puts into the future was closed this week. */
const weeksAgo = (time: number, now: number): number => Math.max(0, Math.floor((now - time) / weekMs));

/** When the ticket last entered a terminal status, and when work on it first began. */
function closeOf(tx: ReadTx, row: MatchingTicket): { time: number; start: number } | undefined {
  const moves = listStatuses(tx, row.ticket);
  const close = moves.findLast((move) => isTerminal(tx.config.types, row.type, move.status));
  const workflow = findType(tx.config.types, row.type);
  const waiting = [workflow?.initial, ...(workflow?.ready ?? []), ...(workflow?.terminal ?? [])];
  const begun = moves.find((move) => !waiting.includes(move.status));
  return close && { time: close.time, start: Math.min(begun?.time ?? row.createdAt, close.time) };
}

function quantile(sorted: Float64Array, share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('Where there are no values there is no median of them.');
  return Math.round(value * 10) / 10;
}
