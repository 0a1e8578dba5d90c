import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { openTracker } from '../../support/in-process.ts';
import { spareOf } from '../../support/spare.ts';
import { makeRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const inodeOf = (path: string): number => statSync(path).ino;

/** Every table as it stands, numbers and dictionaries included. */
function rowsOf(path: string): Record<string, unknown[]> {
  const database = new Database(path, { readonly: true });
  try {
    const tables = database.prepare("select name from sqlite_schema where type = 'table' order by name").pluck().all();
    return Object.fromEntries(
      (tables as string[]).map((table) => [table, database.prepare(`select * from ${table} order by 1, 2`).all()]),
    );
  } finally {
    database.close();
  }
}

test('a write uses the spare that was made after the last one', async () => {
  const { root } = makeRepository();
  const { call } = openTracker(root);
  await call(tool, { action: 'create', title: 'one' });
  const spare = inodeOf(await spareOf(root));
  await call(tool, { action: 'create', title: 'two' });
  expect(inodeOf(dataOf(root))).toBe(spare);
  expectWhole(dataOf(root));
});

test('a spare that is behind is brought up to what others have written, to the row', async () => {
  const { root } = makeRepository();
  const anna = openTracker(root, 'anna');
  const key = keyIn(await anna.call(tool, { action: 'create', title: 'one', description: '- [ ] a\n' }))!;
  const spare = inodeOf(await spareOf(root));
  const bert = await startClient({ cwd: root, env: { TRACKER_ACTOR: 'bert' } });
  for (const args of [
    { action: 'claim', id: key },
    { action: 'edit', id: key, op: 'check', checkbox: '1' },
    { action: 'create', title: 'two', labels: ['x', 'y'], parent: key },
    { action: 'comment', id: key, message: 'of two' },
    { action: 'update', id: key, add_labels: ['z'], due: '2027-01-01' },
  ])
    expect(await bert.call(tool, args)).toMatchObject({ isError: false });
  await bert.close();
  const behind = rowsOf(dataOf(root));
  await anna.call(tool, { action: 'comment', id: key, message: 'after' });
  expect(inodeOf(dataOf(root))).toBe(spare);
  expectWhole(dataOf(root));
  // But for the last event and what it changes, the rows are those that were there.
  const now = rowsOf(dataOf(root));
  expect(now.events!.slice(0, -1)).toEqual(behind.events);
  for (const table of ['actors', 'sessions', 'labels', 'assignees', 'links', 'projects', 'meta'])
    expect({ [table]: now[table] }).toEqual({ [table]: behind[table] });
});

test('what a refused or tried write did to the spare is undone', async () => {
  const { root } = makeRepository();
  const { call } = openTracker(root);
  const key = keyIn(await call(tool, { action: 'create', title: 'one' }))!;
  const spare = inodeOf(await spareOf(root));
  await call(tool, { action: 'create', title: 'tried', dry_run: true });
  const items = [{ title: 'refused' }, { title: 'too', type: 'no such type' }];
  await expect(call(tool, { action: 'create', items })).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(call(tool, { action: 'move', id: key, status: 'review' })).rejects.toMatchObject({
    code: 'invalid_status',
  });
  await call(tool, { action: 'create', title: 'two' });
  expect(inodeOf(dataOf(root))).toBe(spare);
  expect(factsOf(dataOf(root)).tickets.map((ticket) => ticket.title)).toEqual(['one', 'two']);
  expectWhole(dataOf(root));
});

test('a spare of another branch, a spoilt one and one that is gone are not used', async () => {
  const repository = makeRepository();
  const { root } = repository;
  const { call } = openTracker(root);
  const titles = () => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);
  await call(tool, { action: 'create', title: 'base' });
  repository.git('add', '-A');
  repository.git('commit', '-qm', 'base');
  repository.git('branch', 'other');
  await call(tool, { action: 'create', title: 'on main' });
  repository.git('commit', '-qam', 'main');
  await spareOf(root);
  repository.git('checkout', '-q', 'other');
  await call(tool, { action: 'create', title: 'on other' });
  expect(titles()).toEqual(['base', 'on other']);
  writeFileSync(await spareOf(root), Buffer.alloc(8192, 'x'));
  await call(tool, { action: 'create', title: 'spoilt' });
  // Its header and schema are as they were: a write would notice late, or not at all.
  const spare = readFileSync(await spareOf(root));
  writeFileSync(await spareOf(root), spare.fill('x', 8_192, 73_728));
  await call(tool, { action: 'create', title: 'spoilt within' });
  truncateSync(await spareOf(root), 4096);
  await call(tool, { action: 'create', title: 'torn' });
  rmSync(await spareOf(root));
  await call(tool, { action: 'create', title: 'gone' });
  expect(titles()).toEqual(['base', 'on other', 'spoilt', 'spoilt within', 'torn', 'gone']);
  expectWhole(dataOf(root));
});

test('writes by turns of two stores and a process, in any order and at any distance, are all there once', async () => {
  const { root } = makeRepository();
  const trackers = [openTracker(root, 'anna'), openTracker(root, 'bert')];
  const server = await startClient({ cwd: root, env: { TRACKER_ACTOR: 'carl' } });
  const callers = [
    trackers[0]!.call,
    trackers[1]!.call,
    async (name: string, args: Record<string, unknown>) => {
      const { text, isError } = await server.call(name, args);
      if (isError) throw new Error(text);
      return text;
    },
  ];
  const key = keyIn(await callers[0]!(tool, { action: 'create', title: 'shared' }))!;
  const expected: string[] = [];
  const said = () =>
    factsOf(dataOf(root)).events.flatMap(({ kind, payload }) => (kind === 'comment' ? [payload.body] : []));
  const step = fc.record({
    who: fc.nat(2),
    what: fc.constantFrom('comment', 'comment', 'create', 'label', 'edit', 'try', 'refuse', 'together'),
    pause: fc.constantFrom(0, 0, 5, 15, 40),
  });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
      for (const { who, what, pause } of steps) {
        const call = callers[who]!;
        const mark = `mark ${count++}`;
        if (what === 'comment') {
          await call(tool, { action: 'comment', id: key, message: mark });
          expected.push(mark);
        } else if (what === 'together') {
          await Promise.all(
            callers.map((one, i) => one(tool, { action: 'comment', id: key, message: `${mark} ${i}` })),
          );
          expected.push(...callers.map((_, i) => `${mark} ${i}`));
        } else if (what === 'create') await call(tool, { action: 'create', title: mark, parent: key });
        else if (what === 'label') await call(tool, { action: 'update', id: key, labels: [`label${count % 7}`] });
        else if (what === 'edit') await call(tool, { action: 'edit', id: key, op: 'append', new: mark });
        else if (what === 'try') await call(tool, { action: 'create', title: mark, dry_run: true });
        else await expect(call(tool, { action: 'move', id: key, status: 'shipped' })).rejects.toThrow();
        await delay(pause);
      }
      expectWhole(dataOf(root));
      expect(said().toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 8 },
  );
});
