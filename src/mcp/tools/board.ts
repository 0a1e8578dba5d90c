import type { Tool } from '../tool.ts';

export const board: Tool = {
  name: 'board',
  title: 'Board',
  description: 'Read-only. ready: what to take next. me: what I hold, must review, missed. query filters',
  actions: ['kanban', 'summary', 'ready', 'me', 'stats'],
};
