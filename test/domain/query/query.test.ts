import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveBounds } from '../../../src/domain/query/moment.ts';
import { combine, findSoleKey, parseQuery, type Query, queryOf } from '../../../src/domain/query/query.ts';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { allStatuses, builtInTypes } from '../../../src/domain/rules/workflow.ts';

const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };
const parse = (text: string) => parseQuery(text, words);
const echo = (text: string) => renderQuery(parse(text));
const notes = (text: string) => parse(text).notes;

describe('text', () => {
  test('words, phrases, prefixes and their negations are told apart', () => {
    expect(parse('login "password reset" -safari tok* -"old form" -leg*').terms).toEqual([
      { text: 'login', kind: 'word', not: false },
      { text: 'password reset', kind: 'phrase', not: false },
      { text: 'safari', kind: 'word', not: true },
      { text: 'tok', kind: 'prefix', not: false },
      { text: 'old form', kind: 'phrase', not: true },
      { text: 'leg', kind: 'prefix', not: true },
    ]);
  });

  test.each(['http://x', '12:30', 'foo::bar', 'port:8080', 'node:fs', '5"', '--flag', 'TypeError:', 'a.b(c)', 'C:\\x'])(
    '%s is text, and nothing is said about it',
    (text) => {
      expect(parse(text)).toMatchObject({ terms: [{ text, not: false }], filters: [], notes: [] });
    },
  );

  test('a quote that is never closed is left out', () => {
    expect(parse('"login fails').terms.map((term) => term.text)).toEqual(['login', 'fails']);
    expect(parse('-“login').terms).toEqual([{ text: 'login', kind: 'word', not: true }]);
  });

  test('a star alone asks for everything, other punctuation alone for nothing', () => {
    expect(parse('*')).toMatchObject({ terms: [], filters: [], notes: [] });
    expect(parse('!!! &&')).toMatchObject({ terms: [], filters: [{ field: 'nothing', text: '!!! &&' }] });
    expect(notes('!!! &&')[0]).toContain('no letter or digit');
    expect(parse('login && signup')).toMatchObject({ terms: [{ text: 'login' }, { text: 'signup' }], filters: [] });
  });
});

