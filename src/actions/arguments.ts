import type * as z from 'zod/mini';
import { TrackerError } from '../domain/errors.ts';
import { call, type Hint, hint, type NextCall, type ToolName } from '../domain/hint.ts';
import { published } from '../domain/input/fields.ts';
import { describeIssues } from '../domain/input/issues.ts';
import { nearest } from '../domain/near.ts';
import { quote, sentence } from '../domain/words.ts';
import { type Action, filterFields, filterSchema } from './action.ts';

export type Arguments = Record<string, unknown>;

/** Words that models use for a tool's fields, whatever the action. */
const commonNames: Readonly<Record<string, string>> = {
  key: 'id',
  keys: 'ids',
  ticket: 'id',
  assignee: 'assignees',
  label: 'labels',
};

/** What is meant where no action is given: the only one, or the one read that these fields leave. */
const impliedActions: readonly {
  tool: ToolName;
  action: string;
  fields: readonly string[];
  needs: readonly string[];
}[] = [
  {
    tool: 'ticket',
    action: 'get',
    fields: ['id', 'section', 'lines', 'at', 'limit', 'cursor', 'budget'],
    needs: ['id'],
  },
  { tool: 'ticket', action: 'history', fields: ['id', 'since', 'limit', 'cursor', 'budget'], needs: ['since'] },
  {
    tool: 'ticket',
    action: 'list',
    fields: ['query', 'limit', 'cursor', 'budget', ...Object.keys(filterFields)],
    needs: ['query', ...Object.keys(filterFields)],
  },
  { tool: 'link', action: 'list', fields: ['id'], needs: ['id'] },
  { tool: 'alignment', action: 'get', fields: ['id', 'budget'], needs: ['id'] },
  { tool: 'alignment', action: 'list', fields: ['limit', 'cursor', 'budget'], needs: [] },
];

/** The action that a call means. Throws `invalid_input` with the near miss. */
export function chooseAction(actions: readonly Action[], tool: string, args: Arguments): Action {
  const own = actions.filter((action) => action.tool === tool);
  const [first, ...others] = own;
  if (!first)
    throw new TrackerError(
      'invalid_input',
      `There is no tool "${tool}".`,
      'Tools: ticket, board, search, link, alignment.',
    );
  const given = args.action;
  if (given !== undefined && typeof given !== 'string')
    throw new TrackerError(
      'invalid_input',
      `action must be a text, not ${quote(given)}.`,
      `${tool} takes action: ${own.map((action) => action.name).join(', ')}.`,
    );
  if (others.length === 0 && (given === undefined || given === first.name)) return first;
  const names = own.map((action) => action.name);
  if (given === undefined) {
    const fields = Object.keys(args).map((field) => nameIn(commonNames, field) ?? field);
    const implied = impliedActions.find(
      (one) =>
        one.tool === tool &&
        fields.every((field) => one.fields.includes(field)) &&
        (one.needs.length === 0 || one.needs.some((field) => fields.includes(field))),
    );
    const action = implied && own.find((one) => one.name === implied.action);
    if (action) return action;
    throw new TrackerError('invalid_input', 'The action is missing.', `${tool} takes action: ${names.join(', ')}.`);
  }
  const word = given.trim().toLowerCase();
  const action = own.find((one) => one.name === word);
  if (action) return action;
  const near = nearest(word, names);
  const meant = near === undefined ? undefined : call(first.tool, { ...args, action: near });
  const next = meant
    ? hint`Did you mean ${isShort(meant) ? meant : `action:"${near}"`}?`
    : `${tool} takes action: ${names.join(', ')}.`;
  throw new TrackerError('invalid_input', `${tool} has no action ${quote(given)}.`, next);
}

/** Checks a call's arguments against its action. Throws `invalid_input` naming the field and what the action takes. */
export function parseArguments(action: Action, args: Arguments): Record<string, unknown> {
  const { action: _, ...given } = args;
  const fields = Object.keys(action.input().shape);
  const known = action.filters ? [...fields, ...Object.keys(filterFields)] : fields;
  const named = renameFields(given, action.accepts ?? {}, known);
  const unknown = Object.keys(named).find((field) => !known.includes(field));
  if (unknown !== undefined) throw unknownField(action, named, unknown, known);
  const filters = action.filters ? takeFilters(action, named, fields) : {};
  const parsed = action.input().safeParse(named);
  if (!parsed.success) throw invalidFields(action, parsed.error, named);
  return { ...parsed.data, ...(Object.keys(filters).length > 0 && { filters }) };
}

