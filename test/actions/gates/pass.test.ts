import { describe, expect, it } from 'vitest';
import { perform } from '../../../src/actions/perform.ts';
import { type GateName, gateNames } from '../../../src/domain/rules/gates.ts';
import { mcpSyntax } from '../../../src/mcp/syntax.ts';
import { renderReply } from '../../../src/render/reply.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { authorOf } from '../../support/ticket-events.ts';
import type { Args } from '../../support/tool-session.ts';

const tracker = useLocalTracker();
const bob = () => tracker.as('bob', 'bobs');
const carl = () => tracker.as('carl', 'carls');
const configure = (config: unknown) => tracker.repository.write('.tracker/config.json', JSON.stringify(config));
const statusOf = async (id: string) => (await tracker.get(id))[1]!.split(' · ')[1]!;

async function started(fields: Args = {}): Promise<string> {
  const id = await tracker.create({ title: 'To be closed', ...fields });
  await tracker.ticket({ action: 'move', id, status: 'in_progress' });
  return id;
}

async function submitted(evidence: string[] = []): Promise<string> {
  const id = await started({ description: 'Do this\n- [x] Done' });
  await bob().ask('alignment', { action: 'submit', id, message: 'Done', evidence });
  return id;
}

/** A ticket with something in its way at this gate alone, the refusal's code and how it is told. */
const gates: Record<GateName, { make(): Promise<string>; code: string; says: RegExp }> = {
  blockers: {
    async make() {
      const id = await started();
      const blocker = await tracker.create('First');
      await tracker.ask('link', { action: 'add', id: blocker, type: 'blocks', target: id });
      return id;
    },
    code: 'blocked',
    says: /open blocker PAY-\d{6} \(backlog\)/,
  },
  children: {
    async make() {
      const id = await started();
      await tracker.createAll([
        { title: 'One', parent: id },
        { title: 'Two', parent: id },
      ]);
      return id;
    },
    code: 'blocked',
    says: /open children PAY-\d{6} \(backlog\), PAY-\d{6} \(backlog\)/,
  },
  lease: {
    async make() {
      const id = await tracker.create('Held');
      await bob().ticket({ action: 'claim', id });
      return id;
    },
    code: 'already_assigned',
    says: /claimed by bob until \d{4}-\d\d-\d\d \d\d:\d\dZ/,
  },
  checkboxes: {
    make: () => started({ description: '- [x] One\n- [ ] Two\n- [ ] Three' }),
    code: 'blocked',
    says: /2 boxes open: "Two", "Three"/,
  },
  evidence: {
    make: () => submitted(['commit deadbeef', 'npm test -> 1', 'npm run check -> 0', 'no/such.ts']),
    code: 'blocked',
    says: /evidence: commit deadbeef not found, npm test -> 1 failed, no\/such\.ts not found/,
  },
  changed: {
    async make() {
      const id = await submitted();
      await carl().ask('alignment', { action: 'decide', id, decision: 'approved' });
      await tracker.ticket({ action: 'edit', id, op: 'append', new: 'And that' });
      return id;
    },
    code: 'blocked',
    says: /description changed after the approval/,
  },
};

const verbs = (id: string): Args[] => [
  { action: 'close', id },
  { action: 'close', ids: [id], status: 'done' },
  { action: 'move', id, status: 'done' },
  { action: 'move', ids: [id], status: 'Done' },
  { action: 'update', id, status: 'done', priority: 'high' },
];
const rows = gateNames.flatMap((gate) => verbs('').map((verb, at) => [gate, verb.action as string, at] as const));

