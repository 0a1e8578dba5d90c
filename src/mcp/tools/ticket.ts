import type { Tool } from './tool.ts';

export const ticket: Tool = {
  name: 'ticket',
  title: 'Tickets',
  description: [
    'Work items: task, bug, feature, decision, epic',
    'create: title, discovered_from; or items=[{title,..}], where parent "$1" is the first',
    'list, claim (no id: the best ready one): query as in search',
    'update: what changes; "none" clears; remove_labels',
    'edit the description: op, new, and where: section (a heading it has), lines, old (exact text) or checkbox (number, text); section narrows the others; else all of it',
    'close: walks to done, or to status; wont_fix, rejected need message',
    'release: assignees hands over',
    'message: why, with any change; what the next one reads',
  ].join('\n'),
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
    'templates',
  ],
  // What agents have never sent in 178 calls.
  unpublished: ['project', 'limit', 'cursor', 'event', 'session', 'remove_labels'],
};