/** Fields under their own names. Throws `invalid_input` where one is given under two names with two values. */
export function renameFields(
  given: Arguments,
  accepts: Readonly<Record<string, string>>,
  fields: readonly string[],
): Arguments {
  // Without a prototype, "__proto__" is a field like any other that there is not.
  const named: Arguments = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    const common = nameIn(commonNames, name);
    const other = nameIn(accepts, name) ?? (common !== undefined && fields.includes(common) ? common : name);
    const field = fields.includes(name) ? name : other;
    if (field in named && JSON.stringify(named[field]) !== JSON.stringify(value))
      throw new TrackerError('invalid_input', `${field} is given twice, also as ${name}.`, `Send ${field} once.`);
    named[field] = value;
  }
  return named;
}

const nameIn = (names: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(names, name) ? names[name] : undefined;

function takeFilters(action: Action, named: Arguments, fields: readonly string[]): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(named).filter(([field]) => field in filterFields && !fields.includes(field)),
  );
  for (const field of Object.keys(given)) delete named[field];
  const parsed = filterSchema().safeParse(given);
  if (!parsed.success) throw invalidFields(action, parsed.error, given);
  return parsed.data;
}

/** Where all that is wrong is that fields are missing, the call is repeated with them. */
function invalidFields(action: Action, error: z.core.$ZodError, input: Arguments): TrackerError {
  const message = sentence(describeIssues(error, { input }));
  const missing = error.issues.map((issue) => String(issue.path[0])).filter((field) => !(field in input));
  // A wrong value has been told what it must be.
  if (missing.length === 0) return new TrackerError('invalid_input', message, hint`For example: ${exampleOf(action)}`);
  const example = Object.fromEntries(missing.map((field) => [field, action.example[field]]));
  const ready = readyCall(action, { ...input, ...example });
  return new TrackerError('invalid_input', message, ready ? hint`Call ${ready}, say.` : takes(action));
}

function unknownField(action: Action, args: Arguments, field: string, fields: readonly string[]): TrackerError {
  const near = nearest(field, [...fields, ...Object.keys(action.accepts ?? {})]);
  const meant = near && (fields.includes(near) ? near : action.accepts?.[near]);
  const { [field]: value, ...rest } = args;
  const isNear = meant !== undefined && !(meant in rest);
  const ready = readyCall(action, isNear ? { ...rest, [meant]: value } : rest);
  const message = `${action.name} does not use ${quote(field)}${isNear ? `; did you mean "${meant}"?` : '.'}`;
  if (!ready) return new TrackerError('invalid_input', message, takes(action));
  return new TrackerError(
    'invalid_input',
    message,
    hint`Call ${ready}${isNear ? '' : ', without it'}. ${listFields(action)}.`,
  );
}

/** A call that can be sent as it stands; undefined where it would be refused again, or is too long to be repeated. */
function readyCall(action: Action, args: Arguments): NextCall | undefined {
  const { filters } = action;
  const input = action.input();
  const own = Object.entries(args).filter(([field]) => !filters || field in input.shape || !(field in filterFields));
  if (!input.safeParse(Object.fromEntries(own)).success) return undefined;
  const ready = call(action.tool, { action: action.name, ...args });
  return isShort(ready) ? ready : undefined;
}

/** Short enough to be repeated. */
const isShort = (ready: NextCall): boolean => JSON.stringify(ready.args).length < 280;

const takes = (action: Action): Hint => hint`${listFields(action)}: ${exampleOf(action)}`;

const exampleOf = ({ tool, name, example }: Action): NextCall => call(tool, { action: name, ...example });

/** The fields that tools publish; what is accepted besides is not said. */
function listFields({ name, input, filters }: Action): string {
  const fields = Object.entries(input().shape).flatMap(([field, schema]) => (published(schema) ? [field] : []));
  const all = filters ? [...fields, 'and filters such as status, labels'] : fields;
  return `${name} takes ${all.join(', ') || 'nothing'}`;
}
