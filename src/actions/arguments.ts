import { TrackerError } from '../domain/errors.ts';
import { call, hint, type NextCall, type ToolName } from '../domain/hint.ts';
import { describeIssues } from '../domain/input/issues.ts';
import { isPlaceholder } from '../domain/input/placeholders.ts';
import { nearest } from '../domain/near.ts';
import { quote, sentence } from '../domain/words.ts';
import { type Action, filterFields, filterSchema } from './action.ts';
import { readyCall, refuseFields } from './refusal.ts';

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
  const given = isPlaceholder('action', args.action) ? undefined : args.action;
  if (given !== undefined && typeof given !== 'string')
    throw new TrackerError(
      'invalid_input',
      `action must be a text, not ${quote(given)}.`,
      `${tool} takes action: ${own.map((action) => action.name).join(', ')}.`,
    );
  if (others.length === 0 && (given === undefined || given === first.name)) return first;
  const names = own.map((action) => action.name);
  if (given === undefined) {
    const fields = Object.keys(args).flatMap((field) =>
      field === 'action' || isPlaceholder(field, args[field]) ? [] : [nameIn(commonNames, field) ?? field],
    );
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
  const near = own.find((one) => one.name === nearest(word, names));
  const meant = near && repeat(near, args);
  const next = near
    ? hint`Did you mean ${meant ?? `action:"${near.name}"`}?`
    : `${tool} takes action: ${names.join(', ')}.`;
  throw new TrackerError('invalid_input', `${tool} has no action ${quote(given)}.`, next);
}

/** The same call of another action; undefined where that would be refused. */
function repeat(action: Action, args: Arguments): NextCall | undefined {
  try {
    parseArguments(action, args);
    return readyCall(action, nameArguments(action, args).named);
  } catch (error) {
    if (error instanceof TrackerError) return undefined;
    throw error;
  }
}

/**
 * Checks a call's arguments against its action: what is not given is left out, as placeholders are. Throws
 * `invalid_input` with all fields that are wrong, and what the action takes.
 */
export function parseArguments(action: Action, args: Arguments): Record<string, unknown> {
  const { named, known } = nameArguments(action, args);
  const unknown = Object.keys(named).filter((field) => !known.includes(field));
  const fields = Object.keys(action.input().shape);
  const filters = Object.fromEntries(Object.entries(named).filter(([field]) => !fields.includes(field)));
  const own = Object.fromEntries(Object.entries(named).filter(([field]) => fields.includes(field)));
  const parsed = action.input().safeParse(own);
  if (unknown.length > 0 || !parsed.success) throw refuseFields(action, named, { unknown, known });
  if (Object.keys(filters).length === 0) return parsed.data;
  const filtered = filterSchema().safeParse(filters);
  if (filtered.success) return { ...parsed.data, filters: filtered.data };
  const message = sentence(describeIssues(filtered.error, { input: filters }));
  throw new TrackerError(
    'invalid_input',
    message,
    hint`For example: ${call(action.tool, { action: action.name, ...action.example })}`,
  );
}

/** A call's fields under their own names, without those that are not given, and the names that the action takes. */
function nameArguments(action: Action, { action: _, ...given }: Arguments): { named: Arguments; known: string[] } {
  const fields = Object.keys(action.input().shape);
  const known = action.filters ? [...fields, ...Object.keys(filterFields)] : fields;
  const { named, empty } = readFields(given, action.accepts ?? {}, known);
  const hasStrangers = Object.keys(named).some((field) => !known.includes(field));
  return { named: { ...(!hasStrangers && action.keepEmpty?.(named, empty)), ...named }, known };
}

/**
 * Fields under their own names; placeholders, which mean "not given", apart. Throws `invalid_input` where one is given
 * under two names with two values.
 */
export function readFields(
  given: Arguments,
  accepts: Readonly<Record<string, string>>,
  fields: readonly string[],
): { named: Arguments; empty: Arguments } {
  // Without a prototype, "__proto__" is a field like any other that there is not.
  const named: Arguments = Object.create(null);
  const empty: Arguments = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    const common = nameIn(commonNames, name);
    const other = nameIn(accepts, name) ?? (common !== undefined && fields.includes(common) ? common : name);
    const field = fields.includes(name) ? name : other;
    // In a field that is not used, "null" says so whatever the field is for.
    if (isPlaceholder(fields.includes(field) ? field : '', value)) empty[field] ??= value;
    else if (!(field in named)) named[field] = value;
    else if (JSON.stringify(named[field]) !== JSON.stringify(value))
      throw new TrackerError('invalid_input', `${field} is given twice, also as ${name}.`, `Send ${field} once.`);
  }
  return { named, empty };
}

const nameIn = (names: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(names, name) ? names[name] : undefined;
