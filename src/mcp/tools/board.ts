import type { Tool } from './tool.ts';

export const board: Tool = {
  name: 'board',
  title: 'Board',
  description: ['Read-only. ready: next to take; me: what I hold, must review, missed; summary: counts'],
  actions: ['kanban', 'summary', 'ready', 'me', 'stats'],
  unpublished: ['limit', 'cursor'],
};
