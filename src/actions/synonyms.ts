import type { ToolName } from '../domain/hint.ts';

/**
 * What Linear, Jira, GitHub, beads and the trackers before this one call a field → the fields here that it can mean, of
 * which the first counts that the action has. A name that is a field of the action is that field.
 */
const fieldWords: Readonly<Record<string, readonly string[]>> = {
  ...all('id', 'ticket_id issue_id task_id ticket_key issue_key key ticket issue ref number issue_number identifier'),
  ...all('ids items', 'tickets issues tasks keys'),
  ...all('ids', 'ticket_ids issue_ids task_ids'),
  ...all('parent', 'parent_id parent_key'),
  ...all('epic parent', 'epic epic_id epic_key'),
  ...all('points', 'story_points estimate'),
  ...all('labels', 'label tag tags'),
  ...all('assignees', 'assignee owner'),
  ...all('status', 'state'),
  ...all('due', 'due_date'),
  ...all('vars', 'variables'),
  ...all('op', 'operation'),
  ...all('section', 'section_header header heading'),
  ...all('old', 'old_string old_text'),
  ...all('new', 'new_string new_text'),
  ...all('blocked_by', 'depends_on'),
  ...all('include_history', 'include_events'),
  ...all('dry_run', 'dry preview simulate'),
  ...all('description new message', 'body description text content'),
  ...all('title message', 'summary name'),
  ...all('message', 'reason note notes comment rationale'),
};

/** What a name means in one tool, or in one action of it, alone; goes before the others. */
const ownWords: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'ticket.create': all('type', 'issue_type ticket_type'),
  'ticket.get': { ...all('lines', 'range line'), ...all('at', 'time event') },
  'ticket.list': { ...all('query', 'q search'), ...all('budget', 'budget_tokens') },
  'ticket.update': {
    ...all('type', 'issue_type ticket_type'),
    ...all('add_labels', 'add_label'),
    ...all('remove_labels', 'remove_label'),
    // Either would be guessed, and one of them takes the whole text away.
    ...all('', 'text content'),
  },
  'ticket.edit': all('start_line', 'line'),
  'ticket.move': all('status', 'to'),
  'ticket.close': all('status', 'resolution'),
  'ticket.release': all('assignees', 'to'),
  'ticket.history': all('since', 'after'),
  'ticket.undo': all('event', 'event_id'),
  link: {
    ...all('id', 'from source'),
    ...all('target', 'to target_id target_key'),
    ...all('type', 'relation link_type'),
    ...all('commit', 'hash sha commit_hash'),
  },
  search: all('query', 'q text search term keywords'),
  'alignment.decide': all('decision', 'verdict'),
};

/** Of names that could mean two things: what they could mean. */
export const meanings: Readonly<Record<string, readonly string[]>> = {
  'ticket.update text': ['description', 'message'],
  'ticket.update content': ['description', 'message'],
};

/** Prose of which two in one call are both kept, a paragraph each. */
export const prose: readonly string[] = ['message', 'description'];

/** Each of the names with what it means. */
function all(fields: string, names: string): Record<string, readonly string[]> {
  return Object.fromEntries(names.split(' ').map((name) => [name, fields.split(' ')]));
}

/** The action that names are read for, and the fields that it takes. */
export interface Taker {
  tool: ToolName;
  name: string;
  fields: readonly string[];
}

/** The field that a name means in an action: itself, or what it is a synonym of; undefined for a name that says nothing there. `storyPoints` is `story_points`. */
export function fieldNamed({ tool, name, fields }: Taker, asGiven: string): string | undefined {
  const given = /[a-z][A-Z]/.test(asGiven)
    ? asGiven.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
    : asGiven;
  if (fields.includes(given)) return given;
  const own = [`${tool}.${name}`, tool].find((place) => hasOwn(ownWords[place], given));
  const meant = own === undefined ? get(fieldWords, given) : get(ownWords[own] ?? {}, given);
  return meant?.find((field) => fields.includes(field));
}

/** Every name that is a synonym of something, with what it means in this action where it means something. */
export function synonymsOf(taker: Taker): Map<string, string> {
  const names = new Set([
    ...Object.keys(fieldWords),
    ...[`${taker.tool}.${taker.name}`, taker.tool].flatMap((place) => Object.keys(ownWords[place] ?? {})),
  ]);
  return new Map(
    [...names].flatMap((given): [string, string][] => {
      const field = fieldNamed(taker, given);
      return field === undefined || field === given ? [] : [[given, field]];
    }),
  );
}

/** What others call an action, and fields that the word says besides. */
const actionWords: Readonly<Record<ToolName, Readonly<Record<string, readonly [string, Record<string, string>?]>>>> = {
  ticket: {
    ...each('create', 'new add create_ticket create_issue'),
    ...each('get', 'show view read'),
    ...each('list', 'ls'),
    ...each('update', 'assign set'),
    ...each('edit', 'update_description'),
    ...each('move', 'transition update_status'),
    ...each('close', 'done complete finish resolve'),
    ...each('claim', 'start'),
    ...each('comment', 'add_comment note'),
    reopen: ['move', { status: 'reopen' }],
  },
  board: { ...each('kanban', 'board'), ...each('summary', 'counts'), ...each('me', 'mine whoami') },
  search: {},
  link: { ...each('add', 'create link'), ...each('remove', 'delete unlink'), ...each('list', 'get show') },
  alignment: {
    ...each('get', 'show'),
    approve: ['decide', { decision: 'approved' }],
    reject: ['decide', { decision: 'rejected' }],
  },
  admin: {},
  catalog: {},
};

function each(action: string, words: string): Record<string, readonly [string]> {
  return Object.fromEntries(words.split(' ').map((word) => [word, [action]]));
}

/** The action that a word means in a tool, and what it says besides; undefined where it is no synonym. */
export function actionNamed(
  tool: ToolName,
  word: string,
): { action: string; says: Readonly<Record<string, string>> } | undefined {
  const [action, says = {}] = get(actionWords[tool], word) ?? [];
  return action === undefined ? undefined : { action, says };
}

const hasOwn = (words: object | undefined, name: string): boolean => words !== undefined && Object.hasOwn(words, name);

const get = <T>(words: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;
