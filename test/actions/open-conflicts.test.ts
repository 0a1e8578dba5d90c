import { describe, expect, it } from 'vitest';
import { listOpenConflicts, type OpenConflict } from '../../src/actions/open-conflicts.ts';
import type { EventKind, Id, Payloads } from '../../src/domain/event/event.ts';
import { call } from '../../src/domain/hint.ts';
import { defaultConfig } from '../../src/domain/rules/config.ts';
import { openDraft } from '../../src/store/apply/draft.ts';
import { recordBeside } from '../support/beside.ts';
import { recordTickets } from '../support/recorded-tickets.ts';
import { authorOf } from '../support/ticket-events.ts';

const [anna, bob] = [authorOf('anna'), authorOf('bob')];
const [annaSession, bobSession] = [anna, bob].map(({ actor, session }) => ({ actor, session }));
const lines = 'one\ntwo\nthree\nfour\nfive\n';

/** A tracker with one ticket, PAY-100001, which two clones then change without seeing each other. */
function makeBook() {
  const book = recordTickets();
  const ticket = book.create('Contested', { points: 1, due: '2030-01-01', description: lines });
  const created = book.clock.now;
  return {
    ...book,
    ticket,
    /** When Anna wrote, and Bob after her. */
    times: [created + 1, created + 2] as const,
    /** What each of them wrote; answers the ids of the two events. */
    both<K extends EventKind>(kind: K, first: Payloads[K], second: Payloads[K], parents: Id[] = [ticket]): Id[] {
      const sides = [
        { payload: first, author: anna, time: created + 1 },
        { payload: second, author: bob, time: created + 2 },
      ];
      return sides.map((side) => recordBeside(openDraft(book.db).draft, ticket, { kind, parents, ...side }));
    },
  };
}

const list = (book: Pick<ReturnType<typeof recordTickets>, 'tx'>, review = {}): Promise<OpenConflict[]> =>
  listOpenConflicts(book.tx({ config: { ...defaultConfig, review } }));

const id = 'PAY-100001';

describe('a conflict about a field', () => {
  it.each<[string, unknown, unknown, [string, string], object]>([
    ['priority', 'high', 'low', ['low', 'high'], { action: 'update', id, priority: 'low' }],
    ['title', 'One', 'Two', ['Two', 'One'], { action: 'update', id, title: 'Two' }],
    ['type', 'epic', 'bug', ['bug', 'epic'], { action: 'update', id, type: 'bug' }],
    ['points', null, 3, ['3', 'none'], { action: 'update', id, points: '3' }],
    ['due', null, '2031-01-01', ['2031-01-01', 'none'], { action: 'update', id, due: '2031-01-01' }],
    ['status', 'todo', 'blocked', ['blocked', 'todo'], { action: 'move', id, status: 'blocked' }],
    ['archived', true, false, ['false', 'true'], { action: 'unarchive', id }],
  ])('has both sides of %s and the call that keeps what counts', async (field, first, second, values, settle) => {
    const book = makeBook();
    book.both('update', { set: { [field]: first } }, { set: { [field]: second } });
    const [now, other] = values;
    expect(await list(book)).toEqual([
      {
        ...{ key: id, title: field === 'title' ? 'Two' : 'Contested', field, settle: call('ticket', { ...settle }) },
        now: { value: now, actor: 'bob', time: book.times[1] },
        other: { value: other, actor: 'anna', time: book.times[0] },
      },
    ]);
  });

  it('of an archived ticket is in no list, as the ticket is in none', async () => {
    const book = makeBook();
    book.both('update', { set: { archived: false, due: null } }, { set: { archived: true, due: '2031-01-01' } });
    expect(await list(book)).toEqual([]);
  });

  it('that was cleared counts as none, and says so', async () => {
    const book = makeBook();
    book.both('update', { set: { points: 3 } }, { set: { points: null } });
    expect(await list(book)).toMatchObject([
      { now: { value: 'none' }, other: { value: '3' }, settle: { args: { points: 'none' } } },
    ]);
  });

  it('shows parents by their keys', async () => {
    const book = makeBook();
    const [one, two] = [book.create('One'), book.create('Two')];
    book.both('update', { set: { parent: one } }, { set: { parent: two } });
    expect(await list(book)).toMatchObject([
      {
        now: { value: 'PAY-100003', actor: 'bob' },
        other: { value: 'PAY-100002', actor: 'anna' },
        settle: { args: { action: 'update', id, parent: 'PAY-100003' } },
      },
    ]);
  });

  it('is none once it has been settled', async () => {
    const book = makeBook();
    book.both('update', { set: { priority: 'high' } }, { set: { priority: 'low' } });
    book.change(book.ticket, { set: { priority: 'low' } });
    expect(await list(book)).toEqual([]);
  });
});

