import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startClient, type TestClient } from '../support/client.ts';
import { dataOf } from '../support/file-facts.ts';
import { keysIn } from '../support/tool-session.ts';
import { until } from '../support/until.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

/** Notes, one name a line, what a server asks of the file system; loaded into it before the program. */
const spy = `
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const note = (name) => fs.appendFileSync(process.env.SPY_LOG, name + '\\n');
for (const name of ['fsyncSync', 'renameSync', 'openSync', 'readFileSync', 'copyFileSync']) {
  const original = fs[name];
  fs[name] = function (...args) {
    if (!spying) {
      spying = true;
      try { note(name); } finally { spying = false; }
    }
    return original.apply(this, args);
  };
}
let spying = false;
const open = fs.promises.open;
fs.promises.open = async (...args) => {
  const handle = await open(...args);
  const own = handle.sync.bind(handle);
  handle.sync = () => (note('spare sync'), own());
  const close = handle.close.bind(handle);
  // After which the spare is there.
  handle.close = () => close().then(() => note('spare closed'));
  return handle;
};
const copy = fs.promises.copyFile;
fs.promises.copyFile = (...args) => (note('spare copy'), copy(...args));
syncBuiltinESMExports();
`;

interface Spied {
  client: TestClient;
  root: string;
  /** What has been asked for since the last look, by how often. */
  look(): Record<string, number>;
}

async function startSpied(): Promise<Spied> {
  const folder = makeDirectory();
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'spy.cjs'), spy);
  writeFileSync(log, '');
  const { root } = makeRepository({ name: 'pay' });
  const env = {
    NODE_OPTIONS: `--require ${join(folder, 'spy.cjs')}`,
    SPY_LOG: log,
    TRACKER_ACTOR: 'alice',
    // What is kept for the next start of the program is written once, whatever the calls.
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  const client = await startClient({ cwd: root, env });
  let seen = 0;
  return {
    client,
    root,
    look() {
      // What is written while this reads is for the next look: a file that is emptied would lose it.
      const text = readFileSync(log, 'utf8');
      const end = text.lastIndexOf('\n') + 1;
      const names = text.slice(seen, end).split('\n').filter(Boolean);
      seen = end;
      const counts: Record<string, number> = {};
      for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
      return counts;
    },
  };
}

/** What has been asked for when a server has done what it does after the answer to a write: the last is to close its spare. */
async function settled(look: Spied['look']): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  return until('the spare is closed', () => {
    for (const [name, count] of Object.entries(look())) counts[name] = (counts[name] ?? 0) + count;
    return counts['spare closed'] ? counts : undefined;
  });
}

