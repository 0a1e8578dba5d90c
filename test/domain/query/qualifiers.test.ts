import { describe, expect, test } from 'vitest';
import { emptyQuery, type Query } from '../../../src/domain/query/model.ts';
import { readQualifier } from '../../../src/domain/query/qualifiers.ts';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { splitQuery } from '../../../src/domain/query/split.ts';
import { allStatuses, builtInTypes } from '../../../src/domain/rules/workflow.ts';

const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };

/** The query that the qualifiers of a text make, and what is left of it as text. */
function read(text: string): { query: Query; left: string[] } {
  const query = emptyQuery();
  const left = splitQuery(text).filter((token) => !readQualifier(query, token, words));
  return { query, left: left.map(({ raw }) => raw) };
}
const echo = (text: string) => renderQuery(read(text).query);
const notes = (text: string) => read(text).query.notes;

describe('qualifiers', () => {
  test.each([
    ['TYPE:Bug', 'type:bug'],
    ['Status:"In Progress"', 'status:in_progress'],
    ['status:wont-fix', 'status:wont_fix'],
    ['IS:Open', 'is:open'],
    ['assignees:bob labels:x', 'assignee:bob label:x'],
    ['id:pay-1 ids:#2', 'key:PAY-1,2'],
    ['has:Comments no:labels', 'has:comment no:label'],
    ['project:pay parent:#pay-1102', 'project:PAY parent:PAY-1102'],
    ['label:"good first issue",x', 'label:"good first issue",x'],
    ['label:NONE,x', 'label:none,x'],
    ['assignee:"Ann Lee/claude-code"', 'assignee:"Ann Lee/claude-code"'],
    ['priority:>=High -points:3..8', 'priority:>=high -points:3..8'],
  ])('%s is read as %s, in any case and spelling', (text, read) => {
    expect([echo(text), notes(text)]).toEqual([read, []]);
  });

  test('of values any one is enough, each is kept once, and what is not wanted is marked', () => {
    expect(read('-type:bug,task,Bug').query.filters).toEqual([{ field: 'type', not: true, values: ['bug', 'task'] }]);
    expect(read('points:5,>8,05').query.filters).toEqual([
      {
        field: 'points',
        not: false,
        ranges: [
          { op: '=', value: '5' },
          { op: '>', value: '8' },
        ],
      },
    ]);
  });

  test.each([
    ['type:bug type:task type:bug', 'type:bug,task'],
    ['key:pay-1 key:pay-2', 'key:PAY-1,PAY-2'],
    ['points:3 points:5', 'points:3,5'],
    ['due:today due:tomorrow', 'due:today,tomorrow'],
  ])('repeated, what a ticket has one of means any of: %s', (text, merged) => {
    expect(echo(text)).toBe(merged);
  });

  test.each([
    'label:a label:b',
    'assignee:a assignee:b',
    'priority:>=low priority:<=high',
    'points:3 points:>5',
    'points:>5 points:3',
    '-type:bug -type:task',
    'type:bug -type:task',
    'is:open is:ready',
    'type:bug status:done',
  ])('other conditions all hold: %s', (text) => {
    expect(read(text).query.filters).toHaveLength(2);
    expect(echo(text)).toBe(text);
  });

  test.each([
    ['assignee:@me', 'assignee:me'],
    ['assignee:ME', 'assignee:me'],
    ['author:@Bob', 'author:Bob'],
    ['mention:@me', 'mentions:me'],
    ['assignee:none', 'no:assignee'],
    ['-assignee:@None', '-no:assignee'],
    ['parent:none', 'no:parent'],
    ['label:*', 'has:label'],
    ['-due:*', '-has:due'],
    ['assignee:none,bob', 'assignee:none,bob'],
    ['author:none', 'author:none'],
  ])('%s is %s: the caller, nobody and anybody', (text, read) => {
    expect([echo(text), notes(text)]).toEqual([read, []]);
  });

  test.each([
    ['is:bug', 'type:bug'],
    ['is:backlog', 'status:backlog'],
    ['-is:task', '-type:task'],
    ['status:closed', 'is:closed'],
    ['status:blocked', 'status:blocked'],
    ['is:blocked', 'is:blocked'],
    ['status:doing', 'is:doing'],
  ])('%s is %s: a value that only another qualifier knows is read as that one', (text, read) => {
    expect([echo(text), notes(text)]).toEqual([read, []]);
  });
});

