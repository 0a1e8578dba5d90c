import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

  test('a sole key asks for that one ticket, also with a view of it', () => {
    expect(findSoleKey(parse('key:pay-4821'))).toBe('PAY-4821');
    expect(findSoleKey(parse('key:pay-4821 lines:8-20'))).toBe('PAY-4821');
    for (const more of [
      'key:pay-4821 is:open',
      'key:pay-4821 login',
      'key:pay-4821,pay-4822',
      '-key:pay-4821',
      'is:open',
      '',
    ])
      expect(findSoleKey(parse(more)), more).toBeUndefined();
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

test('brackets are bounded with all that is in them', () => {
  const many = parse(`(${'word OR '.repeat(40)}end)`);
  expect(many.groups?.[0]?.any).toHaveLength(32);
  expect(many.notes).toEqual(['Only the first 32 words are searched for.']);
  const qualifiers = parse(Array.from({ length: 40 }, (_, i) => `(label:l${i} a)`).join(' OR '));
  expect(qualifiers.filters).toMatchObject([{ field: 'nothing', text: 'label:l32' }]);
  const deep = parse(`${'(a OR '.repeat(400)}b`);
  expect(deep).toMatchObject({ terms: [], filters: [{ field: 'nothing' }], notes: ['Brackets are read 8 deep.'] });
  expect(parse('((((((((login))))))))').terms).toHaveLength(1);
});

test('order and view are those of the whole query, and a key in brackets alone is that ticket', () => {
  expect(parse('(login sort:due) OR signup').sort).toEqual({ by: 'due', direction: 'asc' });
  expect(findSoleKey(parse('(key:PAY-4821)'))).toBe('PAY-4821');
  expect(findSoleKey(parse('key:PAY-4821 (a OR b)'))).toBeUndefined();
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
  fc.constantFrom('(', ')', ' (', ') ', ' OR ', 'OR', ' | ', ' AND ', '-(', '()', ' login ', ' type:bug '),
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
    { numRuns: 10000, examples: [['bugtype:(,*'], ['foo:(“,x'], ['-foo:(a,"b c"*']] },
  );
});

test('words that every object has are values like any other, and not known', () => {
  for (const text of ['no:constructor', 'has:__proto__', 'label:toString,valueOf', 'constructor:x']) {
    const { notes, filters } = parse(text);
    expect(notes.join() + JSON.stringify(filters)).not.toContain('undefined');
  }
  expect(parse('no:constructor').notes[0]).toMatch(/^no:constructor is not known; no: takes assignee/);
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
