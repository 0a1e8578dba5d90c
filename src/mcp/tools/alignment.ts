import type { Tool } from './tool.ts';

export const alignment: Tool = {
  name: 'alignment',
  title: 'Review',
  description: `Review. submit: message, evidence "commit abc123", "npm test -> 0"; decide on others'`,
  actions: ['submit', 'decide', 'get', 'list'],
  unpublished: ['dry_run', 'limit', 'cursor'],
};