describe('a conflict', () => {
  it('about the key is settled by the project', async () => {
    const book = makeBook();
    const key = (project: string) => ({ key: { project, number: 100_001 } });
    book.both('update', key('OPS'), key('WEB'));
    expect(await list(book)).toMatchObject([
      {
        ...{ key: 'WEB-100001', field: 'key', now: { value: 'WEB-100001', actor: 'bob' } },
        other: { value: 'OPS-100001', actor: 'anna' },
        settle: call('ticket', { action: 'update', id: 'WEB-100001', project: 'WEB' }),
      },
    ]);
  });

  it('about a claim is won by the earlier, and ends with a release', async () => {
    const book = makeBook();
    book.both('claim', { claim: annaSession! }, { claim: bobSession! });
    expect(await list(book)).toMatchObject([
      {
        ...{ field: 'claim', now: { value: 'anna', actor: 'anna', time: book.times[0] } },
        other: { value: 'bob', actor: 'bob', time: book.times[1] },
        settle: call('ticket', { action: 'release', id }),
      },
    ]);
  });

  it('about a review is settled by a decision', async () => {
    const book = makeBook();
    const submission = book.record(book.ticket, 'submit', { message: 'Done', evidence: [] }, anna);
    book.both('decide', { submission, decision: 'approved' }, { submission, decision: 'rejected' }, [submission]);
    expect(await list(book)).toMatchObject([
      {
        ...{ field: 'review', now: { value: 'rejected', actor: 'bob' }, other: { value: 'approved', actor: 'anna' } },
        settle: call('alignment', { action: 'decide', id, decision: 'rejected', message: 'why' }),
      },
    ]);
  });
});

describe('a conflict about a description', () => {
  const edit = (text: string) => ({ text });

  it('names the lines that keep both texts', async () => {
    const book = makeBook();
    book.both('edit', edit(lines.replace('three', 'hers')), edit(lines.replace('three', 'his')));
    const settle = call('ticket', { action: 'edit', id, op: 'replace', lines: '3-7', new: 'what they should say' });
    expect(await list(book)).toMatchObject([{ field: 'description', now: { value: 'lines 3-7' }, settle }]);
  });

  it('in several places asks for the whole text', async () => {
    const book = makeBook();
    const of = (who: string) => edit(lines.replace('one', `${who} one`).replace('five', `${who} five`));
    book.both('edit', of('her'), of('his'));
    const [open] = await list(book);
    expect(open).toMatchObject({ now: { value: 'lines of both' } });
    expect(open!.settle).toEqual(call('ticket', { action: 'edit', id, op: 'replace', new: 'the whole text' }));
  });
});

it('a suspended link is settled by its removal, at the ticket that it belongs to alone', async () => {
  const book = makeBook();
  const other = book.create('Other');
  book.link(book.ticket, 'blocks', other);
  const payload = { type: 'blocks', target: book.ticket } as const;
  recordBeside(openDraft(book.db).draft, other, {
    kind: 'link',
    payload,
    parents: [other],
    time: book.clock.now,
    author: bob,
  });
  expect(await list(book)).toEqual([
    {
      ...{ key: 'PAY-100002', title: 'Other', field: 'blocks' },
      ...{ now: { value: 'suspended: cycle' }, other: { value: 'blocks PAY-100001' } },
      settle: call('link', { action: 'remove', id: 'PAY-100002', type: 'blocks', target: 'PAY-100001' }),
    },
  ]);
});

describe('a ticket that was closed without an approval', () => {
  const close = (book: ReturnType<typeof makeBook>) => book.change(book.ticket, { set: { status: 'done' } });

  it('needs one only where its type is gated', async () => {
    const book = makeBook();
    close(book);
    expect(await list(book)).toEqual([]);
    expect(await list(book, { task: true })).toEqual([
      {
        ...{ key: id, title: 'Contested', field: 'approval' },
        now: { value: 'done', actor: 'anna', time: book.clock.now },
        other: { value: 'not submitted', actor: undefined, time: undefined },
        settle: call('alignment', { action: 'submit', id, message: 'what was done' }),
      },
    ]);
  });

  it('waits for a decision, or for a new submission after one that was no approval', async () => {
    const book = makeBook();
    const submission = book.record(book.ticket, 'submit', { message: 'Done', evidence: [] }, bob);
    close(book);
    expect(await list(book, { task: true })).toMatchObject([
      {
        other: { value: 'waiting', actor: 'bob' },
        settle: call('alignment', { action: 'decide', id, decision: 'approved' }),
      },
    ]);
    book.record(book.ticket, 'decide', { submission, decision: 'rejected' }, anna);
    expect(await list(book, { task: true })).toMatchObject([
      { other: { value: 'rejected' }, settle: call('alignment', { action: 'submit', id, message: 'what was done' }) },
    ]);
    book.record(book.ticket, 'decide', { submission, decision: 'approved' }, anna);
    expect(await list(book, { task: true })).toEqual([]);
  });
});
