import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { here } from '../../../src/store/process.ts';
import { startClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf, lockOf, strangersIn } from '../../support/file-facts.ts';
import { keyIn, makeFleet } from '../../support/fleet.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const side = (root: string, name = ''): string => join(root, '.git', 'tracker', name);

test('what git stores after a process was killed is whole, before any other has started', async () => {
  const repository = makeRepository();
  const { root } = repository;
  const fleet = makeFleet(root);
  const folder = makeDirectory();
  const batch = { action: 'create', items: Array.from({ length: 60 }, (_, n) => ({ title: `of a batch ${n}` })) };
  let batchMs = 0;
  for (let round = 0; round < 6; round++) {
    const member = await fleet.start();
    await member.call(tool, { action: 'create', title: `round ${round}` });
    const start = performance.now();
    const pending = member.call(tool, batch);
    // The first one is answered; the others are killed after ever more of the time that it took.
    if (round === 0) await pending;
    batchMs ||= performance.now() - start;
    await delay((batchMs * round) / 6);
    member.kill();
    await pending;
    repository.git('add', '-A');
    repository.git('commit', '-qm', `round ${round}`);
    writeFileSync(join(folder, 'blob.db'), blobOf(repository, 'HEAD:.tracker/data.db'));
    const { tickets } = expectWhole(join(folder, 'blob.db'));
    const titles = factsOf(join(folder, 'blob.db')).tickets.map((ticket) => ticket.title);
    expect(titles).toContain(`round ${round}`);
    // A batch is there as a whole or not at all.
    expect((tickets - (round + 1)) % 60).toBe(0);
  }
  expect(strangersIn(root)).toEqual([]);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('locks, leases and index that are garbled or deleted while the server runs are made anew', async () => {
  const { root } = makeRepository();
  const first = await startClient({
    cwd: root,
    env: { TRACKER_ACTOR: 'anna', CLAUDE_CODE_SESSION_ID: 'a' },
    name: 'claude-code',
  });
  const second = await startClient({
    cwd: root,
    env: { TRACKER_ACTOR: 'bert', CLAUDE_CODE_SESSION_ID: 'b' },
    name: 'claude-code',
  });
  const key = keyIn((await first.call(tool, { action: 'create', title: 'Fix login' })).text)!;
  await second.call(tool, { action: 'create', title: 'second' });
  await first.call(tool, { action: 'claim', id: key });
  const names = () =>
    [side(root), join(root, '.tracker/local')].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name === 'lock' || name.endsWith('.db'))
        .map((name) => join(folder, name)),
    );
  const named = (kind: string) => names().filter((path) => basename(path).startsWith(kind));
  await first.call('search', { query: 'login' });
  expect(names().length).toBeGreaterThan(2);
  const spoil: (() => void)[] = [
    ...['lock', 'leases', 'index'].flatMap((kind) => [
      () => {
        for (const path of named(kind)) writeFileSync(path, 'garbled '.repeat(999));
      },
      () => {
        for (const path of named(kind)) rmSync(path);
      },
    ]),
    () => rmSync(side(root), { recursive: true }),
  ];
  for (const [round, damage] of spoil.entries()) {
    damage();
    const replies = [
      await first.call(tool, { action: 'create', title: `round ${round}` }),
      await second.call(tool, { action: 'comment', id: key, message: `round ${round}` }),
      await second.call('search', { query: 'login' }),
      await first.call('board', { action: 'me' }),
      await second.call(tool, { action: 'claim', id: key }),
    ];
    expect(replies.map(({ isError }) => isError)).toEqual([false, false, false, false, true]);
    expect(replies[2]!.text).toContain(`${key.split('-')[1]} Fix login`);
    expect(replies[4]!.text).toMatch(/^error already_assigned/);
  }
  expect(first.stderr() + second.stderr()).toBe('');
  expectWhole(dataOf(root));
});

test('a lock file that was deleted keeps two writers apart all the same', async () => {
  const { root } = makeRepository();
  const fleet = makeFleet(root);
  const members = await Promise.all([fleet.start(), fleet.start(), fleet.start()]);
  await members[0]!.call(tool, { action: 'create', title: 'start' });
  // Whenever one is answered, while the others are at work.
  await Promise.all(
    members.map(async (member) => {
      for (let step = 0; step < 12; step++) {
        await member.call(tool, { action: 'create', title: `${member.session}.${step}` });
        rmSync(lockOf(root), { force: true });
      }
    }),
  );
  expect(fleet.faults).toEqual([]);
  const titles = factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);
  expect(fleet.acknowledged.map(({ args }) => args.title).filter((title) => !titles.includes(title as string))).toEqual(
    [],
  );
});

test('the temps of the dead are cleared away, those of the living are not', async () => {
  const { root } = makeRepository();
  mkdirSync(side(root), { recursive: true });
  const dead = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
  const living = `data-${process.pid}.${here()}-copy-77.tmp`;
  for (const name of [`data-${dead}.${here()}-copy-0.tmp`, `data-${dead}.${here()}-spare-3.tmp`, living, 'notes.txt'])
    writeFileSync(side(root, name), 'x');
  onTestFinished(() => rmSync(side(root), { recursive: true, force: true }));
  const client = await startClient({ cwd: root });
  await client.call(tool, { action: 'create', title: 'one' });
  const left = readdirSync(side(root)).filter(
    (name) => /^data-|^notes/.test(name) && !name.startsWith(`data-${client.pid}.`),
  );
  expect(left.toSorted()).toEqual([living, 'notes.txt'].toSorted());
});
