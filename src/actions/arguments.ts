import { TrackerError } from '../domain/errors.ts';
import { hint, type NextCall, type ToolName } from '../domain/hint.ts';
import { isPlaceholder } from '../domain/input/placeholders.ts';
import { nearest } from '../domain/near.ts';
import { quote } from '../domain/words.ts';
import { type Action, fieldsOf, filterFields } from './action.ts';
import type { Arguments } from './name-fields.ts';
import { parseArguments, readAction, readNames } from './parse-arguments.ts';
import { readyCall } from './refusal.ts';
import { actionNamed, fieldNamed } from './synonyms.ts';

export type { Arguments } from './name-fields.ts';
export { parseArguments } from './parse-arguments.ts';

const query = ['query', ...Object.keys(filterFields)];
const page = ['limit', 'cursor', 'budget'];

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
    fields: ['id', 'section', 'lines', 'at', 'include_history', 'include_comments', ...page],
    needs: ['id'],
  },
  { tool: 'ticket', action: 'history', fields: ['id', 'since', ...page], needs: ['since'] },
  { tool: 'ticket', action: 'list', fields: [...query, ...page], needs: query },
  { tool: 'board', action: 'kanban', fields: [...query, 'limit', 'budget'], needs: [] },
  { tool: 'link', action: 'list', fields: ['id'], needs: ['id'] },
  { tool: 'alignment', action: 'get', fields: ['id', 'budget'], needs: ['id'] },
  { tool: 'alignment', action: 'list', fields: page, needs: [] },
];

/** The action that a call means. Throws `invalid_input` with the near miss. */
export function chooseAction(actions: readonly Action[], tool: string, given: Arguments): Action {
  const own = actions.filter((action) => action.tool === tool);
  const [first, ...others] = own;
  if (!first)
    throw new TrackerError(
      'invalid_input',
      `There is no tool "${tool}".`,
      'Tools: ticket, board, search, link, alignment.',
    );
  const { word, args } = readAction(first.tool, given);
  const names = own.map((action) => action.name);
  if (word !== undefined && typeof word !== 'string')
    throw new TrackerError(
      'invalid_input',
      `action must be a text, not ${quote(word)}.`,
      `${tool} takes action: ${names.join(', ')}.`,
    );
  if (others.length === 0 && (word === undefined || word === first.name)) return first;
  if (word === undefined) return impliedAction(own, first.tool, args);
  const plain = word.trim().toLowerCase();
  const name = actionNamed(first.tool, plain)?.action ?? plain;
  const action = own.find((one) => one.name === name);
  if (action) return action;
  throw noSuchAction(own, word, args);
}

function impliedAction(own: readonly Action[], tool: ToolName, args: Arguments): Action {
  const implied = impliedActions.find((one) => {
    if (one.tool !== tool) return false;
    const action = own.find(({ name }) => name === one.action);
    const taker = { tool, name: one.action, fields: action ? fieldsOf(action) : [] };
    const fields = Object.keys(args).flatMap((name) =>
      isPlaceholder(name, args[name]) ? [] : [fieldNamed(taker, name) ?? name],
    );
    return (
      fields.every((field) => one.fields.includes(field)) &&
      (one.needs.length === 0 || one.needs.some((field) => fields.includes(field)))
    );
  });
  const action = implied && own.find((one) => one.name === implied.action);
  if (action) return action;
  const names = own.map(({ name }) => name).join(', ');
  throw new TrackerError('invalid_input', 'The action is missing.', `${tool} takes action: ${names}.`);
}

function noSuchAction(own: readonly Action[], word: string, args: Arguments): TrackerError {
  const tool = own[0]?.tool;
  const names = own.map((action) => action.name);
  const plain = word.trim().toLowerCase();
  const found = own.find((one) => one.name === nearest(plain, names));
  // "unclose" is near to what it takes back.
  const near = found && isNegated(plain) === isNegated(found.name) ? found : undefined;
  const meant = near && repeat(near, args);
  const deletes = /^(?:delete|remove|rm|destroy|purge)/.test(plain)
    ? ' Nothing is deleted; archive hides a ticket.'
    : '';
  return new TrackerError(
    'invalid_input',
    `${tool} has no action ${quote(word)}.${deletes}`,
    near ? hint`Did you mean ${meant ?? `action:"${near.name}"`}?` : `${tool} takes action: ${names.join(', ')}.`,
  );
}

const isNegated = (word: string): boolean => /^(?:un|de|dis|not?_)/.test(word) && !/^dec/.test(word);

/** The same call of another action; undefined where that would be refused. */
function repeat(action: Action, args: Arguments): NextCall | undefined {
  try {
    parseArguments(action, args);
    return readyCall(action, readNames(action, args).named);
  } catch (error) {
    if (error instanceof TrackerError) return undefined;
    throw error;
  }
}
