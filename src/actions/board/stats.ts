import * as z from 'zod/mini';
import { isChange } from '../../domain/event.ts';
import { renderQuery } from '../../domain/render-query.ts';
import { findType, isTerminal } from '../../domain/workflow.ts';
import { listTicketEvents } from '../../store/events.ts';
import { listMatching, type MatchingTicket } from '../../store/find.ts';
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
    const rows = await listMatching(tx, query);
    const types = [...new Set([...Object.keys(tx.config.types), ...rows.map((row) => row.type)])];
    const measured = types.map((type) =>
      measure(
        tx,
        type,
        rows.filter((row) => row.type === type),
      ),
    );
    return {
      query: renderQuery(query),
      notes: query.notes,
      ...(await findBlame(tx, query, rows.length)),
      types: measured.filter((type) => type.open > 0 || type.closedByWeek.some((n) => n > 0)),
    };
  },
});

function measure(tx: ReadTx, type: string, rows: readonly MatchingTicket[]): TypeStats {
  const open = rows
    .filter((row) => !isTerminal(tx.config.types, type, row.status))
    .sort((a, b) => a.createdAt - b.createdAt);
  const recent = rows.filter(
    (row) => isTerminal(tx.config.types, type, row.status) && row.updatedAt >= tx.now - weeks * weekMs,
  );
  const closes = recent
    .flatMap((row) => closeOf(tx, row) ?? [])
    .filter((close) => close.time > tx.now - weeks * weekMs);
  const closedByWeek = Array.from(
    { length: weeks },
    (_, i) => closes.filter((close) => weeksAgo(close.time, tx.now) === weeks - 1 - i).length,
  );
  const hours = closes.map((close) => (close.time - close.start) / hourMs).sort((a, b) => a - b);
  const ages = open.map((row) => (tx.now - row.createdAt) / dayMs).sort((a, b) => a - b);
  return {
    ...{ type, open: open.length, closedByWeek },
    cycleHours: hours.length > 0 ? { median: quantile(hours, 0.5), p90: quantile(hours, 0.9) } : undefined,
    ageDays:
      ages.length > 0
        ? { median: quantile(ages, 0.5), oldest: Math.round(ages.at(-1)!), oldestKey: open[0]!.key }
        : undefined,
  };
}

/** What another clone's clock puts into the future was closed this week. */
const weeksAgo = (time: number, now: number): number => Math.max(0, Math.floor((now - time) / weekMs));

/** When the ticket last entered a terminal status, and when work on it first began. */
function closeOf(tx: ReadTx, row: MatchingTicket): { time: number; start: number } | undefined {
  const moves = listTicketEvents(tx.db, row.ticket).flatMap((event) => {
    const status = isChange(event) ? event.payload.set?.status : undefined;
    return status === undefined ? [] : [{ time: event.time, status }];
  });
  const close = moves.findLast((move) => isTerminal(tx.config.types, row.type, move.status));
  const workflow = findType(tx.config.types, row.type);
  const waiting = [workflow?.initial, ...(workflow?.ready ?? []), ...(workflow?.terminal ?? [])];
  const begun = moves.find((move) => !waiting.includes(move.status));
  return close && { time: close.time, start: Math.min(begun?.time ?? row.createdAt, close.time) };
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10;
}
