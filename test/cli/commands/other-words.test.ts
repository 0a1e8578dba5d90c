import { describe, expect, test } from 'vitest';
import { commands } from '../../../src/cli/commands/commands.ts';
import { adviceFor, inOurWords, otherWords } from '../../../src/cli/commands/other-words.ts';
import { makeRepository } from '../../support/workspace.ts';
import { runTracker } from '../run-tracker.ts';

const names = commands.map(({ name }) => name);

describe('a word of another program', () => {
  test.each([
    ['view PAY-1 --json', 'show PAY-1 --json'],
    ['new A title', 'create A title'],
    ['me', 'board me'],
    ['board kanban --by status', 'board --by status'],
    ['link add PAY-1 blocks PAY-2', 'link PAY-1 blocks PAY-2'],
    ['reopen PAY-1 PAY-2 -m why', 'move PAY-1 PAY-2 reopen -m why'],
    ['list is:open', 'list is:open'],
    ['toString', 'toString'],
    ['', ''],
  ])('%s is %s', (given, ours) => {
    expect(inOurWords(given.split(' ')).join(' ')).toBe(ours);
  });

  test('is none of ours, and leads to a command that there is', () => {
    for (const [word, ours] of Object.entries(otherWords)) {
      expect(names, word).not.toContain(word);
      expect(names, word).toContain(ours.slice(0, ours.includes('…') ? ours.indexOf('…') : undefined).join(' '));
      expect(adviceFor(word), word).toBeUndefined();
    }
    expect(adviceFor('constructor')).toBeUndefined();
    for (const name of names) expect(adviceFor(name), name).toBeUndefined();
  });

  test('is suggested where it is nearest to what was typed', async () => {
    const { stderr } = await runTracker({ cwd: makeRepository().root }, 'vew', 'PAY-1');
    expect(stderr).toContain('tracker has no command "vew". Did you mean tracker view?');
  });

  test('that could mean several things is answered with what to type', async () => {
    const { root } = makeRepository();
    const { code, stderr } = await runTracker({ cwd: root }, 'delete', 'PAY-1');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'tracker has no command "delete": nothing is deleted: tracker archive KEY, or tracker undo KEY',
    );
  });
});

test('what is refused is an object where that is asked for, with the calls that help on', async () => {
  const { root } = makeRepository();
  const made = await runTracker({ cwd: root }, 'new', 'Login fails', '-t', 'bug', '--json');
  const { key } = JSON.parse(made.stdout).tickets[0];
  const refused = await runTracker({ cwd: root }, 'move', key, 'in_progress', '--json');
  expect(refused).toMatchObject({ code: 1, stderr: '' });
  const { error } = JSON.parse(refused.stdout);
  expect(error).toMatchObject({
    code: 'invalid_status',
    next: [{ tool: 'ticket', args: { id: key, status: 'confirmed' } }],
  });
  expect(error.hint).toContain(`tracker move ${key} confirmed`);
  const unread = await runTracker({ cwd: root }, 'move', '--json');
  expect(unread).toMatchObject({ code: 2, stderr: '' });
  expect(JSON.parse(unread.stdout).error).toMatchObject({ code: 'invalid_input', message: 'KEY is missing.' });
});

test('a list is of what is open, unless it is asked for more; words taken for a view or an option are refused', async () => {
  const { root } = makeRepository();
  const run = (...args: string[]) => runTracker({ cwd: root }, ...args);
  for (const title of ['One', 'Two']) await run('create', title, '--label', 'a');
  const [{ key }] = JSON.parse((await run('list', 'One', '--json')).stdout).tickets;
  await run('done', key);
  const listed = async (...args: string[]) => JSON.parse((await run('list', '--json', ...args)).stdout).tickets.length;
  expect(await listed()).toBe(1);
  expect(await listed('label:a')).toBe(1);
  expect(await listed('is:any')).toBe(2);
  expect(await listed('--status', 'done')).toBe(1);
  expect(await listed(`key:${key}`)).toBe(1);
  expect(await run('board', 'sumary')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean tracker board summary?'),
  });
  for (const args of [
    ['create', '-'],
    ['create', 'x', '-z'],
    ['comment', key, '-z'],
  ])
    expect(await run(...args), args.join(' ')).toMatchObject({ code: 2, stdout: '' });
  expect(JSON.parse((await run('list', 'is:any', '--json')).stdout).total).toBe(2);
});
