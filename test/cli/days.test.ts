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

test("what is refused because of a time says it in the user's own time, with its zone; --json says times in ISO 8601", async () => {
  const { root } = makeRepository({ name: 'payments' });
  const env = { TZ: 'Etc/GMT-14' };
  const run = (actor: string, ...args: string[]) =>
    runTracker({ cwd: root, env: { ...env, TRACKER_ACTOR: actor, TRACKER_SESSION: actor } }, ...args);
  const key = /[A-Z]+-\d{6}/.exec((await run('ann', 'create', 'One')).stdout)![0];
  await run('ann', 'claim', key);
  const until = /claimed by ann until \d{4}-\d\d-\d\d \d\d:\d\d\+14:00[.;]/;
  for (const verb of ['claim', 'release']) expect((await run('bob', verb, key)).stderr).toMatch(until);
  expect((await run('bob', 'close', key)).stderr).toMatch(/ann until \d{4}-\d\d-\d\d \d\d:\d\d\+14:00/);
  const early = (await run('bob', 'show', key, '--at', '2020-01-01')).stderr;
  expect(early).toMatch(/It was created at \d{4}-\d\d-\d\d \d\d:\d\d\+14:00; .* which at takes too\./);
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  const { ticket } = JSON.parse((await run('ann', 'show', key, '--json')).stdout);
  expect([ticket.created.time, ticket.claim.until]).toEqual([expect.stringMatching(iso), expect.stringMatching(iso)]);
  const { entries } = JSON.parse((await run('ann', 'history', '--json')).stdout);
  for (const { time } of entries) expect(time).toMatch(iso);
  const [exported] = (await run('ann', 'export', '--jsonl')).stdout.split('\n');
  expect(JSON.parse(exported!).created.time).toMatch(iso);
  const [stored] = (await run('ann', 'export', '--jsonl', '--events')).stdout.split('\n');
  expect(JSON.parse(stored!).time).toEqual(expect.any(Number));
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
