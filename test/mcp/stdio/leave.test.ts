import { describe, expect, it } from 'vitest';
import { startRaw } from '../../support/raw-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const create = (id: number) => ({
  id,
  method: 'tools/call',
  params: { name: 'ticket', arguments: { action: 'create', title: `Ticket number ${id}` } },
});
const clean = { code: 0, signal: null };

describe('when its client leaves, the program', () => {
  it('ends at once with 0 where nothing was asked', async () => {
    const session = startRaw({ cwd: makeRepository().root });
    await session.initialize();
    session.end();
    expect(await session.exited).toEqual(clean);
    expect(session.stderr()).toBe('');
  });

  it('answers everything that was sent before the end of input', async () => {
    const session = startRaw({ cwd: makeRepository().root });
    session.send(create(1), create(2), create(3), {
      id: 4,
      method: 'resources/read',
      params: { uri: 'tracker://board' },
    });
    session.end();
    expect(await session.exited).toEqual(clean);
    for (const id of [1, 2, 3]) expect((await session.replyTo(id)).result?.content?.[0]?.text).toMatch(/^Created /);
    expect((await session.replyTo(4)).result).toHaveProperty('contents');
  });

  it('reads a last request that has no end of line', async () => {
    const session = startRaw({ cwd: makeRepository().root });
    session.write('{"jsonrpc":"2.0","id":1,"method":"ping"}');
    session.end();
    expect(await session.exited).toEqual(clean);
    expect((await session.replyTo(1)).result).toEqual({});
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with 0 on %s, idle or in the middle of work',
    async (signal) => {
      const repository = makeRepository();
      const idle = startRaw({ cwd: repository.root });
      await idle.call('ticket', { action: 'create', title: 'Kept' });
      idle.child.kill(signal);
      expect(await idle.exited).toEqual(clean);

      const busy = startRaw({ cwd: repository.root });
      busy.send(...Array.from({ length: 200 }, (_, index) => create(index)));
      await busy.replyTo(5);
      busy.child.kill(signal);
      expect(await busy.exited).toEqual(clean);

      const answered = busy.rest().filter((line) => line.includes('Created')).length + 1;
      // What had not begun was dropped, not waited for.
      expect(answered).toBeLessThan(200);
      const later = startRaw({ cwd: repository.root });
      const board = (await later.call('ticket', { action: 'list', limit: 1 })).result?.content?.[0]?.text ?? '';
      const total = Number(/of (\d+)|(\d+) more/.exec(board)?.slice(1).find(Boolean));
      expect(total).toBeGreaterThanOrEqual(answered);
    },
  );

  it('ends with 0 when nobody reads its output any more', async () => {
    const session = startRaw({ cwd: makeRepository().root });
    await session.initialize();
    session.child.stdout.destroy();
    session.send({ id: 1, method: 'tools/list' });
    const again = setInterval(() => session.send({ id: 2, method: 'tools/list' }), 20);
    expect(await session.exited).toEqual(clean);
    clearInterval(again);
    expect(session.stderr()).toBe('');
  });

  it('does what was asked and ends with 0 when its output is open but nobody reads it', async () => {
    const { root } = makeRepository();
    const session = startRaw({ cwd: root });
    await session.initialize();
    session.child.stdout.pause();
    // More than the pipe and both ends hold.
    session.send(...Array.from({ length: 200 }, (_, at) => ({ id: 100 + at, method: 'tools/list' })));
    session.send(create(1), create(2));
    session.end();
    expect(await session.exited).toEqual(clean);
    expect(session.rest().length).toBeLessThan(200);
    const later = startRaw({ cwd: root });
    const { result } = await later.call('ticket', { action: 'list' });
    for (const id of [1, 2]) expect(result?.content?.[0]?.text).toContain(`Ticket number ${id}`);
  });
});
