import type { Line, Tool } from './tool.ts';

const of = (action: string, text: string): Line => [{ of: [action], text }];

export const ticket: Tool = {
  name: 'ticket',
  title: 'Tickets',
  description: [
    'Work items: task, bug, feature, decision, epic',
    of('create', 'create: title, discovered_from; or items=[{title,..}], where parent "$1" is the first'),
    [
      { of: ['list', 'claim'], text: 'list, claim (no id: the best ready one): query as in search' },
      { of: ['list'], text: 'list: query as in search' },
      { of: ['claim'], text: 'claim (no id: the best ready one): query as in search' },
    ],
    of('update', 'update: what changes; "none" clears; remove_labels'),
    of(
      'edit',
      'edit the description: op, new, and where: section (a heading it has), lines, old (exact text) or checkbox (number, text); section narrows the others; else all of it',
    ),
    of('close', 'close: walks to done, or to status; wont_fix, rejected need message'),
    of('release', 'release: assignees hands over'),
    [
      { of: ['update'], text: 'message: why, with any change; what the next one reads' },
      { of: ['comment'], text: 'comment: message; what the next one reads' },
    ],
  ],
  actions: [
    'create',
    'get',
    'list',
    'update',
    'edit',
    'move',
    'close',
    'claim',
    'release',
    'comment',
    'history',
    'undo',
    'archive',
    'unarchive',
    'rank',
    'templates',
  ],
  // What agents have never sent in 178 calls.
  unpublished: ['project', 'limit', 'cursor', 'event', 'session', 'remove_labels'],
};