describe('what is not understood', () => {
  test.each([
    ['type:bgu', 'type:bgu is not known; did you mean type:bug?'],
    ['priority:>=hgih', 'priority:>=hgih is not known; did you mean priority:>=high?'],
    ['is:opne', 'is:opne is not known; did you mean is:open?'],
    ['status:in_progres', 'status:in_progres is not known; did you mean status:in_progress?'],
    ['type:story', 'type:story is not known; type: takes task, bug, feature, decision or epic.'],
    ['created:yesterdayish', 'created:yesterdayish is not understood; write created:>2026-10-01 or 7d.'],
    ['due:2026-02-30', 'due:2026-02-30 is not understood; write due:>2026-10-01 or 7d.'],
    ['points:many', 'points:many is not understood; write points:>=5 or 3..8.'],
    ['points:*..*', 'points:*..* is not understood; write points:>=5 or 3..8.'],
    ['key:value', 'key:value is not understood; write key:PAY-482913.'],
    ['assignee:@', 'assignee:@ is not understood; write assignee:me.'],
    ['-type:bug,bgu', 'type:bgu is not known; did you mean type:bug?'],
    [`key:${'x'.repeat(40)}`, `key:${'x'.repeat(40)} is not understood; write key:PAY-482913.`],
  ])('%s matches nothing, and is answered', (text, note) => {
    const { query, left } = read(text);
    expect(query).toEqual({ ...emptyQuery(), filters: [{ field: 'nothing', not: false, text }], notes: [note] });
    expect(left).toEqual([]);
  });

  test('is cut in the answer where it is long', () => {
    expect(notes(`key:${'x'.repeat(41)}`)[0]).toContain(`key:${'x'.repeat(39)}… is not understood`);
  });

  test('is left out of a list, where the others are known', () => {
    expect(echo('type:bug,bgu')).toBe('type:bug');
    expect(notes('type:bug,bgu,tsak')).toEqual([
      'type:bgu is not known; did you mean type:bug?',
      'type:tsak is not known; did you mean type:task?',
    ]);
    expect(echo('is:bug,open')).toBe('is:open');
    expect(echo('type:bgu,"t a"')).toBe('type:bgu,"t a"');
  });
});

describe('what is no qualifier', () => {
  test.each([
    'http://x',
    '12:30',
    'foo::bar',
    'port:8080',
    'node:fs',
    'TypeError:',
    'C:\\x',
    '-tag:x',
    'tag:',
    'tag://x',
    'tag::x',
    'hash:x',
    'login',
  ])('%s is text, and nothing is said about it', (text) => {
    expect(read(text)).toEqual({ query: emptyQuery(), left: [text] });
  });

  test.each([
    ['asignee:bob', 'There is no qualifier asignee: and it is searched for as text; did you mean assignee:?'],
    ['tyep:bug', 'There is no qualifier tyep: and it is searched for as text; did you mean type:?'],
    ['tag:x', 'There is no qualifier tag: and it is searched for as text; did you mean label:?'],
    ['histroy:x', 'There is no qualifier histroy: and it is searched for as text; did you mean history:?'],
    ['milestone:v2', 'There is no qualifier milestone: and it is searched for as text.'],
    ['label:', 'label: has no value and is searched for as a word.'],
    ['sort:', 'sort: has no value and is searched for as a word.'],
  ])('%s is text, and what may have been meant is said', (text, note) => {
    expect(read(text)).toEqual({ query: { ...emptyQuery(), notes: [note] }, left: [text] });
  });

  test.each(['constructor:x', 'toString:x', '__proto__:x'])('%s is text', (text) => {
    expect(read(text)).toMatchObject({ query: { filters: [] }, left: [text] });
  });
});

describe('the views of a whole ticket', () => {
  test('are kept as they are, the last of each', () => {
    expect(read('lines:1-2 lines:8-20 at:2026-10-01T12:00 history: graph:a,b').query).toEqual({
      ...emptyQuery(),
      views: { lines: '8-20', at: '2026-10-01T12:00', history: '', graph: 'a,b' },
    });
    expect(read('at:"2 “days” ago"').query.views).toEqual({ at: '2 days ago' });
  });

  test('cannot be what is not wanted', () => {
    expect(read('-lines:8')).toEqual({ query: emptyQuery(), left: ['-lines:8'] });
  });
});

describe('the order', () => {
  test.each([
    ['sort:due', 'due', 'asc'],
    ['sort:updated', 'updated', 'desc'],
    ['sort:Created-ASC', 'created', 'asc'],
    ['sort:due-desc', 'due', 'desc'],
    ['sort:relevance-asc', 'relevance', 'desc'],
    ['sort:due sort:points', 'points', 'desc'],
  ])('%s is by %s %s', (text, by, direction) => {
    expect(read(text).query).toEqual({ ...emptyQuery(), sort: { by, direction } });
  });

  test.each([
    ['sort:udpated', 'sort:udpated is not known; did you mean sort:updated?'],
    ['sort:udpated-asc', 'sort:udpated-asc is not known; did you mean sort:updated?'],
    ['sort:x', 'sort:x is not known; sort: takes updated, created, priority, due, points or relevance.'],
  ])('%s is said to be none and not used', (text, note) => {
    expect(read(text)).toEqual({ query: { ...emptyQuery(), notes: [note] }, left: [] });
  });

  test('cannot be what is not wanted', () => {
    expect(read('-sort:due')).toEqual({ query: emptyQuery(), left: ['-sort:due'] });
  });
});
