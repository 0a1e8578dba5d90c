import * as z from 'zod/mini';
import { TrackerError } from '../domain/errors.ts';
import { publishedLinkTypes } from '../domain/event/link.ts';
import { call, hint, type NextCall } from '../domain/hint.ts';
import { published } from '../domain/input/fields.ts';
import { describeIssues } from '../domain/input/issues.ts';
import { nearest } from '../domain/near.ts';
import { asText, orList, quote, sentence } from '../domain/words.ts';
import { type Action, filterFields, filterSchema } from './action.ts';
import { synonymsOf } from './synonyms.ts';

type Arguments = Record<string, unknown>;

/** What is wrong with a call's fields besides their values. */
interface FieldFaults {
  /** Fields that the action does not use, and all that it takes. */
  unknown: readonly string[];
  known: readonly string[];
  /** What else, as sentences without their full stop, and the names that they are about. */
  faults?: readonly string[];
  unclear?: ReadonlySet<string>;
}

const mostNames = 10;

/**
 * The refusal of a call, with all that is wrong with its fields at once and, where that leaves no doubt, the call that was
 * meant: one that says all that was understood, invents nothing, and acts on no more.
 */
export function refuseFields(action: Action, args: Arguments, given: FieldFaults): TrackerError {
  const { unknown, known, unclear = new Set() } = given;
  const nears = findNears(action, args, unknown, known);
  const meant: Arguments = { ...args };
  for (const field of unknown) delete meant[field];
  for (const [field, near] of nears) meant[near] = args[field];
  const issues = listIssues(action, meant);
  const faults = [...(given.faults ?? []), ...findFaults(action, meant)];
  const absent = listMissing(action, meant, issues, unclear);
  const guessed = new Set(nears.values());
  const wrong = issues.filter((issue) => String(issue.path[0]) in meant);
  const told = wrong.filter((issue) => !guessed.has(String(issue.path[0])));
  const message = [
    ...(unknown.length > 0 ? [describeUnknown(action, unknown, nears)] : []),
    ...[...faults, ...absent.map((group) => describeMissing(action, group))].map(sentence),
    ...(told.length > 0 ? [sentence(describeIssues({ issues: told } as z.core.$ZodError, { input: meant }))] : []),
  ].join(' ');
  const dropped = unknown.filter((field) => !nears.has(field));
  const isClear = wrong.length + faults.length + absent.length === 0 && !widens(action, args, meant, dropped);
  const ready = isClear ? readyCall(action, meant) : undefined;
  // What a value must be has been told.
  if (!ready)
    return new TrackerError(
      'invalid_input',
      message,
      unknown.length + absent.length > 0 ? `${listFields(action)}.` : [],
    );
  const without = nears.size > 0 ? '' : unknown.length > 1 ? ', without them' : ', without it';
  return new TrackerError('invalid_input', message, hint`Call ${ready}${without}. ${listFields(action)}.`);
}

/** A call that can be sent as it stands; undefined for one that would be refused, is too long to be repeated, or is of a whole text. */
export function readyCall(action: Action, args: Arguments): NextCall | undefined {
  if (listIssues(action, args).length > 0 || isOfWholeText(action, args)) return undefined;
  const ready = call(action.tool, { action: action.name, ...args });
  return JSON.stringify(ready.args).length < 280 ? ready : undefined;
}

/** What is wrong with fields that stand beside each other, or with what is in them. */
export function findFaults(action: Action, args: Arguments): string[] {
  const contradict = action.filters && 'assignees' in args && 'unassigned' in args;
  return [...(contradict ? ['assignees and unassigned are both given'] : []), ...(action.findFaults?.(args) ?? [])];
}

/** What is wrong with the values of the fields, the filters among them. */
function listIssues({ input }: Action, args: Arguments): z.core.$ZodIssue[] {
  const { shape } = input();
  const own = Object.entries(args).filter(([field]) => field in shape || !(field in filterFields));
  const filters = Object.entries(args).filter(([field]) => !(field in shape) && field in filterFields);
  return [
    ...(input().safeParse(Object.fromEntries(own)).error?.issues ?? []),
    ...(filterSchema().safeParse(Object.fromEntries(filters)).error?.issues ?? []),
  ];
}

