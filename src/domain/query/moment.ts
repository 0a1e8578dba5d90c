import { momentOf, startOfDate, startOfDay, wallTime } from '../day.ts';
import type { Range } from './model.ts';

/** Milliseconds since 1970, from `from` on and before `before`. */
export interface Bounds {
  from?: number;
  before?: number;
}

/** A date, a month, a year, a time (the user's own unless it names a zone), `7d`, `today`, …; undefined for anything else. */
export function canonicalMoment(text: string): string | undefined {
  const given = text.replace(/^"|"$/g, '');
  const lower = given.toLowerCase();
  if (/^[-+]?\d{1,4}(min|h|d|w|mo|y)$/.test(lower) || Object.hasOwn(namedDays, lower) || lower === 'now') return lower;
  const upper = given.toUpperCase();
  return datePattern.test(upper) && dateSpan(upper) ? upper : undefined;
}

/**
 * The moments that a range of a field means, seen from `now` (ms since 1970). A span without sign lies in the past, for
 * `due` in the future; alone it reaches from there to now. A plain date means all of its day. Due dates are days without
 * a place: their bounds are those of the days in UTC.
 */
export function resolveBounds(
  { op, value, to }: Range,
  { now: moment, field }: { now: number; field: 'created' | 'updated' | 'due' },
): Bounds {
  const forward = field === 'due';
  const zone = forward ? utc : own;
  const now = forward ? wallTime(moment) : moment;
  const span = (text: string) => momentSpan(text, { now, forward, zone });
  if (op === '..') {
    const [a, b] = [value, to ?? '*'].map((text) => (text === '*' ? undefined : span(text)));
    if (a && b) return { from: Math.min(a.from, b.from), before: Math.max(a.before, b.before) };
    return { ...(a && { from: a.from }), ...(b && { before: b.before }) };
  }
  const { from, before } = span(value);
  if (op === '>') return { from: before };
  if (op === '>=') return { from };
  if (op === '<') return { before: from };
  if (op === '<=') return { before };
  if (!isRelative(value)) return { from, before };
  // Until now has no upper bound: another clone's clock may be ahead.
  return isFuture(value, forward)
    ? { from: zone.dayOf(now, 0), before }
    : { from, ...(forward && { before: zone.dayOf(now, 1) }) };
}

const day = 86_400_000;

/** Where days begin: of a date, and of the day so many days after a moment's. */
interface Zone {
  date(year: number, month: number, date: number): number;
  dayOf(time: number, later: number): number;
}

const own: Zone = { date: startOfDate, dayOf: startOfDay };
const utc: Zone = {
  date(year, month, date) {
    const at = new Date(0);
    // Date.UTC takes years below 100 for years of the twentieth century.
    at.setUTCFullYear(year, month - 1, date);
    return at.getTime();
  },
  dayOf: (time, later) => (Math.floor(time / day) + later) * day,
};

const datePattern = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[-+]\d\d:?\d\d)?)?)?)?$/;
const namedDays: Record<string, number> = { yesterday: -1, today: 0, tomorrow: 1 };
const relativePattern = /^([-+]?)(\d+)(min|h|d|w|mo|y)$/;

const isRelative = (text: string): boolean => relativePattern.test(text);

function isFuture(text: string, forward: boolean): boolean {
  const sign = relativePattern.exec(text)?.[1];
  return sign ? sign === '+' : forward;
}

interface Span {
  from: number;
  before: number;
}

function momentSpan(text: string, { now, forward, zone }: { now: number; forward: boolean; zone: Zone }): Span {
  const [, , count, unit] = relativePattern.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    const moment = shift(now, Number(count) * (isFuture(text, forward) ? 1 : -1), unit);
    return forward
      ? { from: zone.dayOf(moment, 0), before: zone.dayOf(moment, 1) }
      : { from: moment, before: moment + 1 };
  }
  if (text === 'now') return { from: now, before: now + 1 };
  const named = namedDays[text];
  if (named !== undefined) return { from: zone.dayOf(now, named), before: zone.dayOf(now, named + 1) };
  return dateSpan(text, zone) ?? { from: now, before: now };
}

function shift(now: number, amount: number, unit: string): number {
  const fixed = { min: 60_000, h: 3_600_000, d: day, w: 7 * day }[unit];
  if (fixed !== undefined) return now + amount * fixed;
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() + amount * (unit === 'y' ? 12 : 1));
  return date.getTime();
}

/** Undefined for what looks like a date but is none: 2026-02-30. */
function dateSpan(text: string, zone: Zone = utc): Span | undefined {
  const [, year, month, date, time] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(date ?? 1)];
  const inUtc = new Date(utc.date(y, m, d));
  if (inUtc.getUTCMonth() !== m - 1 || inUtc.getUTCDate() !== d) return undefined;
  if (time !== undefined) return timeSpan(text, zone);
  const next: [number, number, number] =
    date !== undefined ? [y, m, d + 1] : month !== undefined ? [y, m + 1, 1] : [y + 1, 1, 1];
  return { from: zone.date(y, m, d), before: zone.date(...next) };
}

function timeSpan(text: string, zone: Zone): Span | undefined {
  const isZoned = zone === own || /(?:Z|[-+]\d\d:?\d\d)$/.test(text.slice(11));
  const from = momentOf((isZoned ? text : `${text}Z`).replace(/([-+]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isNaN(from)) return undefined;
  const seconds = /T\d\d:\d\d:\d\d/.test(text);
  return { from, before: from + (text.includes('.') ? 1 : seconds ? 1_000 : 60_000) };
}
