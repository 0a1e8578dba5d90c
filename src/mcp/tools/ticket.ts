import type { Tool } from '../tool.ts';

export const ticket: Tool = {
  name: 'ticket',
  title: 'Tickets',
  description: [
    'Tickets: task bug feature decision epic',
    'create: title, or items:[{title,..}], "$1" is the first',
    'list, claim without id (best ready): query as in search',
    'update: "none" clears a field',
    'edit description: op, new; at section (heading), lines (8-10), old (exact text) or checkbox (number, text), else all',
    'close: any path to done, or to status; wont_fix, rejected, blocked need message',
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
};
