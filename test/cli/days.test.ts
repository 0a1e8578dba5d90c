import { expect, test } from 'vitest';
import { makeRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

const day = 86_400_000;

test("what is due today, and what is overdue, go by the user's own day, and times say their zone", async () => {
  const { root } = makeRepository({ name: 'payments' });
  const run = async (TZ: string, ...args: string[]) => (await runTracker({ cwd: root, env: { TZ } }, ...args)).stdout;
  // At any time these two are on different days.
  const [east, west] = ['Etc/GMT-14', 'Etc/GMT+12'];
  const todayIn = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10);
  const today = { east: todayIn(14), west: todayIn(-12) };
  for (const [title, due] of [
    ['Eastern', today.east],
    ['Western', today.west],
  ] as const)
    await run('UTC', 'create', title, '--due', due);
  expect(Date.parse(today.east) - Date.parse(today.west)).toBeGreaterThanOrEqual(day);
  expect(await run(east, 'list', 'due:today')).toMatch(/Eastern/);
  expect(await run(east, 'list', 'due:today')).not.toMatch(/Western/);
  expect(await run(east, 'list', 'is:overdue')).toMatch(/Western/);
  expect(await run(west, 'list', 'due:today')).toMatch(/Western/);
  expect(await run(west, 'list', 'is:overdue')).not.toMatch(/Eastern|Western/);
  expect(await run(east, 'list', `created:${today.east}`)).toMatch(/Eastern/);
  expect(await run(west, 'list', `created:${today.east}`)).not.toMatch(/Eastern/);
  expect(await run(east, 'history')).toContain(`${today.east} `);
  expect(await run(east, 'history')).toMatch(/\d\d:\d\d\+14:00/);
  expect(await run(west, 'history')).toMatch(/\d\d:\d\d-12:00/);
});

test('a text is shown whole on the command line, or as far as --budget goes, with the way on in its own words', async () => {
  const { root } = makeRepository({ name: 'payments' });
  const run = async (...args: string[]) => (await runTracker({ cwd: root }, ...args)).stdout;
  const long = Array.from({ length: 9_000 }, (_, at) => `w${at}`).join(' ');
  const key = /[A-Z]+-\d{6}/.exec(await run('create', 'Long', '--description', long))![0];
  await run('comment', key, `${long} said`);
  const whole = await run('show', key);
  expect([whole.includes(`${long}\n`), whole.includes(`${long} said`)]).toEqual([true, true]);
  expect(JSON.parse(await run('show', key, '--json')).ticket.description).toBe(long);
  const cut = await run('show', key, '--budget', '500');
  const cursor = /more of this: --cursor (1:\d+)$/m.exec(cut)![1]!;
  expect(await run('show', key, '--cursor', cursor)).toMatch(/w8999$/m);
});
