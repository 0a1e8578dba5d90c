import { TrackerError } from '../errors.ts';
import { nearest } from '../near.ts';
import { foldWord } from '../words.ts';
import { builtInTable, type Category, type TypeDefinition } from './built-in-types.ts';

export type { Category } from './built-in-types.ts';

export interface Move {
  status: string;
  needsMessage: boolean;
}

/** A state machine. `positive` is the terminal status that close leads to; `moves` has every status as a key, in order. */
export interface WorkflowType {
  initial: string;
  ready: readonly string[];
  positive: string;
  terminal: readonly string[];
  moves: Readonly<Record<string, readonly Move[]>>;
  /** As the type itself says of some of its statuses. */
  categories?: Readonly<Record<string, Category>>;
}
export type WorkflowTypes = Readonly<Record<string, WorkflowType>>;

/** Makes written types ready for use. What they say is checked elsewhere, in check-type.ts. */
export function readTypes(table: Readonly<Record<string, TypeDefinition>>): WorkflowTypes {
  return withoutPrototype(Object.entries(table).map(([name, definition]) => [name, readType(definition)]));
}

/** `todo` or `blocked!` of a written type. */
export function readMove(word: string): Move {
  return word.endsWith('!') ? { status: word.slice(0, -1), needsMessage: true } : { status: word, needsMessage: false };
}

export const builtInTypes: WorkflowTypes = readTypes(builtInTable);

export const findType = (types: WorkflowTypes, name: string): WorkflowType | undefined =>
  Object.hasOwn(types, name) ? types[name] : undefined;

/** Throws `invalid_input`, with the nearest type there is. */
export function getType(types: WorkflowTypes, name: string): WorkflowType {
  const type = findType(types, name);
  if (type) return type;
  throw noSuchType(types, name);
}

function noSuchType(types: WorkflowTypes, name: string): TrackerError {
  const near = nearest(name, Object.keys(types));
  return new TrackerError(
    'invalid_input',
    `There is no type "${name}"${near ? `; did you mean "${near}"?` : '.'}`,
    `Types: ${Object.keys(types).join(', ')}.`,
  );
}

/** A type's own spelling of its name: "Bug" is accepted for "bug". */
export const findTypeName = (types: WorkflowTypes, word: string): string | undefined =>
  ownSpelling(Object.keys(types), word);

/** Throws `invalid_input`, with the nearest type there is. */
export function getTypeName(types: WorkflowTypes, word: string): string {
  const name = findTypeName(types, word);
  if (name === undefined) throw noSuchType(types, word);
  return name;
}

/** The type of a ticket that is made without one. */
export function getDefaultType(types: WorkflowTypes): string {
  const [first] = Object.keys(types);
  if (first === undefined) throw new Error('The configuration has no type at all.');
  return first;
}

/** A status in the type's own spelling: "In Progress" is accepted for "in_progress". */
export const findStatus = (type: WorkflowType, word: string): string | undefined =>
  ownSpelling(Object.keys(type.moves), word);

/** The moves from a status in the order of the table. A stored status that the type does not know may move to the initial one only. */
export function allowedMoves(type: WorkflowType, from: string): readonly Move[] {
  return (
    (Object.hasOwn(type.moves, from) ? type.moves[from] : undefined) ?? [{ status: type.initial, needsMessage: false }]
  );
}

/**
 * The statuses after `from` on the shortest way to `to`; of equally short ones the first in the table's order.
 * A way that closes the ticket and reopens it is taken only if `reopen` is set.
 */
export function shortestPath(
  type: WorkflowType,
  from: string,
  to: string,
  { reopen = false } = {},
): string[] | undefined {
  const paths = new Map<string, string[]>([[from, []]]);
  for (const [status, path] of paths) {
    if (status === to) return path;
    if (!reopen && status !== from && type.terminal.includes(status)) continue;
    for (const move of allowedMoves(type, status)) {
      if (!paths.has(move.status)) paths.set(move.status, [...path, move.status]);
    }
  }
  return undefined;
}

/** The way that close takes to a terminal status, by default the positive one. It never reopens: from a terminal status there is none. */
export function closePath(type: WorkflowType, from: string, target: string = type.positive): string[] | undefined {
  if (type.terminal.includes(from) || !type.terminal.includes(target)) return undefined;
  return shortestPath(type, from, target);
}

