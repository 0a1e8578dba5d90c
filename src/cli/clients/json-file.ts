import { isDeepStrictEqual } from 'node:util';
import {
  createScanner,
  findNodeAtLocation,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { TrackerError } from '../../domain/errors.ts';

export const byteOrderMark = '\uFEFF';
const options = { allowTrailingComma: true };

/**
 * Adds a value at a path of a JSON text, comments and trailing commas allowed, by insertion alone: every character of
 * the text stays, in its order. A path that is there already leaves the text as it is.
 * (jsonc-parser's own `modify` formats the lines around its insertion anew.)
 */
export function addToJson(text: string | undefined, path: string[], value: unknown): string {
  const bare = text?.startsWith(byteOrderMark) ? text.slice(1) : (text ?? '');
  if (bare.trim() === '') return `${renderJson(nest(path, value), '  ')}\n`;
  const insertions = planInsertions(bare, path, value);
  if (!insertions) return text ?? '';
  const added = applyInsertions(bare, insertions);
  if (!isDeepStrictEqual(valueAt(parse(added, [], options), path), value)) throw unreadable('it could not be extended');
  return text?.startsWith(byteOrderMark) ? byteOrderMark + added : added;
}

/** Adds a value at the end of the array at a path, which is made where it is not there, by insertion alone too. */
export function appendToJson(text: string | undefined, path: string[], value: unknown): string {
  const bare = text?.startsWith(byteOrderMark) ? text.slice(1) : (text ?? '');
  const there = bare.trim() === '' ? undefined : readJsonValue(bare, path);
  if (there === undefined) return addToJson(text, path, [value]);
  const array = findNodeAtLocation(parseJsonObject(bare), path);
  if (array?.type !== 'array') throw unreadable(`its ${path.join('.')} is not a list`);
  const added = applyInsertions(bare, insertItem(bare, array, { value }));
  if (!isDeepStrictEqual(readJsonValue(added, path), [...(there as unknown[]), value]))
    throw unreadable('it could not be extended');
  return text?.startsWith(byteOrderMark) ? byteOrderMark + added : added;
}

/** What stands at a path, or undefined. Throws `invalid_input` where the text is not a JSON object. */
export function readJsonValue(text: string, path: readonly string[]): unknown {
  const bare = text.replace(byteOrderMark, '');
  parseJsonObject(bare);
  return valueAt(parse(bare, [], options), path);
}

/** The words of `command` and `args` of the entry at a path, be `command` one word or all of them. */
export function readJsonCommand(text: string, path: string[]): string[] {
  const entry = readJsonValue(text, path) as { command?: unknown; args?: unknown } | undefined;
  return [entry?.command, entry?.args].flat().filter((word) => typeof word === 'string');
}

/** The address of the entry at a path, whichever of its two names that has. */
export function readJsonUrl(text: string, path: readonly string[]): string | undefined {
  const entry = readJsonValue(text, path) as { url?: unknown; httpUrl?: unknown } | undefined;
  return [entry?.url, entry?.httpUrl].find((url) => typeof url === 'string');
}

/** Throws `invalid_input` where the text is not a JSON object. */
export function parseJsonObject(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, options);
  const error = errors[0];
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw unreadable(`line ${line}: ${printParseErrorCode(error.error)}`);
  }
  if (root?.type !== 'object') throw unreadable('it is not an object');
  return root;
}

interface Insertion {
  at: number;
  text: string;
}

function planInsertions(text: string, path: string[], value: unknown): Insertion[] | undefined {
  let object = parseJsonObject(text);
  for (const [depth, name] of path.entries()) {
    const property = object.children?.find((child) => child.children?.[0]?.value === name);
    const found = property?.children?.[1];
    if (!found) return insertItem(text, object, { name, value: nest(path.slice(depth + 1), value) });
    if (depth < path.length - 1 && found.type !== 'object')
      throw unreadable(`its ${JSON.stringify(name)} is not an object`);
    object = found;
  }
  return undefined;
}

/** At the end of an object, or, without a name, of an array. */
function insertItem(text: string, object: Node, property: Item): Insertion[] {
  const last = object.children?.at(-1);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const close = object.offset + object.length - 1;
  if (!last) {
    const base = indentAt(text, object.offset);
    const indent = base + indentUnit(text);
    const rendered = renderProperty(property, { indent, unit: indentUnit(text), eol });
    const tail = text.slice(object.offset + 1, close).includes('\n') ? '' : eol + base;
    return [{ at: object.offset + 1, text: eol + indent + rendered + tail }];
  }
  const { comma, end } = afterLast(text, last.offset + last.length, close);
  const separator = comma ? [] : [{ at: last.offset + last.length, text: ',' }];
  if (!text.slice(object.offset, last.offset).includes('\n')) {
    const line = nameOf(property) + JSON.stringify(property.value);
    return [...separator, { at: end, text: ` ${line}${comma ? ',' : ''}` }];
  }
  const indent = indentAt(text, last.offset);
  const rendered = renderProperty(property, { indent, unit: indentUnit(text), eol });
  return [...separator, { at: end, text: `${eol}${indent}${rendered}${comma ? ',' : ''}` }];
}

/** Whether a comma follows the last property, and where that property's line ends with its comments. */
function afterLast(text: string, from: number, close: number): { comma: boolean; end: number } {
  const scanner = createScanner(text);
  scanner.setPosition(from);
  let comma = false;
  let end = from;
  const sameLine = () => !text.slice(from, scanner.getTokenOffset()).includes('\n');
  for (scanner.scan(); scanner.getTokenOffset() < close; scanner.scan()) {
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (token === ',') comma = true;
    if (token === ',' || (token.startsWith('/') && sameLine())) end = scanner.getTokenOffset() + token.length;
  }
  return { comma, end };
}

interface Item {
  name?: string;
  value: unknown;
}

const nameOf = ({ name }: Item): string => (name === undefined ? '' : `${JSON.stringify(name)}: `);

function renderProperty(property: Item, style: { indent: string; unit: string; eol: string }): string {
  const [first, ...rest] = renderJson(property.value, style.unit).split('\n');
  const value = [first, ...rest.map((line) => style.indent + line)].join(style.eol);
  return nameOf(property) + value;
}

/** Indented, but for lists of words, which stand in one line. */
function renderJson(value: unknown, unit: string): string {
  return JSON.stringify(value, null, unit).replace(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, items: string) => `[${items.replace(/\s*\n\s*/g, ' ')}]`,
  );
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

function indentUnit(text: string): string {
  return /\n([ \t]+)["/]/.exec(text)?.[1] ?? '  ';
}

function nest(path: string[], value: unknown): unknown {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

function applyInsertions(text: string, insertions: Insertion[]): string {
  return insertions
    .toReversed()
    .reduce((result, { at, text: piece }) => result.slice(0, at) + piece + result.slice(at), text);
}

function unreadable(why: string): TrackerError {
  return new TrackerError('invalid_input', `it is not JSON that can be added to (${why})`);
}
