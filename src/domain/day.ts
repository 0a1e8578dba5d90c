/**
 * Days and times as people have them: in the time zone of this process, which is its user's. What events hold, and what
 * is folded from them, never comes here: that is the same in all clones.
 */

/** The moment (ms since 1970) at which a day begins; days and months beyond the last go on in the next. */
export function startOfDate(year: number, month: number, day: number): number {
  const at = new Date(2000, 0, 1);
  // The constructor takes years below 100 for years of the twentieth century.
  at.setFullYear(year, month - 1, day);
  return at.getTime();
}

/** The moment at which the day of a moment begins, or the day so many days later. */
export function startOfDay(time: number, later = 0): number {
  const at = new Date(time);
  return startOfDate(at.getFullYear(), at.getMonth() + 1, at.getDate() + later);
}

/** What the clock on the wall shows at a moment, as if it showed UTC. */
export const wallTime = (time: number): number => time - new Date(time).getTimezoneOffset() * 60_000;

/** The moment at which the clock on the wall shows an ISO time without a zone. NaN for what is none. */
export const momentOf = (iso: string): number => Date.parse(iso.replace(' ', 'T'));

/** `2026-12-01` */
export const dateOf = (time: number): string => iso(time).slice(0, 10);

/** `2026-12-01 14:05+01:00`, or with a Z in UTC: a time without its zone is read wrong by somebody. */
export const minuteOf = (time: number): string => `${dateOf(time)} ${iso(time).slice(11, 16)}${zoneOf(time)}`;

const iso = (time: number): string => new Date(wallTime(time)).toISOString();

function zoneOf(time: number): string {
  const minutes = -new Date(time).getTimezoneOffset();
  if (minutes === 0) return 'Z';
  const two = (count: number) => String(Math.trunc(Math.abs(count))).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** A moment for programs: `2026-12-01T08:30:00.000Z`; null where there is none. */
export const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