export const isTerminal = (types: WorkflowTypes, type: string, status: string): boolean =>
  findType(types, type)?.terminal.includes(status) ?? false;

/** Whether work on a ticket in this status can start, as far as its status goes. */
export const isReadyStatus = (types: WorkflowTypes, type: string, status: string): boolean =>
  findType(types, type)?.ready.includes(status) ?? false;

export interface TypeStatus {
  type: string;
  status: string;
}

export const terminalStatuses = (types: WorkflowTypes): TypeStatus[] => pairs(types, (type) => type.terminal);
export const readyStatuses = (types: WorkflowTypes): TypeStatus[] => pairs(types, (type) => type.ready);

/** The statuses of all types, each once, in the order of the table. */
export const allStatuses = (types: WorkflowTypes): string[] => [
  ...new Set(pairs(types, (type) => Object.keys(type.moves)).map(({ status }) => status)),
];

/** The types that have this status. */
export const typesWith = (types: WorkflowTypes, status: string): string[] =>
  Object.keys(types).filter((name) => Object.hasOwn(types[name]?.moves ?? {}, status));

/** What a status is: as its type says, else the initial and ready ones are to do, the terminal ones done. */
export function categoryOf(type: WorkflowType, status: string): Category {
  const own = type.categories && Object.hasOwn(type.categories, status) ? type.categories[status] : undefined;
  if (own) return own;
  if (type.terminal.includes(status)) return 'done';
  if (status === type.initial || type.ready.includes(status)) return 'todo';
  return status === 'review' ? 'review' : 'doing';
}

/** The statuses of a category, each with its type. */
export const statusesIn = (types: WorkflowTypes, category: Category): TypeStatus[] =>
  pairs(types, (type) => Object.keys(type.moves).filter((status) => categoryOf(type, status) === category));

/** Where a claim takes a ticket that is ready: to in_progress, else to the first status in which work is done. */
export function inProgressStatus(type: WorkflowType, from: string): string | undefined {
  if (!type.ready.includes(from)) return undefined;
  const moves = allowedMoves(type, from);
  const begun = moves.find(({ status }) => status === 'in_progress');
  const doing = ({ status, needsMessage }: Move) => !needsMessage && categoryOf(type, status) === 'doing';
  return (begun ?? moves.find(doing))?.status;
}

/** Where a claim takes a ticket that a review has sent back. */
export const resumedStatus = (type: WorkflowType, from: string): string | undefined =>
  allowedMoves(type, from).find(({ status, needsMessage }) => status === 'in_progress' && !needsMessage)?.status;

/** What a ticket's status becomes when its type changes: the same if the new type has it, else the new type's initial one. */
export function statusForTypeChange(types: WorkflowTypes, status: string, newType: string): string {
  const type = getType(types, newType);
  return Object.hasOwn(type.moves, status) ? status : type.initial;
}

/** Makes one written type ready for use. */
export function readType(definition: TypeDefinition): WorkflowType {
  const { terminal } = definition;
  const bareEnds = terminal.filter((status) => !Object.hasOwn(definition.moves, status));
  const moves = [...Object.entries(definition.moves), ...bareEnds.map((status): [string, string[]] => [status, []])];
  const { categories } = definition;
  return {
    initial: definition.initial,
    ready: definition.ready ?? [],
    positive: definition.done,
    terminal,
    moves: withoutPrototype(moves.map(([from, words]) => [from, words.map(readMove)])),
    ...(categories && { categories: withoutPrototype(Object.entries(categories)) }),
  };
}

/** Names come from outside, and "constructor" is a name like any other. */
function withoutPrototype<T>(entries: [string, T][]): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

function ownSpelling(names: string[], word: string): string | undefined {
  if (names.includes(word)) return word;
  return names.find((name) => foldWord(name) === foldWord(word));
}

function pairs(types: WorkflowTypes, statusesOf: (type: WorkflowType) => readonly string[]): TypeStatus[] {
  return Object.entries(types).flatMap(([name, type]) => statusesOf(type).map((status) => ({ type: name, status })));
}
