import { type Action, filterFields } from '../../actions/action.ts';
import { synonymsOf } from '../../actions/synonyms.ts';
import { published } from '../../domain/input/fields.ts';
import { commonOptions, type Option } from '../arguments.ts';
import { textFields } from './words.ts';

/** How a field is shown and explained. What is not here is taken, but not shown; nor is what the command's words fill. */
export const fieldHelp: Readonly<Record<string, [value: string, help?: string]>> = {
  title: ['TITLE', 'Title, 1 to 200 characters.'],
  type: ['TYPE', 'task, bug, feature, decision or epic.'],
  status: ['STATUS', 'Status.'],
  description: ['TEXT', 'Description in Markdown; - reads standard input.'],
  priority: ['PRIORITY', 'urgent, high, medium, low or none.'],
  points: ['1-13', 'Estimate.'],
  labels: ['LABEL', 'Label; may be repeated.'],
  add_labels: ['LABEL', 'Label to add; may be repeated.'],
  remove_labels: ['LABEL', 'Label to take off; may be repeated.'],
  assignees: ['NAME', 'Assignee, @me for yourself; may be repeated.'],
  parent: ['KEY', 'The ticket that it is a part of.'],
  due: ['DATE', 'Due date, as 2026-12-01.'],
  project: ['KEY', 'Project key, such as PAY.'],
  after: ['KEY', 'The ticket that it is to lie behind.'],
  before: ['KEY', 'The ticket that it is to lie before.'],
  blocked_by: ['KEY', 'Ticket that has to be closed first; may be repeated.'],
  template: ['NAME', 'Template to start from.'],
  vars: ['NAME=VALUE', 'Variable of the template; may be repeated.'],
  items: ['JSON', 'Several tickets as a list of objects; - reads standard input.'],
  idempotency_key: ['KEY', 'The same key and input again is done once.'],
  message: ['TEXT', 'Why; - reads standard input.'],
  override: ['WHY', 'Why it may pass a gate that refuses it; recorded and shown.'],
  dry_run: ['', 'Say what would happen, and do nothing.'],
  expected_revision: ['N', 'Refuse if the ticket has another revision.'],
  limit: ['N', 'At most so many.'],
  ids: ['KEY'],
  cursor: ['CURSOR', 'Go on where the last page ended.'],
  budget: ['TOKENS', 'About how much text to show, in tokens; all of it without.'],
  query: ['QUERY', 'Qualifiers as in search.'],
  section: ['HEADING', 'The section under this heading.'],
  lines: ['FROM-TO', 'Lines of the description, from 1.'],
  at: ['TIME|EVENT', 'As it was then.'],
  op: ['OP', 'replace, append, prepend, delete, check or uncheck.'],
  new: ['TEXT', 'The text to put there; - reads standard input.'],
  old: ['TEXT', 'Text that occurs exactly once.'],
  checkbox: ['ITEM', 'A task item, by number or text, or all.'],
  reply_to: ['EVENT', 'The comment that this one answers.'],
  next: ['', 'Then claim the next ticket.'],
  since: ['TIME', 'Only what is newer, such as 7d or 2026-11-01.'],
  event: ['EVENT', 'The event.'],
  reason: ['TEXT', 'Why; kept with the blanked event.'],
  session: ['', 'All that this session did.'],
  link_id: ['ID', 'The link of this id, as link list shows it; without words.'],
  commit: ['COMMIT', 'Link a commit instead of a ticket.'],
  url: ['URL', 'Link a web address instead of a ticket.'],
  evidence: ['EVIDENCE', '"commit HEAD", "npm test -> 0", a path, a URL or a note; may be repeated.'],
};

/** Fields that take several values are an option to repeat, in the singular. */
const singular: Readonly<Record<string, string>> = {
  labels: 'label',
  add_labels: 'add-label',
  remove_labels: 'remove-label',
  assignees: 'assignee',
  vars: 'var',
};

const dashedName = (field: string): string => field.replaceAll('_', '-');

/** What a field's option is called, without the dashes. */
export const optionNamed = (field: string): string => singular[field] ?? dashedName(field);

export interface FieldOption extends Option {
  field: string;
}

/** The options of an action's command: its fields, and the filters that it takes beside a query. */
export function fieldOptions(action: Action, words: readonly string[]): FieldOption[] {
  const fields = [...Object.entries(action.input().shape), ...(action.filters ? Object.entries(filterFields) : [])];
  const names = new Set(['action']);
  const options = fields.flatMap(([field, schema]) => {
    if (names.has(field)) return [];
    names.add(field);
    return [optionOf(field, { type: published(schema)?.type, hidden: words.includes(field) })];
  });
  const named = withShorts(withOtherNames(options, action));
  // Every action takes it: the agent that the call is made by.
  return [...named, { field: 'as', name: 'as', kind: 'text', value: 'NAME', help: '', hidden: true }];
}

/** What others call the fields; a name that is an option's own is that option's. */
function withOtherNames(options: readonly FieldOption[], action: Action): FieldOption[] {
  const others = synonymsOf({ tool: action.tool, name: action.name, fields: options.map(({ field }) => field) });
  const own = new Set([
    ...options.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
    ...commonOptions.map(({ name }) => name),
    'file',
    'as',
  ]);
  return options.map((option) => {
    const names = [...others].filter(([, field]) => field === option.field).map(([given]) => dashedName(given));
    const free = names.filter((given) => !own.has(given));
    return free.length > 0 ? { ...option, aliases: [...(option.aliases ?? []), ...free] } : option;
  });
}

/** Letters as other programs have them → the fields that they can mean, of which the first counts that is there. */
const letters: Readonly<Record<string, readonly string[]>> = {
  t: ['type'],
  b: ['description', 'new', 'message'],
  d: ['description'],
  p: ['priority'],
  l: ['add_labels', 'labels'],
  a: ['assignees'],
  m: ['message'],
  s: ['status'],
};

function withShorts(options: readonly FieldOption[]): FieldOption[] {
  const has = (field: string) => options.some((option) => option.field === field);
  const lettered = options.map((option) => {
    const shorts = Object.keys(letters).filter((letter) => letters[letter]?.find(has) === option.field);
    return shorts.length > 0 ? { ...option, shorts } : option;
  });
  if (!textFields.some(has)) return lettered;
  const help = 'The text from a file; - is standard input.';
  return [...lettered, { field: 'file', name: 'file', shorts: ['F'], kind: 'text', value: 'FILE', help }];
}

function optionOf(field: string, { type, hidden }: { type: unknown; hidden: boolean }): FieldOption {
  const [value, help] = fieldHelp[field] ?? [field.toUpperCase()];
  const dashed = dashedName(field);
  const kind =
    type === 'boolean' ? 'flag' : type === 'array' || field === 'vars' || field === 'blocked_by' ? 'list' : 'text';
  const name = optionNamed(field);
  return {
    field,
    name,
    ...(name !== dashed && { aliases: [dashed] }),
    kind: field === 'items' ? 'text' : kind,
    value,
    help: help ?? '',
    hidden: hidden || help === undefined,
  };
}
