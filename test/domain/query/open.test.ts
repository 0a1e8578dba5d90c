import { expect, test } from 'vitest';
import { readOpen } from '../../../src/domain/query/open.ts';
import { parseQuery } from '../../../src/domain/query/query.ts';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { allStatuses, builtInTypes, typesWith } from '../../../src/domain/rules/workflow.ts';

const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };
const withThem = { open: typesWith(builtInTypes, 'open'), done: typesWith(builtInTypes, 'done') };
const read = (text: string) => {
  const query = readOpen(parseQuery(text, words), withThem);
  return [renderQuery(query), ...query.notes];
};
const note = 'status:open is read as is:open, every unfinished ticket.';

test.each([
  ['status:open', 'is:open', note],
  ['-status:open', '-is:open', note],
  ['status:open type:bug', 'is:open type:bug', note],
  ['type:bug,epic status:open', 'type:bug,epic is:open', note],
  ['type:epic status:open', 'type:epic status:open'],
  ['status:open,done', 'status:open,done'],
  ['(type:epic status:open) OR (type:bug status:open)', '(type:epic status:open) OR (type:bug is:open)', note],
  ['status:open status:open login', 'login is:open', note],
  ['status:done', 'status:done', 'status:done is of task and epic alone; is:done is every ticket that is done.'],
  ['type:task status:done', 'type:task status:done'],
  ['status:todo', 'status:todo'],
])('%s is read as %s', (text, ...said) => {
  expect(read(text)).toEqual(said);
});
