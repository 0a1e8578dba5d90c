import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Query } from '../../../src/domain/query/model.ts';
import { defaultConfig } from '../../../src/domain/rules/config.ts';
import { filtersOf } from '../../../src/store/find/scope.ts';
import { anyOf, conditionOf, inNumbers, inReadyStatus, type Route } from '../../../src/store/find/where.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { askedTickets, held } from '../../support/asked-tickets.ts';
import { read, recordTickets, startTime } from '../../support/recorded-tickets.ts';

const day = 86_400_000;

const titlesWhere = (tx: ReadTx, where: ReturnType<typeof filtersOf>): string[] =>
  tx.db
    .select({ title: tickets.title })
    .from(tickets)
    .where(where)
    .all()
    .map((row) => row.title)
    .toSorted();

const filtered = (tx: ReadTx, asked: string | Query, route: Route = 'seek'): string[] =>
  titlesWhere(tx, filtersOf(tx, typeof asked === 'string' ? read(asked) : asked, route));

describe('a filter, sought or met on a walk:', () => {
  const { tx, numberOf, login } = askedTickets();
  const at = tx({ now: startTime + 10 * day, liveClaims: new Map([[numberOf(login), held]]) });
  const open = ['epic', 'login', 'signup', 'stuck', 'waiting'];
  const all = [...open, 'finished'].toSorted();

  test.each<[string, string[]]>([
    ['', all],
    ['*', all],
    ['type:bug', ['login']],
    ['type:bug,epic', ['epic', 'login']],
    ['-type:task', ['epic', 'login']],
    ['status:todo,done', ['finished', 'signup']],
    ['priority:>=high', ['login', 'signup']],
    ['priority:<low', ['epic']],
    ['priority:medium', ['finished', 'stuck']],
    ['label:backend', ['login']],
    ['label:security label:backend', ['login']],
    ['label:security label:frontend', []],
    ['label:security,frontend', ['login', 'signup']],
    ['label:"good first issue"', ['waiting']],
    ['no:label', ['epic', 'finished', 'stuck']],
    ['-label:backend', ['epic', 'finished', 'signup', 'stuck', 'waiting']],
    ['label:none,frontend', ['epic', 'finished', 'signup', 'stuck']],
    ['assignee:me', ['login']],
    ['assignee:@me', ['login']],
    ['assignee:bob', ['finished', 'login']],
    ['assignee:bob/claude-code', ['login']],
    ['assignee:BOB', ['finished', 'login']],
    ['assignee:none', ['epic', 'signup', 'stuck', 'waiting']],
    ['no:assignee is:open', ['epic', 'signup', 'stuck', 'waiting']],
    ['author:bob', ['signup']],
    ['-author:bob type:bug', ['login']],
    ['project:pay', all],
    ['project:other', []],
    ['parent:none', ['epic', 'finished', 'signup', 'stuck']],
    ['parent:PAY-100001', ['login', 'waiting']],
    ['parent:100001', ['login', 'waiting']],
    ['key:pay-100002,#100003', ['login', 'signup']],
    ['key:PAY-100007', ['shelved']],
    ['-key:PAY-100002 type:bug', []],
    ['is:open', open],
    ['is:closed', ['finished']],
    ['is:archived', ['shelved']],
    ['is:archived,closed', ['finished', 'shelved']],
    ['is:ready', ['signup']],
    ['is:blocked', ['stuck', 'waiting']],
    ['is:claimed', ['login']],
    ['-is:claimed type:bug', []],
    ['is:overdue', ['login']],
    ['is:any type:bug', ['login']],
    ['-is:any', []],
    ['points:>=5', ['login', 'signup']],
    ['points:1..5', ['finished', 'login']],
    ['points:8,1', ['finished', 'signup']],
    ['-points:>=5', ['epic', 'finished', 'stuck', 'waiting']],
    ['no:points', ['epic', 'stuck', 'waiting']],
    ['due:<2026-10-06', ['finished', 'login']],
    ['due:2026-11', ['signup']],
    ['due:2026-10-05', ['login']],
    ['due:>2026-10-05', ['signup']],
    ['no:due', ['epic', 'stuck', 'waiting']],
    ['created:2026-10-01', all],
    ['created:<2026-10-01', []],
    ['updated:7d', []],
    ['updated:30d', all],
    ['has:description', ['login']],
    ['has:comment', ['signup']],
    ['has:link', ['finished', 'login', 'signup', 'waiting']],
    ['no:link,comment', ['epic', 'finished', 'login', 'stuck', 'waiting']],
    ['has:review', []],
    ['no:conflict', all],
    ['type:bgu', []],
  ])('%s', (text, expected) => {
    expect(filtered(at, text)).toEqual(expected);
    expect(filtered(at, text, 'walk')).toEqual(expected);
  });
});

