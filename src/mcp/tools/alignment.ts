import type { Tool } from './tool.ts';

export const alignment: Tool = {
  name: 'alignment',
  title: 'Review',
  description: `Review: submit work, decide on others'. evidence: "commit abc123", "npm test -> 0"`,
  actions: ['submit', 'decide', 'get', 'list'],
  unpublished: ['dry_run', 'limit', 'cursor'],
};
