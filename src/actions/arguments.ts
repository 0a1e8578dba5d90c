import type { z } from 'zod';
import { TrackerError } from '../domain/errors.ts';
import { describeIssues } from '../domain/issues.ts';
import { nearest } from '../domain/near.ts';
import { type Action, filterFields, filterSchema, type ToolName } from './action.ts';

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
const impliedActions: readonly { tool: ToolName; action: string; fields: readonly string[]; needs?: string }[] = [
  { tool: 'ticket', action: 'get', fields: ['id', 'section', 'lines', 'at', 'budget'], needs: 'id' },
  {
    tool: 'ticket',
    action: 'list',
    fields: ['query', 'limit', 'cursor', 'budget', ...Object.keys(filterFields)],
    needs: 'query',
  },
  { tool: 'link', action: 'list', fields: ['id'], needs: 'id' },
  { tool: 'alignment', action: 'get', fields: ['id'], needs: 'id' },
];

/** The action that a call means. Throws `invalid_input` with the near miss. */
export function chooseAction(actions: readonly Action[], tool: string, args: Arguments): Action {
  const own = actions.filter((action) => action.tool === tool);
  if (own.length === 0)
    throw new TrackerError(
      'invalid_input',
      `There is no tool "${tool}".`,
      'Tools: ticket, board, search, link, alignment.',
    );
  const given = args.action;
  if (own.length === 1 && (given === undefined || given === own[0]!.name)) return own[0]!;
  const names = own.map((action) => action.name);
  if (given === undefined) {
    const fields = Object.keys(args).map((field) => commonNames[field] ?? field);
    const implied = impliedActions.find(
      (one) =>
        one.tool === tool &&
        fields.every((field) => one.fields.includes(field)) &&
        (!one.needs || fields.includes(one.needs)),
    );
    const action = implied && own.find((one) => one.name === implied.action);
    if (action) return action;
    throw new TrackerError('invalid_input', 'The action is missing.', `${tool} takes action: ${names.join(', ')}.`);
  }
  const word = String(given).trim().toLowerCase();
  const action = own.find((one) => one.name === word);
  if (action) return action;
  const near = nearest(word, names);
  const hint = near
    ? `Did you mean ${renderCall(tool, { ...args, action: near })}?`
    : `${tool} takes action: ${names.join(', ')}.`;
  throw new TrackerError('invalid_input', `${tool} has no action "${given}".`, hint);
}

/** Checks a call's arguments against its action. Throws `invalid_input` naming the field and what the action takes. */
export function parseArguments(action: Action, args: Arguments): Record<string, unknown> {
  const { action: _, ...given } = args;
  const fields = Object.keys(action.input.shape);
  const named = renameFields(given, action.accepts ?? {}, fields);
  const filters = action.filters ? takeFilters(action, named, fields) : {};
  const unknown = Object.keys(named).filter((field) => !fields.includes(field));
  if (unknown.length > 0) throw unknownField(action, named, unknown[0]!, fields);
  const parsed = action.input.safeParse(named);
  if (!parsed.success) throw new TrackerError('invalid_input', `${sentence(parsed.error, named)}.`, takes(action));
  return { ...parsed.data, ...(Object.keys(filters).length > 0 && { filters }) };
}

/** Fields under their own names. Throws `invalid_input` where one is given under two names with two values. */
export function renameFields(
  given: Arguments,
  accepts: Readonly<Record<string, string>>,
  fields: readonly string[],
): Arguments {
  const named: Arguments = {};
  for (const [name, value] of Object.entries(given)) {
    const common = commonNames[name];
    const field = fields.includes(name) ? name : (accepts[name] ?? (common && fields.includes(common) ? common : name));
    if (field in named && JSON.stringify(named[field]) !== JSON.stringify(value))
      throw new TrackerError('invalid_input', `${field} is given twice, also as ${name}.`, `Send ${field} once.`);
    named[field] = value;
  }
  return named;
}

function takeFilters(action: Action, named: Arguments, fields: readonly string[]): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(named).filter(([field]) => field in filterFields && !fields.includes(field)),
  );
  for (const field of Object.keys(given)) delete named[field];
  const parsed = filterSchema.safeParse(given);
  if (!parsed.success) throw new TrackerError('invalid_input', `${sentence(parsed.error, given)}.`, takes(action));
  return parsed.data;
}

const sentence = (error: z.ZodError, input: Arguments): string => describeIssues(error, { input });

function unknownField(action: Action, args: Arguments, field: string, fields: readonly string[]): TrackerError {
  const near = nearest(field, [...fields, ...Object.keys(action.accepts ?? {})]);
  const meant = near && (fields.includes(near) ? near : action.accepts?.[near]);
  const { [field]: value, ...rest } = args;
  const corrected =
    meant && !(meant in rest) ? renderCall(action.tool, { action: action.name, ...rest, [meant]: value }) : undefined;
  return new TrackerError(
    'invalid_input',
    `${action.name} does not use "${field}"${meant ? `; did you mean "${meant}"?` : '.'}`,
    corrected && corrected.length < 300 ? `Call ${corrected}. ${takes(action)}` : takes(action),
  );
}

function takes(action: Action): string {
  const fields = Object.keys(action.input.shape).filter((field) => field !== 'budget' && field !== 'expected_revision');
  return `${action.name} takes ${fields.join(', ') || 'nothing'}: ${renderCall(action.tool, { action: action.name, ...action.example })}`;
}

/** A call as it would be sent: `ticket(action:"move", id:"PAY-482913", status:"todo")`. */
export function renderCall(tool: string, args: Arguments): string {
  const given = Object.entries(args).filter(
    ([name, value]) => value !== undefined && !(tool === 'search' && name === 'action'),
  );
  return `${tool}(${given.map(([name, value]) => `${name}:${JSON.stringify(value)}`).join(', ')})`;
}
