import * as z from 'zod/mini';
import { decisions, linkTypes } from '../event/event.ts';
import { limits, priorities } from '../event/ticket.ts';
import { nearest } from '../near.ts';
import { asText, foldWord, orList, quote } from '../words.ts';
import { readEvidenceList } from './evidence.ts';
import { readKeys, readList, readNames, readObjects, readVariables } from './read-list.ts';
import {
  isNone,
  Refused,
  readBoolean,
  readDate,
  readFilledText,
  readInteger,
  readKey,
  readName,
  readProject,
  readText,
  readTitle,
  readWord,
  refuse,
} from './read-value.ts';

// Compiling a parser pays off after many calls; a client waits for the first.
z.config({ jitless: true });
const anything = z.unknown();

/** JSON Schema of a field, as tools publish it: what is accepted besides is not said. */
export type Published = Readonly<Record<string, unknown>>;
const string: Published = { type: 'string' };
const strings: Published = { type: 'array', items: string };

/** Any text up to 256 KiB: descriptions, messages, queries. It may be empty and is kept as given. */
export const text = field(string, readText);

/** What is looked for; a bare number is the key of a ticket. */
export const query = field(string, (value) => readText(typeof value === 'number' ? String(value) : value));

/** A text up to 256 KiB that says something: the body of a comment. */
export const filledText = field(string, readFilledText);

/** 1 to 200 characters in one line, else kept as given. */
export const title = field(string, readTitle);

/** A label or an actor: up to 64 characters, trimmed. */
export const name = field(string, readName);

/** At most 50 labels or actors, each once; "none" and [] are no names. */
export const names = field(strings, readNames);

/** Values to filter by: a list like `names`, but "none" is a value like any other. */
export const values = field(strings, (value) => readList(value).map(readWord));

/** A ticket's key or id, without `#`; keys and ids in upper case. What is neither is left to the look-up. */
export const key = field(string, readKey);

/** A key or id, or null for "none". */
export const keyOrNone = field(string, (value) => (isNone(value) ? null : readKey(value)));

/** A project's key, in upper case. */
export const project = field(string, readProject);

/** Several keys or ids, each once; "none" and [] are none. */
export const keys = field(strings, readKeys);

/** A trimmed word, or a number where one is sent: lines, a checkbox, an event's id, a type, a status, a point in time. */
export const word = field(string, readWord);

/** 1 to 13, or null for "none". */
export const points = field({ type: 'integer' }, (value) =>
  isNone(value) ? null : readInteger(value, { min: 1, max: limits.maxPoints, orNone: true }),
);

/** YYYY-MM-DD, or null for "none". A time of day is dropped. */
export const date = field(string, (value) => (isNone(value) ? null : readDate(value)));

export const boolean = field({ type: 'boolean' }, readBoolean);

/** A template's variables: "k=v, k=v", an object of texts, or JSON of one. Not every client takes an object of any fields. */
export const variables = field({ type: 'string', description: '"k=v, k=v"' }, readVariables);

/** A list of objects, or JSON of one, without their nulls; what they hold is checked by whoever asked for them. */
export const objects = field({ type: 'array', items: { type: 'object', properties: { title: string } } }, readObjects);

export const evidence = field(strings, readEvidenceList);

export const priority = oneOf(priorities);
export const decision = oneOf(decisions);
export const linkType = oneOf(linkTypes);

export function integer({ min = 0, max }: { min?: number; max?: number } = {}) {
  return field({ type: 'integer' }, (value) => readInteger(value, { min, max }));
}

/** A ticket's revision as a caller saw it; `event`: the last digits of the event that made it, in lower case. */
export interface SeenRevision {
  revision: number;
  event?: string;
}

/** `7`, or with the event that made it, as an ETag has it: `7-1a2b3c4d`. On another branch another event may have made it. */
export function seenRevision() {
  return field({ type: 'string' }, (value): SeenRevision => {
    const [, revision, event] = /^(?:W\/)?"?(\d{1,9})-([0-9a-z]{6,26})"?$/i.exec(asText(value).trim()) ?? [];
    if (revision !== undefined && event !== undefined)
      return { revision: Number(revision), event: event.toLowerCase() };
    return { revision: readInteger(value, { min: 1 }) };
  });
}

/** One word of a closed list, in any case, with spaces or hyphens for underscores; `besides` are accepted and not told. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  besides: readonly string[] = [],
) {
  return field({ type: 'string', enum: words }, (value): Words[number] => {
    const folded = typeof value === 'string' ? foldWord(value) : '';
    const found = [...words, ...besides].find((candidate) => candidate === folded);
    if (found !== undefined) return found;
    const near = nearest(folded, [...words, ...besides]);
    return refuse(`must be ${orList(words)}, not ${quote(value)}${near ? `; did you mean "${near}"?` : ''}`);
  });
}

/** Says what a field publishes to models, and what is said of it elsewhere where that is more. */
export function publish<T extends z.core.$ZodType>(
  field: T,
  schema: Published | undefined,
  documented: Published | undefined = schema,
): T {
  z.globalRegistry.add(field, { published: schema, documented });
  return field;
}

/** What a field publishes, also when it is optional or piped into another schema. */
export const published = (schema: z.core.$ZodType): Published | undefined => noted(schema, 'published');

/** JSON Schema of a field for programs: also of what models are not told of. */
export const documented = (schema: z.core.$ZodType): Published | undefined => noted(schema, 'documented');

function noted(schema: z.core.$ZodType, what: 'published' | 'documented'): Published | undefined {
  const own = z.globalRegistry.get(schema)?.[what];
  if (own) return own as Published;
  const definition = schema._zod.def as { innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  const inner = definition.innerType ?? definition.in;
  return inner && noted(inner, what);
}

function field<T>(schema: Published, read: (value: unknown) => T) {
  const reading = z.transform((value: unknown, { issues }): T => {
    try {
      return read(value === undefined ? refuse('is missing') : value);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      issues.push({ code: 'custom', message: error.message, input: value });
      return z.NEVER;
    }
  });
  return publish(z.pipe(anything, reading), schema);
}
