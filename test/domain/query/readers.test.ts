import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/domain/query/query.ts';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { allStatuses, builtInTypes } from '../../../src/domain/rules/workflow.ts';

const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };

test.each([
  ['status:doing', 'is:doing'],
  ['status:wip', 'is:doing'],
  ['status:Pending', 'is:todo'],
  ['status:finished', 'is:done'],
  ['status:closed', 'is:closed'],
  ['is:done', 'is:done'],
  ['is:in_progress', 'status:in_progress'],
  ['category:review', 'is:review'],
  ['state:todo', 'status:todo'],
])('a word for a category, %s, is read as %s', (text, said) => {
  const query = parseQuery(text, words);
  expect([renderQuery(query), query.notes]).toEqual([said, []]);
});