describe('what a ticket is', () => {
  test('is asked of the configuration: a status of a type that it does not know is open, and nothing is ready there', () => {
    const { create, tx } = recordTickets();
    create('known', { status: 'done' });
    create('unknown', { type: 'incident', status: 'done' });
    expect(filtered(tx(), 'is:closed')).toEqual(['known']);
    expect(filtered(tx(), 'is:open')).toEqual(['unknown']);
    const { types } = defaultConfig;
    const ours = { ...types, incident: { ...types.task!, ready: ['done'], terminal: ['backlog'] } };
    const config = { ...defaultConfig, types: ours };
    expect(filtered(tx({ config }), 'is:ready')).toEqual(['unknown']);
    expect(filtered(tx({ config: { ...defaultConfig, types: {} } }), 'is:open')).toEqual(['known', 'unknown']);
    expect(filtered(tx({ config: { ...defaultConfig, types: {} } }), 'is:ready')).toEqual([]);
  });

  test('is blocked by what is open, is no longer suspended and not put away', () => {
    const { create, link, change, archive, tx } = recordTickets();
    const [blocker, target] = [create('blocker'), create('target')];
    const blocked = () => filtered(tx(), 'is:blocked');
    link(target, 'related', blocker);
    expect(blocked()).toEqual([]);
    link(blocker, 'blocks', target);
    expect(blocked()).toEqual(['target']);
    expect(filtered(tx(), 'is:ready')).toEqual(['blocker']);
    change(target, { set: { status: 'done' } });
    expect(blocked()).toEqual([]);
    change(target, { set: { status: 'blocked' } });
    archive(blocker);
    expect(blocked()).toEqual(['target']);
    change(target, { set: { status: 'todo' } });
    expect(blocked()).toEqual([]);
    expect(filtered(tx(), 'is:ready')).toEqual(['target']);
  });

  test('is overdue from the day after it was due, while it is open', () => {
    const { create, tx } = recordTickets();
    create('due', { due: '2026-10-05' });
    create('done', { due: '2026-10-05', status: 'done' });
    const overdue = (time: string) => filtered(tx({ now: Date.parse(time) }), 'is:overdue');
    expect(overdue('2026-10-05T23:59:59.999Z')).toEqual([]);
    expect(overdue('2026-10-06T00:00:00Z')).toEqual(['due']);
  });

  test('has a description when that is not empty, wherever its text stands', () => {
    const { create, record, tx } = recordTickets();
    const author = tx().author;
    create('made with one', { description: 'text' });
    const emptied = create('emptied', { description: 'text' });
    record(emptied, 'edit', { text: '' }, author);
    record(create('edited'), 'edit', { text: 'later' }, author);
    const spliced = create('spliced', { description: 'text' });
    const base = record(spliced, 'edit', { text: 'other text' }, author);
    record(spliced, 'edit', { base, splice: { at: 0, deleteCount: 5, insert: 'new' } }, author);
    const cleared = create('cleared', { description: 'text' });
    const filled = record(cleared, 'edit', { text: 'full' }, author);
    record(cleared, 'edit', { base: filled, splice: { at: 0, deleteCount: 4, insert: '' } }, author);
    create('without');
    expect(filtered(tx(), 'has:description')).toEqual(['edited', 'made with one', 'spliced']);
    expect(filtered(tx(), 'no:description')).toEqual(['cleared', 'emptied', 'without']);
  });

  test('has a review when work was submitted, and a link from either end', () => {
    const { create, record, link, tx } = recordTickets();
    const [one, other] = [create('one'), create('other')];
    create('alone');
    record(one, 'submit', { message: 'ready', evidence: [] }, tx().author);
    link(one, 'related', other);
    expect(filtered(tx(), 'has:review')).toEqual(['one']);
    expect(filtered(tx(), 'has:link')).toEqual(['one', 'other']);
    expect(filtered(tx(), 'no:link,review')).toEqual(['alone', 'other']);
  });
});

