import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/actions/action.ts';
import { actions } from '../../src/actions/actions.ts';
import { published } from '../../src/domain/input/fields.ts';
import { listIds } from '../../src/store/read/events.ts';
import { useLocalTracker } from '../support/local-tracker.ts';
import { isOverLog } from '../support/test-home.ts';
import { authorOf } from '../support/ticket-events.ts';
import { type Args, keysIn, type ToolCalls, type ToolSession, useTracker } from '../support/tool-session.ts';

const writing = actions.filter(({ access }) => access === 'write');
const nameOf = ({ tool, name }: Action) => `${tool}.${name}`;

/** Calls of an action that change something, by `id` and by others that are there, and what makes them another call. */
interface Scenario {
  /** What must be before, done by ben. */
  before?(ben: ToolCalls, id: string, other: string): Promise<unknown>;
  /** The same, done by anna, who makes the call. */
  own?(anna: ToolCalls, id: string, other: string): Promise<unknown>;
  args(id: string, other: string): Args;
  otherwise: Args;
}

const claimable = (by: ToolCalls, id: string) => by.ticket({ action: 'move', id, status: 'todo' });
const related = (id: string, target: string) => ({ action: 'add', id, type: 'related', target });

const scenarios: Record<string, Scenario> = {
  'ticket.create': { args: () => ({ title: 'Made once' }), otherwise: { title: 'Made twice' } },
  'ticket.update': {
    args: (id) => ({ id, title: 'Renamed', description: 'anew', expected_revision: 1 }),
    otherwise: { title: 'Renamed again' },
  },
  'ticket.edit': { args: (id) => ({ id, op: 'append', new: '- [ ] more' }), otherwise: { new: '- [ ] else' } },
  'ticket.move': {
    args: (id) => ({ id, status: 'todo', expected_revision: 1 }),
    otherwise: { status: 'cancelled', message: 'no' },
  },
  'ticket.close': { args: (id, other) => ({ ids: [id, other], message: 'done' }), otherwise: { message: 'no' } },
  'ticket.claim': { own: claimable, args: (id) => ({ id }), otherwise: { message: 'mine' } },
  'ticket.release': {
    own: async (anna, id) => {
      await claimable(anna, id);
      await anna.ticket({ action: 'claim', id });
    },
    args: (id) => ({ id, message: 'back' }),
    otherwise: { message: 'later' },
  },
  'ticket.comment': { args: (id) => ({ id, message: 'Seen' }), otherwise: { message: 'Seen again' } },
  'ticket.undo': {
    own: (anna, id) => anna.ticket({ action: 'update', id, title: 'A mistake' }),
    args: (id) => ({ id }),
    otherwise: { id: 'PAY-999999' },
  },
  'ticket.archive': { args: (id) => ({ id }), otherwise: { message: 'why' } },
  'ticket.unarchive': {
    own: (anna, id) => anna.ticket({ action: 'archive', id }),
    args: (id) => ({ id }),
    otherwise: { message: 'why' },
  },
  'ticket.rank': { args: (id, after) => ({ id, after }), otherwise: { after: 'PAY-999999' } },
  'link.add': { args: (id, target) => ({ id, type: 'blocks', target }), otherwise: { type: 'related' } },
  'link.remove': {
    own: (anna, id, other) => anna.ask('link', related(id, other)),
    args: (id, target) => ({ id, target }),
    otherwise: { type: 'related' },
  },
  'alignment.submit': {
    args: (id) => ({ id, message: 'done', evidence: ['npm test -> 0'] }),
    otherwise: { evidence: ['npm test -> 1'] },
  },
  'alignment.decide': {
    before: (ben, id) => ben.ask('alignment', { action: 'submit', id, message: 'done' }),
    args: (id) => ({ id, decision: 'approved' }),
    otherwise: { message: 'fine' },
  },
};

/** The call of an action's scenario, once all is there that it needs. */
async function prepare(action: Action, { anna, ben }: { anna: ToolCalls; ben: ToolCalls }) {
  const [id, other] = (await anna.createAll([{ title: 'One' }, { title: 'Other' }])) as [string, string];
  const { before, own, args, otherwise } = scenarios[nameOf(action)]!;
  await before?.(ben, id, other);
  await own?.(anna, id, other);
  const call: Args = { action: action.name, ...args(id, other), idempotency_key: `key of ${nameOf(action)} ${id}` };
  return { id, call, otherwise: { ...call, ...otherwise } };
}

const firstLine = (text: string) => text.split('\n')[0]!.replace(/:$/, '');

it('every action that writes takes an idempotency_key, which no tool publishes, and has a scenario here', () => {
  expect(Object.keys(scenarios).sort()).toEqual(writing.map(nameOf).sort());
  for (const action of writing) {
    const field = action.input().shape.idempotency_key;
    expect([nameOf(action), field !== undefined, field && published(field)]).toEqual([nameOf(action), true, undefined]);
  }
  for (const action of actions.filter(({ access }) => access === 'read'))
    expect([nameOf(action), 'idempotency_key' in action.input().shape]).toEqual([nameOf(action), false]);
});

