import { beforeEach, describe, expect, test } from 'vitest';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

let repository: TestRepository;
const run = (...args: string[]) => runCommand({ cwd: repository.root }, 'recover', ...args);
const titles = () =>
  factsOf(dataOf(repository.root))
    .tickets.map(({ title }) => title)
    .sort();
const create = (title: string) => openTracker(repository.root).call('ticket', { action: 'create', title });

/** Writes a ticket and lets git discard it. */
async function lose(title: string): Promise<void> {
  await create(title);
  repository.git('checkout', '--quiet', '--', '.tracker/data.db');
}

beforeEach(async () => {
  repository = makeRepository();
  await create('Kept');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
});

const nothing = 'Nothing to recover: all that was written here lately is in the file or in git.\n';

test('where nothing was lost, recover says so, and an event that is named is not found', async () => {
  expect(await run()).toEqual({ code: 0, stdout: nothing, stderr: '' });
  expect(await run('--apply')).toEqual({ code: 0, stdout: nothing, stderr: '' });
  expect(await run('--json')).toMatchObject({ code: 0, stdout: '[]\n' });
  expect(await run('zzzzzz')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error not_found: There is no event zzzzzz to recover.\ntracker recover lists what there is.\n',
  });
});

describe('what was lost', () => {
  test('is listed a line an event, and as JSON with what it says', async () => {
    await lose('Lost');
    const { stdout } = await run();
    expect(stdout).toMatch(
      /^[0-9a-z]{6} {2}\d{4}-\d\d-\d\d \d\d:\d\dZ {2}PAY-\d{6} {2}create {2}Lost {3}anna {3}main\n$/,
    );
    expect(JSON.parse((await run('--json')).stdout)).toMatchObject([
      {
        kind: 'create',
        payload: { title: 'Lost' },
        actor: 'anna',
        branch: 'main',
        acknowledged: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    ]);
    expect(titles()).toEqual(['Kept']);
    const onTerminal = await runCommand({ cwd: repository.root, columns: 120 }, 'recover');
    expect(onTerminal.stdout).toMatch(/^EVENT .*\n.*\n\ntracker recover --apply restores those of this branch\.\n$/);
  });

  test('is restored by its event, in any case', async () => {
    await lose('One');
    await lose('Two');
    const [line] = (await run()).stdout.split('\n').filter((one) => one.includes('  One '));
    expect(await run('--apply', line!.slice(0, 6).toUpperCase())).toEqual({
      ...{ code: 0, stdout: 'Restored 1 event.\n', stderr: '' },
    });
    expect(titles()).toEqual(['Kept', 'One']);
    expect((await run('--apply')).stdout).toBe('Restored 1 event.\n');
    expect(titles()).toEqual(['Kept', 'One', 'Two']);
  });

  test('is given up where it is dismissed, all of it or by its event', async () => {
    await lose('One');
    await lose('Two');
    const [line] = (await run()).stdout.split('\n').filter((one) => one.includes('  One '));
    expect((await run('--dismiss', line!.slice(0, 6))).stdout).toBe('Gave up 1 event.\n');
    expect((await run()).stdout).not.toContain('  One ');
    expect((await run('--dismiss')).stdout).toBe('Gave up 1 event.\n');
    expect(await run('--dismiss')).toMatchObject({ code: 0, stdout: nothing });
    expect([(await run('--apply')).stdout, titles()]).toEqual([nothing, ['Kept']]);
    expect(await run('--dismiss', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error not_found: git knows no commit nowhere\./),
    });
    expect(await run('--dismiss', 'HEAD')).toMatchObject({
      stdout: 'Nothing to give up: commit HEAD dropped nothing that is left.\n',
    });
    expect((await run('--apply', '--dismiss')).code).toBe(2);
  });

  test('on another branch is restored there, or by its event', async () => {
    repository.git('switch', '--quiet', '--create', 'topic');
    await lose('On topic');
    repository.git('switch', '--quiet', 'main');
    const event = (await run()).stdout.slice(0, 6);
    expect((await run('--apply')).stdout).toBe(
      'Restored 0 events. 1 event made on other branches: switch there, or name them.\n',
    );
    expect(JSON.parse((await run('--apply', '--json')).stdout)).toEqual({ restored: [], left: 1 });
    expect(titles()).toEqual(['Kept']);
    const { restored, left } = JSON.parse((await run('--apply', event, '--json')).stdout);
    expect([restored.map((id: string) => id.slice(-6).toLowerCase()), left]).toEqual([[event], 0]);
    expect(titles()).toEqual(['Kept', 'On topic']);
  });

  test('that a word could be several of is asked for again, and a word that says nothing is not all of it', async () => {
    const items = Array.from({ length: 33 }, (_, at) => ({ title: `Ticket ${at}` }));
    await openTracker(repository.root).call('ticket', { action: 'create', items });
    repository.git('checkout', '--quiet', '--', '.tracker/data.db');
    const events = (await run()).stdout.split('\n').flatMap((line) => line.slice(0, 6) || []);
    // Of 33 ids two end alike.
    const last = events.map((event) => event.at(-1)!).find((end, at, all) => all.indexOf(end) !== at)!;
    const several = await run('--dismiss', last, 'zzzzzz');
    expect(several).toMatchObject({ code: 1, stderr: expect.stringContaining(`error invalid_input: ${last} names `) });
    expect(await run('--dismiss', '')).toMatchObject({ code: 2, stderr: expect.stringContaining('EVENT is empty.\n') });
    expect((await run('--dismiss')).stdout).toBe('Gave up 33 events.\n');
  });
});
