import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyQuery, type Filter, type Query, sorts, type Term } from '../../../src/domain/query/model.ts';
import { parseQuery } from '../../../src/domain/query/query.ts';
import { renderFilter, renderQuery, renderTerm } from '../../../src/domain/query/render.ts';

test.each<[Term, string]>([
  [{ text: 'login', kind: 'word', not: false }, 'login'],
  [{ text: 'tok', kind: 'prefix', not: false }, 'tok*'],
  [{ text: 'password reset', kind: 'phrase', not: false }, '"password reset"'],
  [{ text: 'a "b"', kind: 'phrase', not: false }, '“a "b"”'],
  [{ text: 'safari', kind: 'word', not: true }, '-safari'],
  [{ text: 'leg', kind: 'prefix', not: true }, '-leg*'],
  [{ text: 'old form', kind: 'phrase', not: true }, '-"old form"'],
])('the term %o is %s', (term, text) => {
  expect(renderTerm(term)).toBe(text);
});

test.each<[Filter, string]>([
  [{ field: 'type', not: false, values: ['bug', 'task'] }, 'type:bug,task'],
  [{ field: 'label', not: true, values: ['a b', 'c,d', 'e'] }, '-label:"a b","c,d",e'],
  [{ field: 'no', not: false, values: ['due'] }, 'no:due'],
  [{ field: 'points', not: false, ranges: [{ op: '=', value: '5' }] }, 'points:5'],
  [{ field: 'points', not: true, ranges: [{ op: '>=', value: '5' }] }, '-points:>=5'],
  [
    {
      field: 'due',
      not: false,
      ranges: [
        { op: '..', value: '7d', to: '*' },
        { op: '<', value: '2026' },
      ],
    },
    'due:7d..*,<2026',
  ],
  [{ field: 'nothing', not: false, text: '-type:bgu' }, '-type:bgu'],
])('the filter %o is %s', (filter, text) => {
  expect(renderFilter(filter)).toBe(text);
});

describe('a query', () => {
  test('is its terms, its filters, its views and its order', () => {
    expect(
      renderQuery({
        terms: [{ text: 'login', kind: 'word', not: false }],
        filters: [{ field: 'is', not: false, values: ['open'] }],
        views: { lines: '8-20', history: '', at: '2026-10-01 12:00' },
        sort: { by: 'due', direction: 'desc' },
        notes: ['said elsewhere'],
      }),
    ).toBe('login is:open lines:8-20 history: at:"2026-10-01 12:00" sort:due-desc');
    expect(renderQuery(emptyQuery())).toBe('');
  });

  test.each([
    ['updated', 'desc', 'sort:updated'],
    ['updated', 'asc', 'sort:updated-asc'],
    ['due', 'asc', 'sort:due'],
    ['due', 'desc', 'sort:due-desc'],
    ['relevance', 'desc', 'sort:relevance'],
  ] as const)('by %s %s says the direction only where it is not the usual one', (by, direction, text) => {
    expect(renderQuery({ ...emptyQuery(), sort: { by, direction } })).toBe(text);
  });

  test('reads the same again', () => {
    const name = fc.constantFrom('a', 'b c', 'd,e', '"f"', 'good first issue');
    const term = fc.record<Term>({
      text: fc.constantFrom('login', 'foo_bar', 'a.b(c)'),
      kind: fc.constantFrom('word', 'prefix', 'phrase'),
      not: fc.boolean(),
    });
    const filter = fc.oneof(
      fc.record({
        field: fc.constant('label' as const),
        not: fc.boolean(),
        values: fc.uniqueArray(name, { minLength: 2 }),
      }),
      fc.record({
        field: fc.constant('points' as const),
        not: fc.constant(true),
        ranges: fc.tuple(
          fc.oneof(
            fc.record({ op: fc.constantFrom('=', '>', '>=', '<', '<='), value: fc.constantFrom('1', '5') }),
            fc.record({ op: fc.constant('..' as const), value: fc.constant('1'), to: fc.constantFrom('5', '*') }),
          ),
        ),
      }),
    );
    const query = fc.record<Query, 'terms' | 'filters' | 'views' | 'notes'>(
      {
        terms: fc.array(term, { maxLength: 4 }),
        filters: fc.array(filter, { maxLength: 4 }) as fc.Arbitrary<Filter[]>,
        views: fc.record({ lines: fc.constant('8-20'), history: fc.constant('') }, { requiredKeys: [] }),
        notes: fc.constant([]),
        sort: fc.record({
          by: fc.constantFrom(...sorts.filter((one) => one !== 'relevance')),
          direction: fc.constantFrom('asc', 'desc'),
        }),
      },
      { requiredKeys: ['terms', 'filters', 'views', 'notes'] },
    );
    fc.assert(
      fc.property(query, (query) => {
        expect(parseQuery(renderQuery(query), { types: [], statuses: [] })).toEqual(query);
      }),
    );
  });
});
