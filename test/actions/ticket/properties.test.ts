import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Args, useTracker } from '../../support/tool-session.ts';

describe('no input', () => {
  const tracker = useTracker();
  let keys: string[];
  let events: string[];

  beforeAll(async () => {
    keys = await tracker.createAll([
      { title: 'Text', description: '# A\n- [ ] one\n\n## B\r\ntwo\n' },
      { title: 'Bug', type: 'bug', labels: ['x'] },
      { title: 'Waits', blocked_by: '$1', parent: '$2' },
    ]);
    await tracker.ticket({ action: 'comment', id: keys[0], message: 'hello' });
    events = (await tracker.ticket({ action: 'history' })).split('\n').map((line) => line.slice(0, 6));
  });

  const actions =
    'create get list update edit move close claim release comment history undo archive unarchive rank templates'.split(
      ' ',
    );
  const odd = fc.constantFrom(
    '',
    ' ',
    '\0',
    '\n',
    'none',
    'None',
    '[]',
    '{}',
    '[',
    '{',
    '"',
    'null',
    'undefined',
    'NaN',
    '-1',
    '0',
    '1',
    '1e9',
    '99999999999999999999',
    '1-',
    '-',
    '2-1',
    '1-2',
    '$1',
    '$0',
    '%',
    '_',
    '*',
    '"*',
    '((',
    'a:b',
    'is:',
    'sort:',
    'key:',
    ':',
    '-',
    '--',
    'NEAR(a b)',
    'AND',
    '#',
    '##',
    '# A',
    'B',
    'one',
    'two',
    'all',
    'me',
    '@me',
    '@',
    'true',
    'false',
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\udfff',
    '🐛',
    '\u202e',
    '\r\n',
    '2026-02-30',
    '2026-01-01',
    '9999-99-99T99:99Z',
    'now',
    '7d',
    'x'.repeat(300),
    `${'['.repeat(2000)}`,
    "'; drop table tickets; --",
    '../../etc/passwd',
    '{{x}}',
    'bug-fix',
    'task',
    'bug',
    'done',
    'todo',
    'in_progress',
    'high',
    'replace',
    'append',
    'delete',
    'check',
    'insert_lines',
    'replace_section',
  );
  const known = fc
    .nat(30)
    .map(
      (n) =>
        [...keys, ...keys.map((key) => key.toLowerCase().slice(-6)), ...events, '01ARZ3NDEKTSV4RRFFQ69G5FAV'][n % 30],
    );
  const scalar = fc.oneof(
    { weight: 4, arbitrary: odd },
    { weight: 4, arbitrary: known },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.oneof(
    { weight: 6, arbitrary: scalar },
    fc.array(scalar, { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 10 }), scalar, { maxKeys: 3 }),
    fc.jsonValue({ maxDepth: 6 }),
    fc.array(
      fc.dictionary(
        fc.constantFrom(
          'title',
          'type',
          'points',
          'parent',
          'blocked_by',
          'labels',
          'template',
          'vars',
          '__proto__',
          'x',
        ),
        scalar,
        { maxKeys: 4 },
      ),
      { maxLength: 4 },
    ),
    fc.constant({ toString: '' }),
  );
  /** Fields of every action, with the names they are accepted under besides. */
  const fields =
    'id ids key title type status description priority points labels assignees parent due project blocked_by depends_on template vars items idempotency_key section lines at query limit cursor budget add_labels remove_labels message op new content old checkbox start_line end_line after_line old_text reply_to since event session dry_run expected_revision __proto__ nonsense'.split(
      ' ',
    );
  const names = fc.constantFrom(...fields);

  for (const action of actions)
    it(`makes ${action} fail with internal`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(names, value, { maxKeys: 5 }),
          scalar,
          fc.boolean(),
          async (given, id, hasId) => {
            const args: Args = { ...given, ...(hasId && { id }), action };
            const { text, isError } = await tracker.client.call('ticket', args);
            expect(text).not.toMatch(/^error (?:internal|database)/);
            if (isError)
              expect(text).toMatch(
                /^error (?:not_found|invalid_input|invalid_status|already_assigned|dependency_cycle|conflict|blocked|review_required|permission_denied): ./,
              );
            expect(text).not.toBe('');
          },
        ),
        { numRuns: 80 },
      );
    });

  it('makes a call with fields of the right kind fail with internal', async () => {
    const id = known;
    const text = fc.oneof(odd, fc.string({ unit: 'grapheme', maxLength: 60 }));
    const calls = fc.oneof(
      fc.record({
        action: fc.constantFrom('get'),
        id,
        section: fc.option(text, { nil: undefined }),
        at: fc.option(fc.oneof(known, odd), { nil: undefined }),
      }),
      fc.record({
        action: fc.constant('edit'),
        id,
        op: fc.constantFrom('replace', 'append', 'prepend', 'delete'),
        lines: fc.constantFrom('1', '1-2', '3-', '0', '9'),
        new: text,
      }),
      fc.record({
        action: fc.constant('edit'),
        id,
        op: fc.constantFrom('replace', 'append', 'prepend', 'delete'),
        section: fc.constantFrom('A', 'B'),
        new: text,
      }),
      fc.record({
        action: fc.constant('edit'),
        id,
        op: fc.constantFrom('replace', 'append', 'check', 'uncheck'),
        checkbox: fc.constantFrom('1', 'all', 'one'),
        new: fc.option(text, { nil: undefined }),
      }),
      fc.record({
        action: fc.constant('update'),
        id,
        title: text,
        labels: fc.array(text),
        parent: known,
        priority: fc.constantFrom('high', 'none'),
      }),
      fc.record({
        action: fc.constant('list'),
        query: fc.oneof(
          text,
          fc.array(odd, { maxLength: 6 }).map((words) => words.join(' ')),
        ),
        limit: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({ action: fc.constant('undo'), event: known }),
      fc.record({ action: fc.constant('comment'), id, message: text, reply_to: fc.option(known, { nil: undefined }) }),
      fc.record({
        action: fc.constant('history'),
        id: fc.option(id, { nil: undefined }),
        since: fc.option(fc.oneof(known, odd), { nil: undefined }),
        cursor: fc.option(odd, { nil: undefined }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(calls, async (args) => {
        const { text: reply } = await tracker.client.call('ticket', args as Args);
        expect(reply).not.toMatch(/^error (?:internal|database)/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('undo after any operation', () => {
  const tracker = useTracker();

  /** All that a reader sees of the tickets; not revisions, nor the order in which people were assigned. */
  const picture = async (ids: readonly string[]) => {
    const shown: string[] = [];
    for (const id of ids) {
      const [title, fields, ...rest] = (await tracker.ask('search', { query: `key:${id}` })).split('\n');
      const values = fields!.replace(/ · rev \d+/, '').split(/ · |, /);
      shown.push([title, values.sort().join(), ...rest].join('\n'));
    }
    return shown;
  };

  const name = fc.constantFrom('a', 'b', 'c d', '@me', 'É');
  const text = fc.constantFrom('# A\n\none\n', 'one\r\ntwo\r\n', '- [ ] x\n- [x] y', 'plain', '');
  const none = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof(
      { weight: 3, arbitrary: arbitrary as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: fc.constant('none') },
    );
  const operation = fc.oneof(
    fc.record(
      {
        action: fc.constant('update'),
        title: fc.constantFrom('T', 'Other', 'T\nwo'),
        priority: fc.constantFrom('urgent', 'low', 'none'),
        points: none(fc.integer({ min: 1, max: 13 })),
        due: none(fc.constantFrom('2026-12-24', '2027-01-01')),
        labels: fc.array(name),
        add_labels: fc.array(name, { minLength: 1 }),
        remove_labels: fc.array(name, { minLength: 1 }),
        assignees: fc.array(name),
        parent: none(fc.constant('$other')),
        project: fc.constantFrom('OPS', 'PAY'),
        type: fc.constantFrom('task', 'bug', 'feature', 'decision', 'epic'),
      },
      { requiredKeys: ['action'] },
    ),
    fc.record({ action: fc.constant('update'), description: text }),
    fc.record({ action: fc.constant('edit'), op: fc.constantFrom('append', 'prepend', 'replace'), new: text }),
    fc.record({
      action: fc.constantFrom('move', 'update'),
      status: fc.constantFrom('todo', 'in_progress', 'review', 'blocked', 'confirmed', 'approved'),
      message: fc.constant('why'),
    }),
    fc.record({ action: fc.constantFrom('claim', 'archive', 'unarchive') }),
    fc.record({ action: fc.constant('comment'), message: fc.constant('said') }),
    fc.record({
      tool: fc.constant('link'),
      action: fc.constantFrom('add', 'remove'),
      type: fc.constantFrom('blocks', 'related', 'duplicates'),
      target: fc.constant('$other'),
    }),
  );

  it('equals before it, one by one to the first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 6 }), async (operations) => {
        const [id, other] = (await tracker.createAll([
          { title: 'T', description: 'one\ntwo\n', labels: ['a'] },
          { title: 'O' },
        ])) as [string, string];
        const before = [await picture([id, other])];
        const done: string[] = [];
        for (const { tool = 'ticket', ...operation } of operations as (Args & { tool?: string })[]) {
          const args = JSON.parse(JSON.stringify({ id, ...operation }).replaceAll('$other', other));
          const { isError } = await tracker.client.call(tool, args);
          const after = await picture([id, other]);
          if (isError || JSON.stringify(after) === JSON.stringify(before.at(-1))) continue;
          before.push(after);
          done.push((await tracker.ticket({ action: 'history', limit: 1 })).slice(0, 6));
        }
        while (done.length > 0) {
          const now = before.pop();
          expect(await picture([id, other])).toEqual(now);
          const reply = await tracker.ticket({ action: 'undo', event: done.pop() });
          expect(reply).not.toContain(' left ');
          expect(await picture([id, other]), reply).toEqual(before.at(-1));
        }
      }),
      { numRuns: 30 },
    );
  });
});
