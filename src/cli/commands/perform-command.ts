import type { Action } from '../../actions/action.ts';
import type { Caller } from '../../actions/caller.ts';
import type { Reply } from '../../actions/perform.ts';
import { largestBudget } from '../../domain/input/budget.ts';
import type { Arguments } from '../arguments.ts';
import { callerOf } from '../caller.ts';
import { readText } from '../stdin.ts';
import { paintTicket } from '../terminal/markdown.ts';
import { UsageError } from '../usage.ts';
import type { ActionCommand } from './action-commands.ts';
import type { Command, Context } from './command.ts';
import type { FieldOption } from './field-options.ts';
import { assignWords, parseSlot, renderUsage, textFields } from './words.ts';

/** The command that performs an action and prints its answer. */
export function actionCommand(definition: ActionCommand): Command {
  const fields = definition.words.map((word) => parseSlot(word).field);
  const loadOptions = async (): Promise<FieldOption[]> => {
    const [among, { fieldOptions }] = await Promise.all([loadActions(definition), import('./field-options.ts')]);
    const action = among.find(({ tool, name }) => tool === definition.tool && name === definition.action);
    if (!action) throw new Error(`There is no action ${definition.tool}.${definition.action}.`);
    const own = (definition.options ?? []).map((option) => ({ ...option, field: '' }));
    const taken = fieldOptions(
      action,
      fields.flatMap((field) => (field === 'ids' ? ['id', 'ids'] : field.split('/'))),
    );
    return [...taken, ...own];
  };
  return {
    ...definition,
    usage: renderUsage(definition.words),
    options: loadOptions,
    dashWords: fields.includes('query')
      ? 'query'
      : fields.some((field) => ['message', 'title'].includes(field))
        ? 'text'
        : undefined,
    run: async (args, context) => {
      definition.check?.(args.words);
      const read = await readFields(definition, { args, options: await loadOptions() }, context);
      const given = definition.complete?.(read) ?? read;
      return performAndPrint(definition, { given, args }, context);
    },
  };
}

async function readFields(
  { words }: ActionCommand,
  { args, options }: { args: Arguments; options: readonly FieldOption[] },
  context: Context,
): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const { name, field } of options)
    if (field !== '' && args.options[name] !== undefined) given[field] = readValue(field, args.options[name]);
  await readTextFile(given, options, context);
  if (args.words.length === 1 && args.words[0] === '-' && words.some((word) => word.includes('title:')))
    throw new UsageError('- is no title; --description - reads a description from standard input.');
  Object.assign(given, assignWords(words, args.words, new Set(Object.keys(given))));
  // A person scrolls, and a script asks for a limit: the tokens of a reply are a model's concern.
  if (options.some(({ field }) => field === 'budget')) given.budget ??= largestBudget;
  if (Array.isArray(given.vars)) given.vars = parseVariables(given.vars);
  for (const [field, value] of Object.entries(given)) {
    if (value === '-' && stdinFields.has(field)) given[field] = await context.readStdin();
  }
  return given;
}

/** `--file NOTES.md` is the text of the call. Throws UsageError where that is given besides. */
async function readTextFile(
  given: Record<string, unknown>,
  options: readonly FieldOption[],
  { readStdin }: Context,
): Promise<void> {
  const { file } = given;
  if (typeof file !== 'string') return;
  delete given.file;
  const field = textFields.find((text) => options.some((option) => option.field === text)) ?? 'message';
  if (given[field] !== undefined) throw new UsageError(`--file is for what --${field} gives already.`);
  given[field] = file === '-' ? await readStdin() : readText(file);
}

/** `--label a,b --label c`; what stands in evidence or a variable is a text, commas and all. */
function readValue(field: string, value: string | string[] | true): unknown {
  if (!Array.isArray(value) || field === 'evidence' || field === 'vars') return value;
  return value.length === 1 ? value[0] : value.flatMap((one) => one.split(','));
}

const stdinFields = new Set(['description', 'message', 'new', 'items']);

function parseVariables(given: string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((variable) => {
      const at = variable.indexOf('=');
      if (at < 1) throw new UsageError(`--var ${JSON.stringify(variable)} has no value: --var NAME=VALUE.`);
      return [variable.slice(0, at), variable.slice(at + 1)];
    }),
  );
}

/** A ticket is read by people, on a terminal with what stands out in it. */
function print(reply: Reply, text: string, screen: Context['screen']): void {
  const isTicket = reply.action === 'ticket.get' && 'ticket' in reply.result;
  if (isTicket && screen.isTerminal) screen.draw(paintTicket(text, screen));
  else screen.print(text);
}

async function performAndPrint(
  { tool, action, extend, saysConflicts, compose, missing }: ActionCommand,
  { given, args }: { given: Record<string, unknown>; args: Arguments },
  context: Context,
): Promise<number> {
  const { screen } = context;
  const json = args.options.json === true;
  const isAtTerminal = screen.isTerminal && process.stdin.isTTY === true;
  const gap = compose && isAtTerminal ? undefined : missing?.(given);
  if (gap !== undefined) throw new UsageError(gap);
  const [{ perform }, among, { renderReply }, { syntaxFor }, { findView }, { shellSyntax }] = await Promise.all([
    import('../../actions/perform.ts'),
    loadActions({ tool, action }),
    import('../../render/reply.ts'),
    import('../../render/syntax.ts'),
    import('../terminal/views.ts'),
    import('./syntax.ts'),
  ]);
  const workspace = await context.open();
  const caller: Caller = { author: await callerOf(context), scopes: 'all' };
  const syntax = { ...syntaxFor(shellSyntax, given.as), place: context.location.root };
  const say = (answer: Reply) => renderReply(answer, syntax);
  const asked =
    compose && isAtTerminal ? await compose(given, { env: context.env, open: context.open, caller }) : given;
  const performed = await perform(workspace, caller, { tool, args: { action, ...asked }, say, among });
  const extended = extend ? await extend(performed, context) : performed;
  const reply = saysConflicts ? await (await import('./conflicts.ts')).withConflicts(extended, context) : extended;
  const view = findView(reply, syntax, args.options);
  if (json) screen.json(reply.result);
  else screen.paged(() => (view ? view(screen) : print(reply, say(reply), screen)));
  if (json || view) for (const caveat of reply.caveats ?? []) screen.warn(`note: ${caveat}`);
  return 0;
}

/** What is read most, each without the others: an action that is loaded takes its time, and a read takes little more. */
const alone: Readonly<Record<string, () => Promise<Action>>> = {
  'ticket.get': async () => (await import('../../actions/ticket/get.ts')).get,
  'ticket.list': async () => (await import('../../actions/ticket/list.ts')).list,
  'board.kanban': async () => (await import('../../actions/board/kanban.ts')).kanban,
  'board.ready': async () => (await import('../../actions/board/ready.ts')).ready,
  'search.search': async () => (await import('../../actions/search/search.ts')).search,
};

/**
 * The actions among which a call of this one finds it: itself, or all that there are. A write needs all of them, since what
 * is said of it goes on in the writes that a refusal suggests; a read says nothing that could.
 */
async function loadActions({ tool, action }: { tool: string; action: string }): Promise<readonly Action[]> {
  const load = alone[`${tool}.${action}`];
  return load ? [await load()] : (await import('../../actions/actions.ts')).everyAction;
}
