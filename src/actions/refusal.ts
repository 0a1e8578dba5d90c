import type * as z from 'zod/mini';
import { TrackerError } from '../domain/errors.ts';
import { call, type Hint, hint, type NextCall } from '../domain/hint.ts';
import { published } from '../domain/input/fields.ts';
import { describeIssues } from '../domain/input/issues.ts';
import { nearest } from '../domain/near.ts';
import { orList, quote, sentence } from '../domain/words.ts';
import { type Action, filterFields } from './action.ts';

type Arguments = Record<string, unknown>;

/** By action, the fields that keep it to a part: without all of them it acts on more. */
const narrowing: Readonly<Record<string, readonly string[]>> = {
  'ticket.edit': ['section', 'lines', 'old', 'checkbox', 'start_line', 'end_line', 'after_line'],
  'ticket.claim': ['id', 'query', ...Object.keys(filterFields)],
  'ticket.undo': ['id', 'event'],
  'link.add': ['type', 'commit', 'url'],
  'link.remove': ['type', 'commit', 'url'],
};

const mostNames = 10;

/**
 * The refusal of a call, with all that is wrong with its fields at once and, where that leaves no doubt, the call that was
 * meant. `unknown` are those that the action does not use, `known` all that it takes.
 */
export function refuseFields(
  action: Action,
  args: Arguments,
  { unknown, known }: { unknown: readonly string[]; known: readonly string[] },
): TrackerError {
  const nears = findNears(action, args, unknown, known);
  const meant: Arguments = { ...args };
  for (const field of unknown) delete meant[field];
  for (const [field, near] of nears) meant[near] = args[field];
  const issues = listIssues(action, meant);
  const missing = issues.map((issue) => String(issue.path[0])).filter((field) => !(field in meant));
  const guessed = new Set(nears.values());
  const told = issues.filter((issue) => !guessed.has(String(issue.path[0])));
  const message = [
    ...(unknown.length > 0 ? [describeUnknown(action, unknown, nears)] : []),
    ...(told.length > 0 ? [sentence(describeIssues({ issues: told } as z.core.$ZodError, { input: meant }))] : []),
  ].join(' ');
  const wrong = issues.length > missing.length;
  // A wrong value has been told what it must be.
  if (unknown.length === 0 && wrong)
    return new TrackerError('invalid_input', message, hint`For example: ${exampleOf(action)}`);
  const dropped = unknown.length > nears.size;
  const ready = wrong || widens(action, meant, { dropped, missing }) ? undefined : completed(action, meant, missing);
  if (!ready) return new TrackerError('invalid_input', message, takes(action));
  if (unknown.length === 0) return new TrackerError('invalid_input', message, hint`Call ${ready}, say.`);
  const without = nears.size > 0 ? '' : unknown.length > 1 ? ', without them' : ', without it';
  return new TrackerError('invalid_input', message, hint`Call ${ready}${without}. ${listFields(action)}.`);
}

/** A call that can be sent as it stands; undefined where it would be refused again, or is too long to be repeated. */
export function readyCall(action: Action, args: Arguments): NextCall | undefined {
  if (listIssues(action, args).length > 0) return undefined;
  const ready = call(action.tool, { action: action.name, ...args });
  return JSON.stringify(ready.args).length < 280 ? ready : undefined;
}

/** What is wrong with the values of the fields that the action has itself; filters have none that is. */
function listIssues({ input, filters }: Action, args: Arguments): z.core.$ZodIssue[] {
  const { shape } = input();
  const own = Object.entries(args).filter(([field]) => !filters || field in shape || !(field in filterFields));
  return input().safeParse(Object.fromEntries(own)).error?.issues ?? [];
}

const completed = (action: Action, meant: Arguments, missing: readonly string[]): NextCall | undefined =>
  readyCall(action, { ...meant, ...Object.fromEntries(missing.map((field) => [field, action.example[field]])) });

/** Whether the call without what was not understood would act on more than was asked for. */
function widens(
  { tool, name }: Action,
  meant: Arguments,
  { dropped, missing }: { dropped: boolean; missing: readonly string[] },
): boolean {
  const fields = narrowing[`${tool}.${name}`];
  return (dropped || missing.includes('op')) && fields !== undefined && !fields.some((field) => field in meant);
}

/** For each unknown field the one that is meant, where there is a near one that is not given. */
function findNears(
  { accepts = {} }: Action,
  args: Arguments,
  unknown: readonly string[],
  known: readonly string[],
): Map<string, string> {
  const nears = new Map<string, string>();
  for (const field of unknown) {
    const near = nearest(field, [...known, ...Object.keys(accepts)]);
    const meant = near && (known.includes(near) ? near : accepts[near]);
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

const takes = (action: Action): Hint => hint`${listFields(action)}: ${exampleOf(action)}`;

const exampleOf = ({ tool, name, example }: Action): NextCall => call(tool, { action: name, ...example });

/** The fields that tools publish; what is accepted besides is not said. */
function listFields({ name, input, filters }: Action): string {
  const fields = Object.entries(input().shape).flatMap(([field, schema]) => (published(schema) ? [field] : []));
  const all = filters ? [...fields, 'and filters such as status, labels'] : fields;
  return `${name} takes ${all.join(', ') || 'nothing'}`;
}
