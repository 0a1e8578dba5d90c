import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import * as z from 'zod/mini';
import { TrackerError } from '../errors.ts';
import { project } from '../input/fields.ts';
import { describeIssues, renderPath } from '../input/issues.ts';
import { nearest } from '../near.ts';
import { once } from '../once.ts';
import { findOrigin } from '../origin.ts';
import { quote, sentence } from '../words.ts';
import { categories } from './built-in-types.ts';
import { checkTypeDefinition } from './check-type.ts';
import { defaultGates, type GateName, type Gates, gateLevels, gateNames } from './gates.ts';
import { builtInTypes, readTypes, type WorkflowTypes } from './workflow.ts';

export interface Config {
  types: WorkflowTypes;
  /** The types whose tickets need an approval before their positive terminal status; `other`: by another person always. */
  review: Readonly<Record<string, boolean | 'other'>>;
  gates: Gates;
  /** The project of new tickets and bare numbers; else the oldest that has a ticket is. */
  project?: string | undefined;
  /** Milliseconds that a lease lasts from its session's last call. */
  leaseMs: number;
  /** The origin of a tracker server that the team suggests. Whether it is asked is for each user to say. */
  server?: string | undefined;
}

const hour = 3_600_000;

export const defaultConfig: Config = { types: builtInTypes, review: {}, gates: defaultGates, leaseMs: 4 * hour };

/** Reads `.tracker/config.json`; `undefined` is no such file. Throws `invalid_input` with the file and the path of the bad value. */
export function parseConfig(text: string | undefined, file = '.tracker/config.json'): Config {
  if (text === undefined) return defaultConfig;
  const source = readSource(text.replace(/^\uFEFF/, ''), file);
  const written = readShape(source);
  for (const [name, definition] of Object.entries(written.types ?? {})) {
    checkTypeDefinition(name, definition, (path, fault) => refuse(source, ['types', name, ...path], fault));
  }
  const types: WorkflowTypes = Object.assign(Object.create(null), builtInTypes, readTypes(written.types ?? {}));
  checkReview(source, written.review ?? {}, Object.keys(types));
  const server = written.server === undefined ? undefined : readServer(source, written.server);
  return {
    types,
    review: Object.assign(Object.create(null), written.review),
    gates: { ...defaultGates, ...written.gates },
    ...(written.project !== undefined && { project: written.project }),
    leaseMs: written.leaseHours === undefined ? defaultConfig.leaseMs : written.leaseHours * hour,
    ...(server !== undefined && { server }),
  };
}

const typeShape = once(() =>
  z.strictObject({
    initial: z.string(),
    ready: z.optional(z.array(z.string())),
    done: z.string(),
    terminal: z.array(z.string()).check(z.minLength(1)),
    moves: z.record(z.string(), z.array(z.string())),
    categories: z.optional(z.record(z.string(), z.literal(categories))),
  }),
);

const gatesShape = once(() => {
  const level = z.optional(z.literal(gateLevels));
  return z.strictObject(Object.fromEntries(gateNames.map((name) => [name, level])) as Record<GateName, typeof level>);
});

const shape = once(() =>
  z.strictObject({
    types: z.optional(z.record(z.string(), typeShape())),
    review: z.optional(z.record(z.string(), z.literal([true, false, 'other']))),
    gates: z.optional(gatesShape()),
    project: z.optional(project),
    leaseHours: z.optional(z.number().check(z.positive())),
    server: z.optional(z.string()),
    // For editors.
    $schema: z.optional(z.string()),
  }),
);

/** What the configuration may have. */
export const configFields = (): string[] => Object.keys(shape().shape);

interface Source {
  file: string;
  text: string;
  tree: Node;
}

function readSource(text: string, file: string): Source {
  const marker = /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/m.exec(text);
  if (marker) {
    throw invalid(
      `${file} has conflict markers, first in line ${lineAt(text, marker.index)}: a merge was left unresolved.`,
      `Resolve the conflict in ${file}.`,
    );
  }
  if (text.trim() === '') throw invalid(`${file} is empty.`, `Write {} into ${file}, or remove it.`);
  const depth = depthOf(text);
  if (depth > deepest)
    throw invalid(`${file} is nested ${depth} deep; at most ${deepest} are read.`, `Correct ${file}.`);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error || !tree) {
    const offset = error?.offset ?? 0;
    const column = offset - text.lastIndexOf('\n', offset - 1);
    const what = error ? wordsOf(printParseErrorCode(error.error)) : 'nothing in it';
    throw invalid(
      `${file} is not JSON: ${what} in line ${lineAt(text, offset)}, column ${column}.`,
      `Correct ${file}.`,
    );
  }
  const source = { file, text, tree };
  checkUnique(source, tree, []);
  return source;
}

/** What is read here is four deep; parsers call themselves at each step. */
const deepest = 50;

/** How deep brackets and braces are nested, strings aside. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted && character === '\\') at++;
    else if (!isQuoted && (character === '[' || character === '{')) most = Math.max(most, ++depth);
    else if (!isQuoted && (character === ']' || character === '}')) depth--;
  }
  return most;
}

/** JSON.parse would keep the last of two equal keys and say nothing. */
function checkUnique(source: Source, node: Node, path: (string | number)[]): void {
  const seen = new Set<string>();
  for (const [index, child] of (node.children ?? []).entries()) {
    const [name, value] = child.type === 'property' ? (child.children ?? []) : [];
    if (!name) {
      checkUnique(source, child, [...path, index]);
      continue;
    }
    if (seen.has(name.value)) refuse(source, [...path, name.value], 'stands there twice');
    if (name.value === '__proto__') refuse(source, [...path, name.value], 'is not a name that can be used');
    seen.add(name.value);
    if (value) checkUnique(source, value, [...path, name.value]);
  }
}

function readShape(source: Source): z.infer<ReturnType<typeof shape>> {
  const input: unknown = JSON.parse(source.text);
  const result = shape().safeParse(input);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path ?? [];
  const faults = describeIssues(result.error, { input, fieldsAt, whole: 'the configuration' });
  throw invalid(`${source.file}: ${sentence(faults)}`, placeHint(source, path));
}

function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return configFields();
  return path[0] === 'gates' ? gateNames : Object.keys(typeShape().shape);
}

function checkReview(source: Source, review: Config['review'], types: string[]): void {
  const unknown = Object.keys(review).find((type) => !types.includes(type));
  if (unknown === undefined) return;
  const near = nearest(unknown, types);
  const guess = near ? `; did you mean "${near}"?` : `; types: ${types.join(', ')}`;
  refuse(source, ['review', unknown], `names ${quote(unknown)}, which is not a type${guess}`);
}

function readServer(source: Source, given: string): string {
  const origin = findOrigin(given);
  if (origin !== undefined) return origin;
  const wanted = 'https://HOST, with a port or none, or http:// for this machine alone';
  return refuse(source, ['server'], `is to be ${wanted}, and nothing behind it, not ${quote(given)}`);
}

function refuse(source: Source, path: (string | number)[], fault: string): never {
  throw invalid(`${source.file}: ${renderPath(path)} ${sentence(fault)}`, placeHint(source, path));
}

function placeHint({ file, text, tree }: Source, path: readonly PropertyKey[]): string {
  const node = findNodeAtLocation(tree, path as (string | number)[]);
  return node ? `Correct line ${lineAt(text, node.offset)} of ${file}.` : `Correct ${file}.`;
}

const invalid = (message: string, hint: string): TrackerError =>
  new TrackerError('invalid_input', message, `${hint} Until then tracker reads but does not write.`);

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** "CloseBraceExpected" as a person would say it. */
const wordsOf = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
