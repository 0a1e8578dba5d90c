import type { Tool } from './tool.ts';

export const link: Tool = {
  name: 'link',
  title: 'Links',
  description: [
    [
      {
        of: ['add', 'graph'],
        text: 'Reads as a sentence: id TYPE target. Or instead commit, or url. graph: all that blocks id',
      },
      { of: ['add'], text: 'Reads as a sentence: id TYPE target. Or instead commit, or url' },
      { of: ['graph'], text: 'graph: all that blocks id' },
    ],
  ],
  actions: ['add', 'remove', 'list', 'graph'],
  unpublished: ['dry_run'],
};
