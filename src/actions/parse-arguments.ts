import type { ToolName } from '../domain/hint.ts';
import { isPlaceholder } from '../domain/input/placeholders.ts';
import { type Action, fieldsOf, filterSchema } from './action.ts';
import { type Arguments, type NamedFields, nameFields } from './name-fields.ts';
import { findFaults, refuseFields } from './refusal.ts';
import { actionNamed } from './synonyms.ts';

/**
 * Checks a call's arguments against its action: what is not given is left out, as placeholders are. Throws
 * `invalid_input` with all that is wrong, and what the action takes.
 */
export function parseArguments(action: Action, args: Arguments): Record<string, unknown> {
  const { named, known, faults, unclear } = readNames(action, args);
  const unknown = Object.keys(named).filter((field) => !known.includes(field));
  const fields = Object.keys(action.input().shape);
  const own = pick(named, (field) => fields.includes(field));
  const filters = pick(named, (field) => !fields.includes(field) && known.includes(field));
  const parsed = action.input().safeParse(own);
  const filtered = filterSchema().safeParse(filters);
  const missing = action.needs?.some((group) => !group.some((field) => field in named)) ?? false;
  const others = unknown.length + faults.length + findFaults(action, named).length;
  if (others > 0 || missing || !parsed.success || !filtered.success)
    throw refuseFields(action, named, { unknown, known, faults, unclear });
  if (Object.keys(filters).length === 0) return parsed.data;
  const { unassigned, ...values } = filtered.data;
  return { ...parsed.data, filters: unassigned ? { ...values, assignees: ['none'] } : values };
}

/** A call's fields under their own names, without those that are not given, and the names that the action takes. */
export function readNames(action: Action, args: Arguments): Omit<NamedFields, 'empty'> & { known: string[] } {
  const known = fieldsOf(action);
  const { word, args: given } = readAction(action.tool, args);
  const says = typeof word === 'string' ? actionNamed(action.tool, word.trim().toLowerCase())?.says : undefined;
  const { named, empty, ...rest } = nameFields(given, { tool: action.tool, name: action.name, fields: known });
  for (const [field, value] of Object.entries(says ?? {})) named[field] ??= value;
  const hasStrangers = Object.keys(named).some((field) => !known.includes(field));
  return { named: { ...(!hasStrangers && action.keepEmpty?.(named, empty)), ...named }, known, ...rest };
}

/** The word that says the action, which may be `view` of the board, and the fields besides. */
export function readAction(tool: ToolName, { action, ...args }: Arguments): { word: unknown; args: Arguments } {
  const word = isPlaceholder('action', action) ? undefined : action;
  if (tool !== 'board' || !('view' in args)) return { word, args };
  const { view, ...others } = args;
  const isView = !isPlaceholder('view', view);
  if (word === undefined) return { word: isView ? view : undefined, args: others };
  return { word, args: isView && view !== word ? args : others };
}

const pick = (args: Arguments, isMeant: (field: string) => boolean): Arguments =>
  Object.fromEntries(Object.entries(args).filter(([field]) => isMeant(field)));