/** The fields that have to be given, or of which one has to be, where none is. */
function listMissing(
  { needs = [] }: Action,
  meant: Arguments,
  issues: readonly z.core.$ZodIssue[],
  unclear: ReadonlySet<string>,
): (readonly string[])[] {
  const fields = issues.map((issue) => String(issue.path[0]));
  const groups = [...needs, ...fields.map((field) => [field])];
  return groups.filter((group) => !group.some((field) => field in meant || unclear.has(field)));
}

/** With a value that it could have: a call that has it would be sent as it stands. */
function describeMissing({ example, input }: Action, group: readonly string[]): string {
  const [first = ''] = group;
  const values = published(input().shape[first] ?? z.unknown())?.enum;
  if (Array.isArray(values)) return `${first} is missing: ${orList(values.map(String))}`;
  const value = example[first];
  return `${first} is missing${value === undefined ? '' : `, such as ${quote(value)}`}`;
}

/** Without all of these a write acts on more than with what was not understood. */
const narrowing: Readonly<Record<string, readonly string[]>> = {
  'ticket.claim': ['id'],
  'ticket.close': ['status'],
  'ticket.release': ['assignees'],
  'link.add': ['type', 'commit', 'url', ...publishedLinkTypes],
  'link.remove': ['type', 'commit', 'url', 'link_id'],
};
/** Without any of these an edit is of the whole text. */
const places = ['section', 'lines', 'old', 'checkbox', 'start_line', 'end_line', 'after_line'];
/** In these whatever is not understood may have named a part of the rest, or a condition. */
const partial = new Set(['ticket.edit', 'ticket.undo']);

/** Whoever wants the whole text gone, or another, can say so without being told how. */
const isOfWholeText = ({ tool, name }: Action, meant: Arguments): boolean =>
  `${tool}.${name}` === 'ticket.edit' &&
  !/^(?:ap|pre)pend$/.test(asText(meant.op)) &&
  !places.some((field) => field in meant);

/** Whether the call without what was not understood would act on, or show, more than was asked for. */
function widens(
  { tool, name, filters }: Action,
  args: Arguments,
  meant: Arguments,
  dropped: readonly string[],
): boolean {
  if (dropped.length === 0) return false;
  const fields = narrowing[`${tool}.${name}`];
  if (fields) return !fields.some((field) => field in meant);
  // A flag says how a call is to be done: to try it alone, perhaps.
  return (
    filters === true || partial.has(`${tool}.${name}`) || dropped.some((field) => /^true$/i.test(asText(args[field])))
  );
}

/** For each unknown field the one that is meant, where there is a near one that is not given. */
function findNears(
  action: Action,
  args: Arguments,
  unknown: readonly string[],
  known: readonly string[],
): Map<string, string> {
  const nears = new Map<string, string>();
  const synonyms = synonymsOf({ tool: action.tool, name: action.name, fields: known });
  for (const field of unknown) {
    // "ticket_title" is the title, though "ticket_type" is nearer by its letters.
    const bare = field.replace(/^(?:ticket|issue|task)_/i, '');
    const near = known.includes(bare) ? bare : nearest(field, [...known, ...synonyms.keys()]);
    const meant = near && (known.includes(near) ? near : synonyms.get(near));
    if (meant && !(meant in args) && ![...nears.values()].includes(meant)) nears.set(field, meant);
  }
  return nears;
}

function describeUnknown({ name }: Action, unknown: readonly string[], nears: ReadonlyMap<string, string>): string {
  const [only = '', ...others] = unknown;
  const near = nears.get(only);
  if (others.length === 0)
    return `${name} does not use ${quote(only)}${near === undefined ? '.' : `; did you mean "${near}"?`}`;
  const shown = unknown.slice(0, mostNames).map((field) => {
    const meant = nears.get(field);
    return `${quote(field)}${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`;
  });
  const rest = unknown.length - shown.length;
  return `${name} does not use ${orList(rest > 0 ? [...shown, `${rest} more`] : shown)}.`;
}

/** The fields that tools publish; what is accepted besides is not said. */
function listFields({ name, input, filters }: Action): string {
  const fields = Object.entries(input().shape).flatMap(([field, schema]) => (published(schema) ? [field] : []));
  const all = filters ? [...fields, 'and filters such as status, labels'] : fields;
  return `${name} takes ${all.join(', ') || 'nothing'}`;
}