describe('qualifiers', () => {
  test('every one of the specification is read', () => {
    const text =
      'type:bug,task status:in_progress priority:>=high label:backend assignee:me author:alice project:pay parent:pay-1102 ' +
      'is:open created:>2026-10-01 updated:7d due:<2026-12-01 points:>=5 key:PAY-4821,#4822 no:due has:comment sort:updated';
    expect(notes(text)).toEqual([]);
    expect(echo(text)).toBe(
      text.replace('project:pay parent:pay-1102', 'project:PAY parent:PAY-1102').replace('#', ''),
    );
    expect(parse(text).terms).toEqual([]);
  });

  test('names, types and statuses are read in any case and spelling of the gap', () => {
    expect(echo('TYPE:Bug Status:"In Progress" status:wont-fix IS:Open')).toBe(
      'type:bug status:in_progress,wont_fix is:open',
    );
    expect(notes('TYPE:Bug Status:"In Progress" IS:Open')).toEqual([]);
  });

  test('values with spaces and commas stand in quotes', () => {
    const query = parse('label:"good first issue",x assignee:"Ann Lee/claude-code"');
    expect(query.filters).toEqual([
      { field: 'label', not: false, values: ['good first issue', 'x'] },
      { field: 'assignee', not: false, values: ['Ann Lee/claude-code'] },
    ]);
    expect(renderQuery(query)).toBe('label:"good first issue",x assignee:"Ann Lee/claude-code"');
  });

  test('repeated, what a ticket has one of means any of, what it has several of means all of', () => {
    expect(echo('type:bug type:task')).toBe('type:bug,task');
    expect(parse('label:a label:b').filters).toHaveLength(2);
    expect(parse('priority:>=low priority:<=high').filters).toHaveLength(2);
    expect(parse('-type:bug -type:task').filters).toHaveLength(2);
  });

  test('@me, none and a star mean the caller, nobody and anybody', () => {
    expect(echo('assignee:@me')).toBe('assignee:me');
    expect(echo('assignee:@bob')).toBe('assignee:bob');
    expect(echo('assignee:none parent:none')).toBe('no:assignee no:parent');
    expect(echo('label:*')).toBe('has:label');
    expect(echo('assignee:none,bob')).toBe('assignee:none,bob');
  });

  test('a value that only another qualifier knows is read as that one', () => {
    expect(echo('is:bug')).toBe('type:bug');
    expect(echo('is:done')).toBe('status:done');
    expect(echo('status:closed')).toBe('is:closed');
    expect(echo('status:blocked')).toBe('status:blocked');
  });

  test('status:open is answered with what is:open would mean', () => {
    expect(echo('status:open')).toBe('status:open');
    expect(notes('status:open')[0]).toContain('is:open');
  });

  test('an unknown qualifier near a known one is text and is reported', () => {
    expect(parse('asignee:bob').terms).toEqual([{ text: 'asignee:bob', kind: 'word', not: false }]);
    expect(notes('asignee:bob')).toEqual([
      'There is no qualifier asignee: and it is searched for as text; did you mean assignee:?',
    ]);
    expect(notes('tyep:bug')[0]).toContain('type:');
    expect(notes('tag:x')[0]).toContain('label:');
    expect(notes('milestone:v2')).toEqual(['There is no qualifier milestone: and it is searched for as text.']);
    expect(notes('label: backend')).toEqual(['label: has no value and is searched for as a word.']);
  });

  test.each([
    ['type:bgu', 'type:bug'],
    ['priority:>=hgih', 'priority:>=high'],
    ['is:opne', 'is:open'],
    ['status:in_progres', 'status:in_progress'],
    ['is:x', 'open, closed'],
    ['created:yesterdayish', 'created:>2026-10-01'],
    ['due:2026-02-30', 'due:>2026-10-01'],
    ['points:many', 'points:>=5'],
    ['key:value', 'key:PAY-482913'],
    ['-type:bug,bgu', 'type:bug'],
  ])('%s matches nothing and is answered with %s', (text, said) => {
    const query = parse(text);
    expect(query.filters).toMatchObject([{ field: 'nothing', text }]);
    expect(query.notes[0]).toContain(said);
  });

  test('of a list the values that are known count', () => {
    expect(echo('type:bug,bgu')).toBe('type:bug');
    expect(notes('type:bug,bgu')).toHaveLength(1);
  });

  test('the views of a whole ticket are kept as they are', () => {
    expect(parse('key:PAY-4821 lines:8-20 at:2026-10-01T12:00 history: graph:all').views).toEqual({
      lines: '8-20',
      at: '2026-10-01T12:00',
      history: '',
      graph: 'all',
    });
    expect(findSoleKey(parse('key:pay-4821 lines:8-20'))).toBe('PAY-4821');
    expect(findSoleKey(parse('key:pay-4821 is:open'))).toBeUndefined();
    expect(findSoleKey(parse('key:pay-4821,pay-4822'))).toBeUndefined();
  });

  test('sort takes a direction, and an unknown order is said and not used', () => {
    expect(parse('sort:due').sort).toEqual({ by: 'due', direction: 'asc' });
    expect(parse('sort:created-asc').sort).toEqual({ by: 'created', direction: 'asc' });
    expect(echo('sort:created-asc')).toBe('sort:created-asc');
    expect(parse('sort:udpated').sort).toBeUndefined();
    expect(notes('sort:udpated')[0]).toContain('sort:updated');
  });
});

describe('field filters', () => {
  test('they say the same as a query', () => {
    const filters = {
      type: 'bug, task',
      labels: ['backend', 'a b'],
      assignees: ['me'],
      priority: '>=high',
      parent: 'none',
    };
    expect(renderQuery(queryOf(filters, words))).toBe(
      'type:bug,task label:backend,"a b" assignee:me priority:>=high no:parent',
    );
    expect(queryOf({ type: [], status: null, project: undefined }, words)).toEqual(parse(''));
  });

  test('combined, the conditions of both hold', () => {
    const both = combine(parse('login type:bug sort:due'), queryOf({ type: 'task' }, words));
    expect(both.filters).toHaveLength(2);
    expect(both.sort).toEqual({ by: 'due', direction: 'asc' });
    expect(renderQuery(both)).toBe('login type:bug type:task sort:due');
  });
});

