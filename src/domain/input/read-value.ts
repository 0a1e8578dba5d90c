import { plainDashes, projectPattern } from '../event/key.ts';
import { limits } from '../event/ticket.ts';
import { oneLine } from '../shown.ts';
import { countBytes, countCharacters, findTextFault, isBlank, quote } from '../words.ts';

/** A value that a field does not take: the message goes on from the field's name. */
export class Refused extends Error {}

export function refuse(message: string): never {
  throw new Refused(message);
}

/** Any text up to 256 KiB, kept as given. */
export function readText(value: unknown): string {
  if (typeof value !== 'string') return refuse(`must be a text, not ${quote(value)}`);
  const fault = findTextFault(value);
  if (fault) refuse(fault);
  const bytes = countBytes(value);
  if (bytes <= limits.textBytes) return value;
  return refuse(`must be at most ${limits.textBytes} bytes (${limits.textBytes / 1024} KiB); this is ${bytes}`);
}

export function readFilledText(value: unknown): string {
  const given = readText(value);
  return isBlank(given) ? refuse('is empty') : given;
}

/** A title is one line: a line's end in it becomes a space. */
export const readTitle = (value: unknown): string =>
  withinCharacters(oneLine(readFilledText(value)), limits.titleCharacters);

export const readName = (value: unknown): string => withinCharacters(oneLine(readWord(value)), limits.nameCharacters);

/** A trimmed text that says something. A number is taken for what it would be as a string: some clients send `lines: 8`. */
export function readWord(value: unknown): string {
  return readFilledText(typeof value === 'number' && Number.isFinite(value) ? String(value) : value).trim();
}

export function readKey(value: unknown): string {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  const given = isNumber || typeof value === 'string' ? plainDashes(String(value).trim().replace(/^#\s*/, '')) : '';
  if (isBlank(given)) refuse(`must be a ticket's key such as "PAY-482913", not ${quote(value)}`);
  return readText(/^(?:[a-z][a-z0-9]*-\d+|[0-9a-z]{26})$/i.test(given) ? given.toUpperCase() : given);
}

export function readProject(value: unknown): string {
  const given = readWord(value).toUpperCase();
  if (projectPattern.test(given)) return given;
  return refuse(`must be a project key, 1 to 10 letters and digits such as "PAY", not ${quote(value)}`);
}

export interface IntegerRange {
  min: number;
  max?: number | undefined;
  /** Whether the error offers "none" as well. */
  orNone?: boolean;
}

export function readInteger(value: unknown, { min, max, orNone }: IntegerRange): number {
  const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= min && number <= (max ?? number)) {
    return number;
  }
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  return refuse(`must be an integer ${range}${orNone ? ', or "none"' : ''}, not ${quote(value)}`);
}

/** YYYY-MM-DD; a time of day behind it is dropped. */
export function readDate(value: unknown): string {
  const given = typeof value === 'string' ? value.trim() : '';
  const day = /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
    given,
  )?.[1];
  if (day !== undefined && isCalendarDay(day)) return day;
  return refuse(`must be a date such as "2026-12-01", or "none", not ${quote(value)}`);
}

export function readBoolean(value: unknown): boolean {
  const given = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (given === true || given === 'true') return true;
  if (given === false || given === 'false') return false;
  return refuse(`must be true or false, not ${quote(value)}`);
}

/** What clears a field: "none" or an empty list. */
export function isNone(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'string' && value.trim().toLowerCase() === 'none';
}

function withinCharacters(given: string, max: number): string {
  const count = countCharacters(given);
  return count <= max ? given : refuse(`must be at most ${max} characters; ${quote(given)} has ${count}`);
}

function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