describe('a call with an idempotency_key', () => {
  const tracker = useLocalTracker();
  const count = () => tracker.workspace.read(authorOf('anna'), async (tx) => listIds(tx.db).size);
  const people = () => ({ anna: tracker.as('anna'), ben: tracker.as('ben') });

  it.each(writing.map((action) => [nameOf(action), action] as const))('of %s is done once', async (_, action) => {
    const { call, otherwise } = await prepare(action, people());
    const before = await count();
    const first = await tracker.ask(action.tool, call);
    const after = await count();
    expect(after).toBeGreaterThan(before);
    expect(await tracker.ask(action.tool, call)).toBe(`already done: ${firstLine(first)}`);
    expect(await tracker.ask(action.tool, { ...call, dry_run: true })).toContain('already done: ');
    await tracker.refused('conflict', otherwise, action.tool);
    expect(await count()).toBe(after);
  });

  it.each(writing.map((action) => [nameOf(action), action] as const))(
    'of %s is answered so where the state has moved on, whoever asks',
    async (_, action) => {
      const { id, call } = await prepare(action, people());
      const first = await tracker.ask(action.tool, call);
      const key = action.name === 'create' ? keysIn(first)[0]! : id;
      const carl = tracker.as('carl');
      await carl.ticket({ action: 'update', id: key, project: 'OPS', title: `Moved on from ${id}` });
      // It may be closed already.
      await carl.ticket({ action: 'close', id: key, status: 'cancelled', message: 'no longer' }).catch(() => undefined);
      await carl.ticket({ action: 'archive', id: key });
      const now = keysIn((await carl.get(key))[0]!)[0]!;
      const again = await tracker.as('dora').ask(action.tool, call);
      expect(again).toBe(`already done: ${firstLine(first).replaceAll(key, now)}`);
      expect(now).toMatch(/^OPS-/);
    },
  );

  it('is answered where a claim, a state or a gate would refuse it now', async () => {
    const id = await tracker.create('Refused now');
    await claimable(tracker, id);
    const calls = [
      { action: 'claim', id, idempotency_key: 'claimed then' },
      { action: 'release', id, idempotency_key: 'released then' },
    ];
    const replies: string[] = [];
    for (const call of calls) replies.push(await tracker.ticket(call));
    await tracker.as('ben').ticket({ action: 'claim', id });
    for (const [at, { idempotency_key: _, ...call }] of calls.entries()) {
      await tracker.refused(call.action === 'claim' ? 'already_assigned' : 'permission_denied', call);
      expect(await tracker.ticket(calls[at]!)).toBe(`already done: ${firstLine(replies[at]!)}`);
    }
    expect((await tracker.get(id))[1]).toContain('claimed by ben');
  });

  it('is done where it has changed nothing before, or was refused, or was a dry run', async () => {
    const id = await tracker.create('Not yet');
    const call = { action: 'update', id, priority: 'medium', idempotency_key: 'not yet' };
    expect(await tracker.ticket(call)).toBe(`${id} is so already`);
    await tracker.ticket({ action: 'update', id, priority: 'high' });
    expect(await tracker.ticket({ ...call, dry_run: true })).toContain('priority high → medium');
    await tracker.refused('conflict', { ...call, expected_revision: 99 });
    expect(await tracker.ticket(call)).toBe(`${id} priority high → medium`);
    expect(await tracker.ticket({ ...call, expected_revision: 99 })).toBe(`already done: ${id} priority high → medium`);
  });

  it('is the same call by whatever names its fields are given', async () => {
    const id = await tracker.create('Synonyms');
    await tracker.ticket({ action: 'comment', id, message: 'Seen', idempotency_key: 'names' });
    const again = { action: 'comment', idempotency_key: 'names', body: 'Seen', key: id.toLowerCase() };
    expect(await tracker.ticket(again)).toMatch(new RegExp(`^already done: ${id} commented \\w{6}$`));
  });

  it('is another call where its action is', async () => {
    const id = await tracker.create('Actions');
    await tracker.ticket({ action: 'archive', id, idempotency_key: 'actions' });
    const text = await tracker.refused('conflict', { action: 'unarchive', id, idempotency_key: 'actions' });
    expect(text).toBe(
      `error conflict: The idempotency_key "actions" was used with other input, for ${id}.\nSend another idempotency_key, or the same input as then.`,
    );
  });

  it('leaves nothing of its key on what an undo does again', async () => {
    const [id, target] = (await tracker.createAll([{ title: 'a' }, { title: 'b' }])) as [string, string];
    await tracker.ask('link', { ...related(id, target), idempotency_key: 'linked' });
    await tracker.ask('link', { action: 'remove', id, target });
    await tracker.ticket({ action: 'undo', id });
    const again = await tracker.ask('link', { ...related(id, target), idempotency_key: 'linked' });
    expect(again).toBe(`already done: ${id} related to ${target}`);
    await tracker.ticket({ action: 'comment', id, message: 'back again', idempotency_key: 'said' });
    await tracker.ticket({ action: 'undo', id });
    await tracker.ticket({ action: 'undo', event: (await tracker.ticket({ action: 'history', id })).slice(0, 6) });
    expect(await tracker.get(id)).toContainEqual(expect.stringContaining('back again'));
  });
});

describe('two servers that are asked the same at once', () => {
  const tracker = useTracker();

  it('do it once, whatever it is', async () => {
    const other = await tracker.connect({ name: 'other' });
    const ben = await tracker.connect({ env: { TRACKER_ACTOR: 'ben' } });
    // Only the session that holds a ticket gives it up. Over a log who is quicker has the lease before the event can be seen:
    // the other call is refused, and done already where it is sent again.
    const left = isOverLog ? ['release', 'claim'] : ['release'];
    for (const action of writing.filter(({ name }) => !left.includes(name))) {
      const { call } = await prepare(action, { anna: tracker, ben });
      const ask = ({ ask }: ToolSession) => ask(action.tool, call);
      const [early, late] = (await Promise.all([ask(tracker), ask(other)])).sort(
        (a, b) => Number(a.startsWith('already done: ')) - Number(b.startsWith('already done: ')),
      );
      expect(early).not.toContain('already done');
      expect(late).toBe(`already done: ${firstLine(early!)}`);
    }
  });
});
