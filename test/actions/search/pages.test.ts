import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const search = (query: string, more: Record<string, unknown> = {}) => tracker.ask('search', { query, ...more });
const numbersOf = (text: string) => [...text.matchAll(/^[A-Z]+-(\d{6}) /gm)].map(([, number]) => number!);

let all: string[];

beforeAll(async () => {
  const keys = await tracker.createAll(
    Array.from({ length: 45 }, (_, i) => ({
      title: `${i % 2 ? 'Pump' : 'Valve'} ${i}`,
      priority: ['urgent', 'high', 'medium', 'low'][i % 4],
      points: (i % 5) + 1,
      description: i % 3 ? 'The pump leaks.' : '',
    })),
  );
  all = keys.map((key) => key.split('-')[1]!).toSorted();
});

describe('pages', () => {
  it.each([
    '',
    'sort:priority',
    'sort:points-asc',
    'sort:created',
    'sort:due',
    'valve',
    'pump',
    'leaks sort:updated',
    '-walrus',
  ])('of "%s" show every ticket once', async (query) => {
    const whole = numbersOf(await search(query, { limit: 100 }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const text = await search(query, { limit: 7, ...(cursor && { cursor }) });
      seen.push(...numbersOf(text));
      cursor = /cursor:"(.+)"/.exec(text)?.[1];
    } while (cursor);
    expect(seen).toEqual(whole);
    expect(new Set(seen).size).toBe(seen.length);
    if (!/[a-z]/.test(query.replace(/sort:\S+|-walrus/, ''))) expect(seen.toSorted()).toEqual(all);
  });

  it('are of ten, say how many there are in all and how to get the rest', async () => {
    const text = await search('sort:created');
    expect(numbersOf(text)).toHaveLength(10);
    expect(text.split('\n')[0]).toBe('10 of 45 · sort:created');
    expect(text.split('\n').at(-1)).toMatch(/^35 more: cursor:".+"$/);
  });

  it('count down to the last', async () => {
    const left: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const text = await search('sort:created', { limit: 20, ...(cursor && { cursor }) });
      left.push(/^(\d+) more/m.exec(text)?.[1]);
      cursor = /cursor:"(.+)"/.exec(text)?.[1];
    } while (cursor);
    expect(left).toEqual(['25', '5', undefined]);
  });

  it('of a cursor that is not of this query are refused', async () => {
    const cursor = /cursor:"(.+)"/.exec(await search('sort:created'))![1];
    for (const wrong of [
      { query: 'pump', cursor },
      { query: '', cursor: '42' },
      { query: '', cursor: "' or 1=1" },
    ])
      expect(await tracker.refused('invalid_input', wrong, 'search')).toMatch(/cursor/);
  });

  it('keep to the budget', async () => {
    const text = await search('sort:created', { limit: 45, budget: 120 });
    expect(text.length).toBeLessThan(480);
    expect(numbersOf(text).length).toBeGreaterThan(2);
    expect(text).toMatch(/\d+ more: cursor:/);
    expect(numbersOf(await search('', { limit: 45 }))).toHaveLength(45);
  });

  it.each([-1, 1001, 'many', 1.5])('of %s tickets are refused', async (limit) => {
    expect(await tracker.refused('invalid_input', { query: '', limit }, 'search')).toContain('limit must be');
  });

  it('say which field is meant by one that there is not', async () => {
    expect(await tracker.refused('invalid_input', { querry: 'pump' }, 'search')).toMatch(
      /does not use "querry"; did you mean "query"\?\nCall search\(query:"pump"\)/,
    );
    expect(await tracker.refused('invalid_input', { query: 'pump', dry_run: true }, 'search')).toContain('dry_run');
    expect(await tracker.refused('invalid_input', { action: 'find', query: 'x' }, 'search')).toContain(
      'action: search',
    );
    expect(await search('pump', { action: 'search', cursor: null })).toContain('Pump');
  });
});

describe('no text', () => {
  const pieces = fc.constantFrom(
    ...[
      'type:',
      'status:',
      'is:',
      'label:',
      'key:x',
      'key:',
      'sort:',
      'created:>',
      'points:>=',
      '..',
      ',',
      ':',
      '-',
      '--',
    ],
    ...[
      '"',
      '“',
      '”',
      '*',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      '^',
      '+',
      '{',
      '}',
      "'",
      ';',
      '%',
      '_',
      '\\',
      '\n',
      '#',
    ],
    ...[
      'pump',
      'valve',
      '🎉',
      '登录',
      '\u0301',
      '\u202e',
      'lines:1',
      'at:',
      'history:',
      'graph:',
      '@me',
      'none',
      '7d',
      '1e9',
    ],
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', '')),
  );

  it('is a syntax error', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (query) => {
        if (/\p{Surrogate}/u.test(query)) return;
        const reply = await search(query);
        expect(reply.split('\n')[0]).toMatch(/^(\d|Nothing found)/);
      }),
      { numRuns: 400 },
    );
  });

  it('is too long to be answered', async () => {
    for (const query of ['pump '.repeat(5000), 'x'.repeat(100_000), 'type:bug '.repeat(2000), '"'.repeat(9000)])
      expect(await search(query)).toMatch(/note: /);
  });

  it('costs more than its reply', async () => {
    expect((await search('pump '.repeat(5000))).length).toBeLessThan(3000);
  });
});
