import { momentOf, startOfDate } from '../day.ts';

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * A point in time in milliseconds since 1970: an ISO date or time (the user's own where it names no zone), `now`, or `7d`, `2w`,
 * `24h`, `30m` ago. Undefined for anything else.
 */
export function parseTime(text: string, now: number): number | undefined {
  const word = text.trim();
  if (/^now$/i.test(word)) return now;
  const [, amount, unit = ''] = /^(\d{1,4})\s*([mhdw])(?:\s*ago)?$/i.exec(word) ?? [];
  const unitMs = unitsMs[unit.toLowerCase()];
  if (amount !== undefined && unitMs !== undefined) return now - Number(amount) * unitMs;
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(word))
    return undefined;
  const [year = 0, month = 0, date = 0] = word.slice(0, 10).split('-').map(Number);
  // A day that no calendar has is none either as a part of a time.
  if (Number.isNaN(Date.parse(word.slice(0, 10)))) return undefined;
  const time = word.length === 10 ? startOfDate(year, month, date) : momentOf(word);
  return Number.isNaN(time) ? undefined : time;
}
