import type { Range } from './model.ts';

/** Milliseconds since 1970, from `from` on and before `before`. */
export interface Bounds {
  from?: number;
  before?: number;
}

/** A date, a month, a year, a time (all UTC unless it says otherwise), `7d`, `today`, …; undefined for anything else. */
export function canonicalMoment(text: string): string | undefined {
  const given = text.replace(/^"|"$/g, '');
  const lower = given.toLowerCase();
  if (/^[-+]?\d{1,4}(min|h|d|w|mo|y)$/.test(lower) || Object.hasOwn(namedDays, lower) || lower === 'now') return lower;
  const upper = given.toUpperCase();
  return datePattern.test(upper) && dateSpan(upper) ? upper : undefined;
}

/**
 * The moments that a range of a field means, seen from `now` (ms since 1970). A span without sign lies in the past, for
 * `due` in the future; alone it reaches from there to now. A plain date means all of its day.
 */
export function resolveBounds(
  { op, value, to }: Range,
  { now, field }: { now: number; field: 'created' | 'updated' | 'due' },
): Bounds {
  const forward = field === 'due';
  const span = (text: string) => momentSpan(text, now, forward);
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
  const today = dayOf(now);
  // Until now has no upper bound: another clone's clock may be ahead.
  return isFuture(value, forward) ? { from: today, before } : { from, ...(forward && { before: today + day }) };
}

const day = 86_400_000;
const dayOf = (time: number): number => Math.floor(time / day) * day;

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

function momentSpan(text: string, now: number, forward: boolean): Span {
  const [, , count, unit] = relativePattern.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    const moment = shift(now, Number(count) * (isFuture(text, forward) ? 1 : -1), unit);
    return forward ? { from: dayOf(moment), before: dayOf(moment) + day } : { from: moment, before: moment + 1 };
  }
  if (text === 'now') return { from: now, before: now + 1 };
  const named = namedDays[text];
  if (named !== undefined) return { from: dayOf(now) + named * day, before: dayOf(now) + (named + 1) * day };
  return dateSpan(text) ?? { from: now, before: now };
}

function shift(now: number, amount: number, unit: string): number {
  const fixed = { min: 60_000, h: 3_600_000, d: day, w: 7 * day }[unit];
  if (fixed !== undefined) return now + amount * fixed;
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() + amount * (unit === 'y' ? 12 : 1));
  return date.getTime();
}

/** Undefined for what looks like a date but is none: 2026-02-30. */
function dateSpan(text: string): Span | undefined {
  const [, year, month, date, time] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(date ?? 1)];
  const from = utc(y, m, d);
  const exists = new Date(from).getUTCMonth() === m - 1 && new Date(from).getUTCDate() === d;
  if (!exists) return undefined;
  if (time !== undefined) return timeSpan(text);
  const before = date !== undefined ? from + day : month !== undefined ? utc(y, m + 1, 1) : utc(y + 1, 1, 1);
  return { from, before };
}

function timeSpan(text: string): Span | undefined {
  const zoned = /(?:Z|[-+]\d\d:?\d\d)$/.test(text.slice(11)) ? text : `${text}Z`;
  const from = Date.parse(zoned.replace(/([-+]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isNaN(from)) return undefined;
  const seconds = /T\d\d:\d\d:\d\d/.test(text);
  return { from, before: from + (text.includes('.') ? 1 : seconds ? 1_000 : 60_000) };
}

/** Date.UTC takes years below 100 for years of the twentieth century. */
function utc(year: number, month: number, date: number): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  return at.getTime();
}
