import type { Tool } from './tool.ts';

export const alignment: Tool = {
  name: 'alignment',
  title: 'Review',
  description: [
    [
      {
        of: ['submit', 'decide'],
        text: `Review. submit: message, evidence "commit abc123", "npm test -> 0"; decide on others'`,
      },
      { of: ['submit'], text: 'Review. submit: message, evidence "commit abc123", "npm test -> 0"' },
      { of: ['decide'], text: `Review. decide on others'` },
      { of: [], text: 'Review' },
    ],
  ],
  actions: ['submit', 'decide', 'get', 'list'],
  unpublished: ['dry_run', 'limit', 'cursor'],
};