describe('a gate', () => {
  it.each(rows)('%s that refuses holds %s (%i), also a dry run, and opens for override', async (gate, _, at) => {
    configure({ gates: { [gate]: 'refuse' } });
    const { make, code, says } = gates[gate];
    const id = await make();
    const call = verbs(id)[at]!;
    const text = await tracker.refused(code, call);
    expect(text).toMatch(new RegExp(`${id}: ${says.source}\\.\n.*give the reason as override`));
    await tracker.refused(code, { ...call, dry_run: true });
    await tracker.refused(code, { ...call, message: 'It is done', override: ' ' });
    expect(await statusOf(id)).toBe('in_progress');
    const done = await tracker.ticket({ ...call, message: 'It is done', override: 'the demo is now' });
    expect(done).toMatch(new RegExp(`in_progress → done.*\noverridden: ${says.source}$`));
    expect(await tracker.ticket({ action: 'history', id })).toMatch(/\(It is done\) \(override: the demo is now\)/);
    expect((await tracker.get(id)).join('\n')).toContain('→ done\nIt is done\n\noverride: the demo is now');
  });

  it.each(rows)('%s that only says lets %s (%i) pass, and is silent where it is off', async (gate, _, at) => {
    configure({ gates: { [gate]: 'say' } });
    const { make, says } = gates[gate];
    const id = await make();
    expect(await tracker.ticket(verbs(id)[at]!)).toMatch(new RegExp(`in_progress → done.*\n${says.source}$`));
    configure({ gates: { [gate]: 'off' } });
    const other = await make();
    const reply = await tracker.ticket(verbs(other)[at]!);
    expect(reply).toMatch(/in_progress → done/);
    expect(reply).not.toMatch(says);
  });

  it.each(gateNames)('%s stands before no other end', async (gate) => {
    configure({ gates: { [gate]: 'refuse' } });
    const id = await gates[gate].make();
    const reply = await tracker.ticket({ action: 'close', id, status: 'cancelled' });
    expect(reply).toBe(`${id} in_progress → cancelled${gate === 'lease' ? ', taken from bob' : ''}`);
  });

  it('refuses and says by itself as the table has it', async () => {
    configure({});
    for (const gate of ['blockers', 'children', 'lease'] as const)
      await tracker.refused(gates[gate].code, { action: 'close', id: await gates[gate].make() });
    for (const gate of ['checkboxes', 'evidence', 'changed'] as const)
      expect(await tracker.ticket({ action: 'close', id: await gates[gate].make() })).toMatch(gates[gate].says);
  });
});

describe('the gates of a call', () => {
  it('are judged on what is when all of it is done', async () => {
    configure({});
    const [epic, child, blocker] = await tracker.createAll([
      { title: 'All', type: 'epic', status: 'in_progress' },
      { title: 'Part', parent: '$1' },
      { title: 'First' },
    ]);
    await tracker.ask('link', { action: 'add', id: blocker, type: 'blocks', target: child });
    await tracker.refused('blocked', { action: 'close', ids: [epic, child] });
    expect(await tracker.ticket({ action: 'close', ids: [epic, child, blocker] })).toBe(
      `${epic} in_progress → done\n${child} backlog → in_progress → done\n${blocker} backlog → in_progress → done`,
    );
  });

  it('see a text that the same call writes, and a child that it takes away', async () => {
    configure({ gates: { checkboxes: 'refuse' } });
    const id = await started({ description: '- [ ] Open' });
    await tracker.refused('blocked', { action: 'update', id, status: 'done', description: '- [ ] Open still' });
    await tracker.ticket({ action: 'update', id, status: 'done', description: '- [x] Open no more' });
    const [parent, child] = await tracker.createAll([
      { title: 'A', status: 'in_progress' },
      { title: 'B', parent: '$1' },
    ]);
    configure({
      types: {
        note: { initial: 'new', done: 'kept', terminal: ['kept'], moves: { new: ['done', 'kept'], done: ['kept'] } },
      },
    });
    await tracker.ticket({ action: 'update', id: child, type: 'note' });
    await tracker.refused('blocked', { action: 'move', ids: [parent, child], status: 'done' });
    expect(await tracker.ticket({ action: 'update', ids: [parent, child], status: 'done', parent: 'none' })).toContain(
      `${parent} in_progress → done`,
    );
    configure({});
  });

  it('name each ticket with what stands in its way, and leave all as they were', async () => {
    configure({ review: { bug: true } });
    const held = await gates.lease.make();
    const blocked = await gates.blockers.make();
    const bug = await tracker.create({ title: 'Bug', type: 'bug' });
    const free = await started();
    const text = await tracker.refused('already_assigned', { action: 'close', ids: [held, blocked, bug, free] });
    expect(text).toMatch(
      new RegExp(
        `${held}: claimed by bob until \\S+ \\S+\\. ${blocked}: open blocker .* ${bug}: a bug becomes resolved only after an approval\\.\n`,
      ),
    );
    expect(text).toContain('No override passes a review.');
    expect(text).not.toContain(free);
    await tracker.refused('review_required', { action: 'close', ids: [bug, blocked], override: 'now' });
    expect(await statusOf(free)).toBe('in_progress');
    configure({});
  });

  it('name however many tickets', async () => {
    const ids = await tracker.createAll(Array.from({ length: 30 }, (_, at) => ({ title: `T${at}` })));
    const [first, ...others] = ids;
    for (const id of others) await tracker.ask('link', { action: 'add', id: first, type: 'blocks', target: id });
    const text = await tracker.refused('blocked', { action: 'close', ids: others });
    for (const id of others) expect(text).toContain(`${id} (blockers)`);
  });

  it('let override pass for those that need it, and say where none did', async () => {
    const [blocked, free] = [await gates.blockers.make(), await started()];
    const reply = await tracker.ticket({ action: 'close', ids: [blocked, free], override: 'must go out' });
    expect(reply).not.toContain('not needed');
    expect(await tracker.ticket({ action: 'history', id: blocked })).toContain('(override: must go out)');
    expect(await tracker.ticket({ action: 'history', id: free })).not.toContain('override');
    expect(await tracker.ask('search', { query: '"must go out"' })).toContain(blocked.slice(-6));
    const other = await started();
    expect(await tracker.ticket({ action: 'close', id: other, override: 'never needed' })).toBe(
      `${other} in_progress → done\nnote: override was not needed, and is not recorded`,
    );
    expect(await tracker.ticket({ action: 'history', id: other })).not.toContain('override');
  });

  it('claim no next ticket where the close is refused', async () => {
    await tracker.create({ title: 'Next', priority: 'urgent' });
    await tracker.refused('blocked', { action: 'close', id: await gates.children.make(), next: true });
    expect(await tracker.ask('board', { action: 'me' })).not.toContain('Holding');
  });

  it('stand before the end that a change of type leads to', async () => {
    const id = await tracker.create({ title: 'What to take', type: 'decision' });
    await tracker.create({ title: 'To know first', parent: id });
    configure({
      types: { choice: { initial: 'new', done: 'open', terminal: ['open'], moves: { new: ['open'], open: [] } } },
    });
    expect(await tracker.refused('blocked', { action: 'update', id, type: 'choice' })).toContain(`${id}: open child`);
    configure({});
  });
});

