import type { Tool } from './tool.ts';

export const search: Tool = {
  name: 'search',
  title: 'Search tickets',
  description: [
    'Read-only. Words, OR, (), "phrase", -not, type: status: label: priority:>=high assignee:me|none author: parent: is:open|ready|blocked|closed|archived updated:7d due:<2026-10-01 is:overdue; key:PAY-482913 shows all',
  ],
  actions: ['search'],
  unpublished: ['limit', 'cursor'],
  required: ['query'],
};
