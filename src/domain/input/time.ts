const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * A point in time in milliseconds since 1970: an ISO date or time (UTC where it names no zone), `now`, or `7d`, `2w`,
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
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(word.slice(10)) || word.length === 10;
  const time = Date.parse(zoned ? word : `${word}Z`);
  return Number.isNaN(time) ? undefined : time;
}