describe('a claim', () => {
  it('of the caller’s own agent is passed by a person, and it is said', async () => {
    const id = await tracker.create('By an agent');
    await tracker.as('anna/codex', 'codex').ticket({ action: 'claim', id });
    await tracker.as('bob/codex', 'other').refused('already_assigned', { action: 'close', id });
    const person = { author: { ...authorOf('anna', 'terminal'), actorKind: 'human' as const }, scopes: 'all' as const };
    const reply = await perform(tracker.workspace, person, { tool: 'ticket', args: { action: 'close', id } });
    expect(renderReply(reply, mcpSyntax)).toBe(`${id} in_progress → done, taken from anna/codex`);
  });

  it('of one’s own session stands before nothing', async () => {
    const id = await tracker.create('Mine');
    await bob().ticket({ action: 'claim', id });
    expect(await bob().ticket({ action: 'close', id })).toBe(`${id} in_progress → done`);
  });
});

describe('the start of work on what is blocked', () => {
  it('says what blocks it, unless that gate is off', async () => {
    configure({});
    const [id, other, blocker] = await tracker.createAll([
      { title: 'Then' },
      { title: 'Then too' },
      { title: 'First' },
    ]);
    for (const target of [id, other]) await tracker.ask('link', { action: 'add', id: blocker, type: 'blocks', target });
    expect(await tracker.ticket({ action: 'move', id, status: 'in_progress' })).toBe(
      `${id} backlog → in_progress\nopen blocker ${blocker} (backlog)`,
    );
    expect(await tracker.ticket({ action: 'move', id, status: 'todo' })).toBe(`${id} in_progress → todo`);
    configure({ gates: { blockers: 'off' } });
    expect(await tracker.ticket({ action: 'update', id: other, status: 'in_progress' })).toBe(
      `${other} backlog → in_progress`,
    );
    configure({});
  });
});