describe('a durable write', () => {
  it('syncs the new version and its folder, once each, and puts it in place by one rename', async () => {
    const { client, look } = await startSpied();
    const id = keysIn((await client.call('ticket', { action: 'create', title: 'first' })).text)[0]!;
    // The call after that notes, once, that there is a file for git to change.
    await client.call('ticket', { action: 'get', id });
    const writes = [
      { action: 'create', title: 'second' },
      { action: 'move', id, status: 'todo' },
      { action: 'comment', id, message: 'a note' },
      { action: 'update', id, priority: 'low', labels: ['a', 'b'] },
    ];
    // The second waits for the look that follows the answer to the first, which notes what it saw.
    for (const _ of [1, 2]) await client.call('board', { action: 'summary' });
    for (const args of writes) {
      await settled(look);
      expect((await client.call('ticket', args)).isError).toBe(false);
      const asked = look();
      expect(asked).toMatchObject({ fsyncSync: 2, renameSync: 1 });
      // The copy was made after the write before.
      expect(asked.copyFileSync).toBeUndefined();
    }
  });

  it('copies the file after its answer, for the next one, and syncs that copy', async () => {
    const { client, look } = await startSpied();
    await client.call('ticket', { action: 'create', title: 'first' });
    expect(await settled(look)).toMatchObject({ 'spare copy': 1, 'spare sync': 1 });
  });

  it('publishes a hundred tickets at once', async () => {
    const { client, root, look } = await startSpied();
    await client.call('ticket', { action: 'create', title: 'first' });
    // The second waits for the look that follows the answer to the first, which notes what it saw.
    for (const _ of [1, 2]) await client.call('board', { action: 'summary' });
    await settled(look);
    const before = statSync(dataOf(root)).ino;
    const items = Array.from({ length: 100 }, (_, n) => ({ title: `Ticket ${n}`, blocked_by: n > 0 ? ['$1'] : [] }));
    const { text, isError } = await client.call('ticket', { action: 'create', items });
    expect(isError).toBe(false);
    expect(new Set(keysIn(text)).size).toBe(100);
    expect(text.split('\n')).toHaveLength(22);
    expect(text).toMatch(/\n… and 79 more$/);
    expect(look()).toMatchObject({ fsyncSync: 2, renameSync: 1 });
    expect(statSync(dataOf(root)).ino).not.toBe(before);
  });

  it('that is refused or changes nothing publishes nothing', async () => {
    const { client, root, look } = await startSpied();
    const id = keysIn((await client.call('ticket', { action: 'create', title: 'first' })).text)[0]!;
    // The second waits for the look that follows the answer to the first, which notes what it saw.
    for (const _ of [1, 2]) await client.call('board', { action: 'summary' });
    await settled(look);
    const before = statSync(dataOf(root), { bigint: true });
    expect((await client.call('ticket', { action: 'move', id, status: 'review' })).isError).toBe(true);
    expect((await client.call('ticket', { action: 'update', id, priority: 'medium' })).isError).toBe(false);
    const asked = look();
    expect(asked.renameSync).toBeUndefined();
    expect(asked.fsyncSync).toBeUndefined();
    expect(statSync(dataOf(root), { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });
});

const hasStrace = spawnSync('strace', ['--version']).status === 0;

describe('a read', () => {
  it('reads no file by itself while the database stays as it is', async () => {
    const { client, look } = await startSpied();
    const id = keysIn((await client.call('ticket', { action: 'create', title: 'first' })).text)[0]!;
    await client.call('ticket', { action: 'get', id });
    await client.call('ticket', { action: 'list' });
    await settled(look);
    for (const args of [{ action: 'get', id }, { action: 'list' }]) await client.call('ticket', args);
    const asked = look();
    // `.git`, what it points to and HEAD are looked at in every call: a repository may come or go, a branch be left.
    expect((asked.openSync ?? 0) + (asked.readFileSync ?? 0)).toBeLessThanOrEqual(4);
    expect(asked.renameSync).toBeUndefined();
  });

  it.skipIf(!hasStrace)('opens at most four files in all, by the system’s count', async () => {
    const folder = makeDirectory();
    const { client, look } = await startSpied();
    const id = keysIn((await client.call('ticket', { action: 'create', title: 'first' })).text)[0]!;
    // The second waits for the look that follows the answer to the first, which notes what it saw.
    for (const _ of [1, 2]) await client.call('ticket', { action: 'get', id });
    await settled(look);
    const opened = await traceOpens(client, join(folder, 'trace'), () => client.call('ticket', { action: 'get', id }));
    expect(opened.length).toBeLessThanOrEqual(4);
  });
});

/** The files that a process opens while it does something; those of `/proc` are the tracer's. */
async function traceOpens(client: TestClient, log: string, work: () => Promise<unknown>): Promise<string[]> {
  const tracer = spawn('strace', ['-f', '-e', 'trace=open,openat', '-o', log, '-p', String(client.pid)]);
  const exited = once(tracer, 'exit');
  // It says on stderr that it is attached.
  await once(tracer.stderr, 'data');
  await work();
  tracer.kill('SIGINT');
  await exited;
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /open(at)?\(/.test(line));
}