describe('a range', () => {
  test('of priorities goes by urgency, and of points and dates by their values, both ends included', () => {
    const { create, tx } = recordTickets();
    (['urgent', 'high', 'medium', 'low', 'none'] as const).forEach((priority, i) => {
      create(priority, { priority, points: i + 1, due: `2026-10-0${i + 1}` });
    });
    create('bare', { priority: 'none' });
    for (const [text, expected] of [
      ['priority:>medium', ['high', 'urgent']],
      ['priority:>=medium', ['high', 'medium', 'urgent']],
      ['priority:<medium', ['bare', 'low', 'none']],
      ['priority:<=low', ['bare', 'low', 'none']],
      ['priority:high', ['high']],
      ['priority:>urgent', []],
      ['points:>2', ['low', 'medium', 'none']],
      ['points:<=2', ['high', 'urgent']],
      ['points:2..3', ['high', 'medium']],
      ['points:*..2', ['high', 'urgent']],
      ['points:4..*', ['low', 'none']],
      ['points:5..4', []],
      ['due:2026-10-02..2026-10-03', ['high', 'medium']],
      ['due:2026-10-03..2026-10-02', ['high', 'medium']],
      ['due:2026-10-04..*', ['low', 'none']],
      ['due:*..2026-10-02', ['high', 'urgent']],
      ['due:<=2026-10-02', ['high', 'urgent']],
      ['due:>2026-10-02T12:00', ['low', 'medium', 'none']],
      ['-due:>=2026-10-02', ['bare', 'urgent']],
    ] as const)
      expect([text, filtered(tx(), text)]).toEqual([text, expected]);
  });

  test('of times has the first millisecond of a day and not that of the next', () => {
    const { create, clock, tx } = recordTickets();
    for (const time of ['2026-10-02T00:00:00.000Z', '2026-10-02T23:59:59.999Z', '2026-10-03T00:00:00.000Z']) {
      clock.now = Date.parse(time) - 60_000;
      create(time.slice(8));
    }
    expect(filtered(tx(), 'created:2026-10-02')).toEqual(['02T00:00:00.000Z', '02T23:59:59.999Z']);
    expect(filtered(tx(), 'created:>2026-10-02')).toEqual(['03T00:00:00.000Z']);
    expect(filtered(tx(), 'updated:<2026-10-03')).toEqual(['02T00:00:00.000Z', '02T23:59:59.999Z']);
  });

  test('of dates reaches to either end of the years', () => {
    const { create, tx } = recordTickets();
    create('far', { due: '9999-12-31' });
    expect(filtered(tx(), 'due:9999')).toEqual(['far']);
    expect(filtered(tx(), 'due:>9999-12-30')).toEqual(['far']);
    expect(filtered(tx(), 'due:>9999-12-31')).toEqual([]);
    expect(filtered(tx(), 'due:<9999y')).toEqual(['far']);
    create('old', { due: '1850-05-01' });
    create('oldest', { due: '0000-01-01' });
    expect(filtered(tx(), 'due:1850')).toEqual(['old']);
    expect(filtered(tx(), 'due:<1899-01-01')).toEqual(['old', 'oldest']);
    expect(filtered(tx(), 'due:>=0000-01-02')).toEqual(['far', 'old']);
    expect(filtered(tx(), 'due:>-9999y')).toEqual(['far', 'old', 'oldest']);
  });
});

test('a condition of nothing at all lets nothing through, and one of very many numbers is a condition', () => {
  const { create, tx } = recordTickets();
  create('one');
  const none = { ...defaultConfig, types: {} };
  const where = (condition: ReturnType<typeof anyOf>) => titlesWhere(tx(), condition);
  expect([where(anyOf([])), where(inNumbers([])), where(inReadyStatus({ config: none }))]).toEqual([[], [], []]);
  expect(where(anyOf([eq(tickets.ticket, 7), inNumbers(Array.from({ length: 100_000 }, (_, n) => n))]))).toEqual([
    'one',
  ]);
  const nothing = { field: 'nothing', text: 'tpye:bug' } as const;
  expect(where(conditionOf(tx(), { ...nothing, not: false }, 'seek'))).toEqual([]);
  expect(where(conditionOf(tx(), { ...nothing, not: true }, 'seek'))).toEqual(['one']);
});
