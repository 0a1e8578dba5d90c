import { limits } from '../event/ticket.ts';
import { distinctNames, quote } from '../words.ts';
import { isNone, readKey, readName, readText, refuse } from './read-value.ts';

/** Of anything: what a field takes is fewer. */
const mostItems = 10_000;

/** A list as such, as JSON, as "a, b", or as a single value. */
export function readList(value: unknown): unknown[] {
  if (Array.isArray(value))
    return value.length > mostItems ? refuse(`must be at most ${mostItems}; these are ${value.length}`) : value;
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') return refuse(`must be a list such as ["a", "b"], not ${quote(value)}`);
  if (value.length > limits.textBytes)
    refuse(`must be at most ${limits.textBytes} characters; these are ${value.length}`);
  // A label may begin with "[" inside a list; a bare string that does can only be meant as JSON.
  if (value.trimStart().startsWith('[')) return readJson(value, Array.isArray, 'a list such as ["a", "b"]');
  const parts = value.split(',').map((part) => part.trim());
  const filled = parts.filter((part) => part !== '');
  return filled.length ? filled : refuse(`must be a list such as "a, b", or "none", not ${quote(value)}`);
}

export function readNames(value: unknown): string[] {
  const names = distinctNames(withoutNone(readList(value)).map(readName));
  if (names.length > limits.listLength) refuse(`must be at most ${limits.listLength}; these are ${names.length}`);
  return names;
}

/** Keys have no spaces, so spaces part them too. */
export function readKeys(value: unknown): string[] {
  const isPlain = typeof value === 'string' && !value.includes('[');
  const list = readList(isPlain ? value.replace(/(?<!#)[\s,]+/g, ',') : value);
  return [...new Set(withoutNone(list).map(readKey))];
}

/** Texts by name, from an object, JSON of one, or "k=v, k=v"; numbers and booleans become text. */
export function readVariables(value: unknown): Record<string, string> {
  const given = typeof value === 'string' ? (findPairs(value) ?? readJson(value, isObject, objectExample)) : value;
  if (!isObject(given)) return refuse(`must be ${objectExample}, not ${quote(value)}`);
  return Object.fromEntries(Object.entries(given).map(([name, variable]) => [name, readVariable(name, variable)]));
}

/** Objects, from a list of them, a single one, or JSON of either; also where each is JSON of its own. */
export function readObjects(value: unknown): Record<string, unknown>[] {
  const given = typeof value === 'string' ? readJson(value, isObjectOrList, objectsExample) : value;
  const list = isObject(given) ? [given] : given;
  if (!Array.isArray(list)) return refuse(`must be ${objectsExample}, not ${quote(value)}`);
  return list.map((each) => {
    const item = typeof each === 'string' && each.trimStart().startsWith('{') ? findJson(each) : each;
    return isObject(item) ? dropNulls(item) : refuse(`must be ${objectsExample}; one of them is ${quote(each)}`);
  });
}

/** Arguments without the fields that are null, also in the objects of a list: some clients send null for every unused field. */
export function dropNulls(args: Record<string, unknown>): Record<string, unknown> {
  return dropNullsWithin(args, 4) as Record<string, unknown>;
}

const objectExample = 'an object such as {"name": "value"}';
const objectsExample = 'a list of objects such as [{"title": "…"}]';

function withoutNone(list: unknown[]): unknown[] {
  if (!list.some(isNone)) return list;
  return list.length === 1 ? [] : refuse('must be either "none" or a list, not both');
}

/** A comma parts two only where the next begins with a name of its own. */
function findPairs(text: string): Record<string, string> | undefined {
  const pairs = text.split(/[,;\n]\s*(?=[\w-]+\s*=)/).map((pair) => /^\s*([\w-]+)\s*=(.*)$/s.exec(pair));
  const isPair = (pair: RegExpExecArray | null): pair is RegExpExecArray => pair !== null;
  return pairs.every(isPair)
    ? Object.fromEntries(pairs.map(([, name, value = '']) => [name, value.trim()]))
    : undefined;
}

function readVariable(name: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? readText(value) : refuse(`must hold texts; ${quote(name)} is ${quote(value)}`);
}

function readJson<T>(value: string, accepts: (parsed: unknown) => parsed is T, what: string): T {
  const parsed = findJson(value);
  return accepts(parsed) ? parsed : refuse(`must be ${what}, not ${quote(value)}`);
}

/** Undefined for what is no JSON. */
function findJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isObjectOrList = (value: unknown): value is unknown => Array.isArray(value) || isObject(value);

/** The depth is bounded because JSON from outside may be nested deeper than the stack. */
function dropNullsWithin(value: unknown, depth: number): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => dropNullsWithin(item, depth - 1));
  if (!isObject(value)) return value;
  const given = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(given.map(([name, item]) => [name, dropNullsWithin(item, depth - 1)]));
}
