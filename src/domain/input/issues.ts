import type * as z from 'zod/mini';
import { nearest } from '../near.ts';
import { orList, quote } from '../words.ts';

export interface IssueContext {
  /** What was validated, to show the value that was refused. */
  input?: unknown;
  /** The fields that the object at this path takes, for the near miss of an unknown one. */
  fieldsAt?: (path: readonly PropertyKey[]) => readonly string[];
  /** What an object without a name is called, as in `a bug has no field "x"`. */
  whole?: string;
}

/**
 * What is wrong, as sentences that a model can act on: `points must be an integer from 1 to 13, or "none", not "many"`,
 * `items[1].title is missing`. The fields of fields.ts bring their own words; the rest of zod's are put into these.
 */
export function describeIssues(error: z.core.$ZodError, context: IssueContext = {}): string {
  const sentences = [...new Set(error.issues.map((issue) => describeIssue(issue, context)))];
  const shown = sentences.slice(0, 5);
  const more = sentences.length - shown.length;
  return `${shown.join('; ')}${more ? `; and ${more} more` : ''}`;
}

/** A path as it would be written in JavaScript: `types.bug.moves.open[1]`. */
export function renderPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, depth) => (typeof part === 'number' ? `[${part}]` : `${depth ? '.' : ''}${String(part)}`))
    .join('');
}

function describeIssue(issue: z.core.$ZodIssue, context: IssueContext): string {
  const field = renderPath(issue.path) || (context.whole ?? 'the input');
  if (issue.code === 'unrecognized_keys') return describeUnknown(issue, field, context);
  if (issue.code === 'custom') return `${field} ${issue.message}`;
  const value = 'input' in context ? valueAt(context.input, issue.path) : issue.input;
  if (value === undefined && /^invalid_(type|value)$/.test(issue.code)) return `${field} is missing`;
  return `${field} ${describeExpected(issue)}${value === undefined ? '' : `, not ${quote(value)}`}`;
}

function describeUnknown(issue: z.core.$ZodIssueUnrecognizedKeys, field: string, context: IssueContext): string {
  const known = context.fieldsAt?.(issue.path) ?? [];
  return issue.keys
    .map((unknown) => {
      const near = nearest(unknown, known);
      return `${field} has no field "${unknown}"${near ? `; did you mean "${near}"?` : ''}`;
    })
    .join('; ');
}

function describeExpected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${nounOf(issue.expected)}`;
    case 'invalid_value':
      return `must be ${orList(issue.values.map((value) => String(value)))}`;
    case 'too_small':
      if (issue.origin === 'array' && issue.minimum === 1) return 'must not be empty';
      return boundOf(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return boundOf(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    case 'invalid_union':
      return `must be ${orList([...new Set(issue.errors.flat().map(expectedOf))])}`;
    default:
      return `is not valid: ${issue.message}`;
  }
}

const expectedOf = (issue: z.core.$ZodIssue): string => describeExpected(issue).replace(/^must be /, '');

function nounOf(type: string): string {
  const nouns: Record<string, string> = {
    int: 'an integer',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    boolean: 'true or false',
  };
  return nouns[type] ?? `a ${type}`;
}

function boundOf(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'array' || origin === 'set') return `must have ${bound} ${limit} entries`;
  return `must be ${bound} ${limit}${origin === 'string' ? ' characters long' : ''}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