describe('times', () => {
  const now = Date.parse('2026-10-15T12:30:00Z');
  const day = 86_400_000;
  const bounds = (text: string) => {
    const filter = parse(text).filters[0]!;
    if (!('ranges' in filter)) throw new Error(`${text} is no range`);
    const { from, before } = resolveBounds(filter.ranges[0]!, { now, field: filter.field as 'created' });
    return [from, before].map((time) => (time === undefined ? undefined : new Date(time).toISOString()));
  };

  test.each([
    ['created:2026-10-01', '2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z'],
    ['created:>2026-10-01', '2026-10-02T00:00:00.000Z', undefined],
    ['created:>=2026-10-01', '2026-10-01T00:00:00.000Z', undefined],
    ['created:<2026-10-01', undefined, '2026-10-01T00:00:00.000Z'],
    ['created:<=2026-10-01', undefined, '2026-10-02T00:00:00.000Z'],
    ['created:2026-10', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['created:2025', '2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['created:2026-09-01..2026-09-30', '2026-09-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z'],
    ['created:2026-09-01..*', '2026-09-01T00:00:00.000Z', undefined],
    ['created:>=2026-10-01T08:00+02:00', '2026-10-01T06:00:00.000Z', undefined],
    ['updated:7d', '2026-10-08T12:30:00.000Z', undefined],
    ['updated:24h', '2026-10-14T12:30:00.000Z', undefined],
    ['updated:<2w', undefined, '2026-10-01T12:30:00.000Z'],
    ['updated:today', '2026-10-15T00:00:00.000Z', '2026-10-16T00:00:00.000Z'],
    ['created:1mo', '2026-09-15T12:30:00.000Z', undefined],
    ['due:7d', '2026-10-15T00:00:00.000Z', '2026-10-23T00:00:00.000Z'],
    ['due:<7d', undefined, '2026-10-22T00:00:00.000Z'],
    ['due:-7d', '2026-10-08T00:00:00.000Z', '2026-10-16T00:00:00.000Z'],
    ['due:tomorrow', '2026-10-16T00:00:00.000Z', '2026-10-17T00:00:00.000Z'],
  ])('%s is from %s to before %s', (text, from, before) => {
    expect(bounds(text)).toEqual([from, before]);
  });

  test('a span is counted from the time of the look, not of the reading', () => {
    const filter = parse('updated:1d').filters[0]!;
    const range = 'ranges' in filter ? filter.ranges[0]! : undefined;
    const from = (at: number) => resolveBounds(range!, { now: at, field: 'updated' }).from;
    expect(from(now + day)).toBe(from(now)! + day);
  });
});

const fragment = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    'type:',
    'status:',
    'label:',
    'is:',
    'assignee:',
    'created:',
    'points:',
    'key:',
    'sort:',
    'no:',
    'at:',
    'foo:',
  ),
  fc.constantFrom('bug', 'open', 'none', 'me', '>=5', '7d..', '2026-10-01', 'PAY-1', 'updated-asc', 'high', 'bgu', '*'),
  fc.constantFrom('"', '“', '”', '-', ',', ':', ' ', '  ', '\n', '*', '>', '\0', '..', '@', '#', '!'),
);
const anyQuery = fc.array(fragment, { maxLength: 25 }).map((pieces) => pieces.join(''));
const withoutNotes = ({ notes: _, ...query }: Query) => query;

test('no text is an error, and what a query was read as reads the same again', () => {
  fc.assert(
    fc.property(anyQuery, (text) => {
      const query = parse(text);
      const again = parse(renderQuery(query));
      expect(withoutNotes(again)).toEqual(withoutNotes(query));
    }),
    { numRuns: 5000 },
  );
});

test('what is pasted by mistake is bounded, and said', () => {
  const long = parse(`${'word '.repeat(500)}`);
  expect(long.terms).toHaveLength(32);
  expect(long.notes).toHaveLength(1);
  const many = parse(Array.from({ length: 40 }, (_, i) => `label:l${i}`).join(' '));
  expect(many.filters).toHaveLength(33);
  expect(many.filters.at(-1)).toMatchObject({ field: 'nothing' });
  expect(parse('“'.repeat(200_000)).notes[0]).toContain('4000');
});
