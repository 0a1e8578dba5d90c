import type { Tool } from '../tool.ts';

export const link: Tool = {
  name: 'link',
  title: 'Links',
  description: 'Reads as id TYPE target; or commit, url. graph: all that blocks id or waits for it',
  actions: ['add', 'remove', 'list', 'graph'],
  unpublished: ['dry_run'],
};
