import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actionCommands } from '../../src/cli/commands/action-commands.ts';
import { program } from '../support/client.ts';
import { isolatedEnv, makeDirectory, makeRepository } from '../support/workspace.ts';
import { runTracker } from './run-tracker.ts';

/** Creates a ticket and answers its key. */
async function create(cwd: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await runTracker({ cwd }, 'create', ...args, '--json');
  expect(stderr).toMatch(/^(?:Made a new tracker in .*\n)?$/);
  return JSON.parse(stdout).tickets[0].key;
}

describe('the exit code', () => {
  test('is 0 for what is done, 1 for what is refused and 2 for what cannot be read', async () => {
    const { root } = makeRepository();
    expect(await runTracker({ cwd: root }, 'create', 'First', '--type', 'bug')).toMatchObject({
      ...{ code: 0, stderr: `Made a new tracker in ${root}/.tracker.\n` },
    });
    const refused = await runTracker({ cwd: root }, 'show', 'PAY-100000');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^error not_found: There is no ticket PAY-100000\./);
    const unread = await runTracker({ cwd: root }, 'shwo', 'PAY-100000');
    expect(unread).toMatchObject({ code: 2, stdout: '' });
    expect(unread.stderr).toContain('tracker has no command "shwo". Did you mean tracker show?');
  });

  test.each([
    [['move', 'PAY-1'], 'STATUS is missing.\nUsage: tracker move KEY… STATUS [options]\n'],
    [['move', 'PAY-1', 'todo', '--mesage', 'x'], '--mesage is no option of this command. Did you mean --message?'],
    [['align', 'aprove'], 'tracker align takes submit, decide, get, list.'],
    [['board', 'me', 'please'], 'tracker board me takes no words: "please".'],
    [['create', 'x', '--template', 'bug-fix', '--var', 'name'], '--var "name" has no value: --var NAME=VALUE.'],
    [['--jsno'], 'tracker has no option "--jsno".'],
    [['redact'], 'EVENT is missing.'],
  ])('of %j is 2, with the usage', async (args, message) => {
    const { root } = makeRepository();
    const { code, stdout, stderr } = await runTracker({ cwd: root }, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: tracker ');
  });
});

describe('help', () => {
  test('lists every command, and every command has its own', async () => {
    const { root } = makeRepository();
    const { stdout, code } = await runTracker({ cwd: root }, '--help');
    expect(code).toBe(0);
    expect((await runTracker({ cwd: root })).stdout).toBe(stdout);
    for (const { name, summary } of actionCommands) {
      expect(stdout).toContain(`  ${name} `.trimEnd());
      expect(stdout).toContain(summary);
    }
    const helps = await Promise.all(
      actionCommands.map(({ name }) => runTracker({ cwd: root }, ...name.split(' '), '--help')),
    );
    for (const [index, help] of helps.entries()) {
      expect(help, actionCommands[index]!.name).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: tracker ${actionCommands[index]!.name}`);
    }
    expect(existsSync(join(root, '.tracker'))).toBe(false);
  });

  test('shows what the action takes, and what it does with it', async () => {
    const { root } = makeRepository();
    const { stdout } = await runTracker({ cwd: root }, 'help', 'create');
    for (const option of ['--type TYPE', '--label LABEL', '--dry-run', '--json']) expect(stdout).toContain(option);
    const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
    expect((await runTracker({ cwd: root }, '--version')).stdout).toBe(`${version}\n`);
  });
});

describe('a command', () => {
  test('reads a text from standard input, and a text that begins with a dash as it is', async () => {
    const { root } = makeRepository();
    const options = { cwd: root, input: '## Acceptance\n- [ ] One\n- [ ] Two\n' };
    const made = await runTracker(options, 'create', 'With a description', '--description', '-', '--json');
    const { key } = JSON.parse(made.stdout).tickets[0];
    expect(
      (
        await runTracker(
          { cwd: root },
          'edit',
          key,
          '--op',
          'append',
          '--section',
          'Acceptance',
          '--new',
          '- [ ] Three',
        )
      ).code,
    ).toBe(0);
    expect((await runTracker({ cwd: root, input: 'From a pipe\n' }, 'comment', key, '-')).code).toBe(0);
    expect((await runTracker({ cwd: root }, 'comment', key, '-1 from me')).code).toBe(0);
    const { stdout } = await runTracker({ cwd: root }, 'show', key);
    expect(stdout).toContain('- [ ] Two\n- [ ] Three');
    expect(stdout).toContain('From a pipe');
    expect(stdout).toContain('-1 from me');
  });

  test('runs the life of a ticket', async () => {
    const { root, commit } = makeRepository();
    commit('Expire tokens');
    const key = await create(root, 'Expire tokens', '--type', 'bug');
    const other = await create(root, 'Announce it');
    const steps = [
      ['move', key, 'confirmed'],
      ['link', key, 'blocks', other],
      ['claim', key],
      ['align', 'submit', key, 'Tokens', 'expire', '--evidence', 'commit HEAD', '--evidence', 'npm test -> 0'],
      ['close', key, '--message', 'Shipped'],
      ['archive', key],
      ['unarchive', key],
      ['undo', key],
    ];
    for (const step of steps)
      expect(await runTracker({ cwd: root }, ...step), step.join(' ')).toMatchObject({ code: 0, stderr: '' });
    const own = await runTracker({ cwd: root }, 'align', 'decide', key, 'approved', 'Mine');
    expect(own).toMatchObject({ code: 1, stderr: expect.stringContaining('error permission_denied') });
    const env = { TRACKER_ACTOR: 'bob', TRACKER_SESSION: 'another' };
    expect(await runTracker({ cwd: root, env }, 'align', 'decide', key, 'approved', 'Reads well')).toMatchObject({
      code: 0,
      stderr: '',
    });
    for (const read of [
      ['history', key],
      ['align', 'get', key],
      ['link', 'graph', other],
      ['board', 'summary'],
      ['board', 'stats'],
      ['templates'],
    ]) {
      expect(await runTracker({ cwd: root }, ...read), read.join(' ')).toMatchObject({ code: 0, stderr: '' });
    }
  });
});

describe('in a pipe', () => {
  test('list, ready and search print a row for each ticket, whole and without colour, and nothing else', async () => {
    const { root } = makeRepository();
    const title = 'A title that is a good deal longer than a terminal of eighty columns is wide, or so one would think';
    const keys = [await create(root, title), await create(root, 'Short')];
    for (const command of [['list'], ['ready'], ['search', 'title', 'or', 'short', '--limit', '5']]) {
      const { stdout, stderr } = await runTracker({ cwd: root, env: { TERM: 'xterm' } }, ...command);
      if (command[0] !== 'search') expect(stdout.trimEnd().split('\n')).toHaveLength(2);
      for (const line of stdout.trimEnd().split('\n').filter(Boolean)) expect(keys).toContain(line.split(' ')[0]);
      expect(stdout).not.toContain('\u001b');
      expect(stdout + stderr).not.toContain('…');
    }
    expect((await runTracker({ cwd: root }, 'list')).stdout).toContain(title);
  });

  test('what a page leaves goes to standard error, with the way on', async () => {
    const { root } = makeRepository();
    await create(root, 'One');
    await create(root, 'Two');
    const first = await runTracker({ cwd: root }, 'list', '--limit', '1');
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
    const cursor = /--cursor (\S+)/.exec(first.stderr)?.[1];
    const second = await runTracker({ cwd: root }, 'list', '--limit', '1', '--cursor', cursor!);
    expect(second.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(second.stdout).not.toBe(first.stdout);
  });

  test('a reader that goes away ends it quietly', async () => {
    const { root } = makeRepository();
    const items = JSON.stringify(
      Array.from({ length: 60 }, (_, index) => ({ title: `Ticket ${index}`, description: 'x'.repeat(4000) })),
    );
    expect((await runTracker({ cwd: root, input: items }, 'create', '--items', '-')).code).toBe(0);
    const command = `"${process.execPath}" "${program}" export --jsonl | head -c 10`;
    const piped = spawnSync('sh', ['-c', command], { cwd: root, env: isolatedEnv(), encoding: 'utf8' });
    expect(piped).toMatchObject({ status: 0, stderr: '' });
    expect(piped.stdout).toHaveLength(10);
  });
});

describe('the file', () => {
  test('is the same from a subdirectory, through a symbolic link, and under a foreign GIT_DIR', async () => {
    const { root, write } = makeRepository();
    const other = makeRepository({ name: 'other' });
    write('src/deep/a.ts', '');
    const link = join(makeDirectory(), 'link');
    symlinkSync(join(root, 'src'), link);
    const env = {
      GIT_DIR: join(other.root, '.git'),
      GIT_INDEX_FILE: join(other.root, '.git/index'),
      GIT_WORK_TREE: other.root,
    };
    await create(join(root, 'src/deep'), 'From below');
    await create(link, 'Through a link');
    expect((await runTracker({ cwd: root, env }, 'create', 'From a hook')).code).toBe(0);
    expect((await runTracker({ cwd: root }, 'list')).stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(existsSync(join(other.root, '.tracker'))).toBe(false);
    expect(existsSync(join(root, 'src/.tracker'))).toBe(false);
  });

  test('is its own in a linked work tree and in a submodule', async () => {
    const part = makeRepository({ name: 'part' });
    part.commit('First');
    const { root, git, commit } = makeRepository();
    commit('First');
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part.root, 'part');
    git('worktree', 'add', '--quiet', '../tree');
    const tree = join(dirname(root), 'tree');
    await create(tree, 'In the tree');
    await create(join(root, 'part'), 'In the part');
    expect([root, tree, join(root, 'part')].map((folder) => existsSync(join(folder, '.tracker/data.db')))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('who did it', () => {
  test("is git's user, a service without a terminal, or whoever the environment names", async () => {
    const { root } = makeRepository();
    const me = async (env?: Record<string, string>) =>
      JSON.parse((await runTracker({ cwd: root, ...(env && { env }) }, 'board', 'me', '--json')).stdout);
    expect(await me()).toMatchObject({ actor: 'alice', kind: 'service', client: expect.stringMatching(/^cli \d/) });
    expect(await me({ TRACKER_ACTOR: 'ci', TRACKER_SESSION: 'run-7' })).toMatchObject({
      actor: 'ci',
      session: 'run-7',
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'is a person on a terminal, who gets columns and colour that fit',
    async () => {
      const { root } = makeRepository();
      await create(
        root,
        'A title that is a good deal longer than a terminal of sixty columns is wide',
        '--priority',
        'urgent',
      );
      const onTerminal = (args: string, env: Record<string, string> = {}) =>
        execFileSync('script', ['-qec', `stty cols 60; "${process.execPath}" "${program}" ${args}`, '/dev/null'], {
          cwd: root,
          env: isolatedEnv({ TERM: 'xterm', ...env }),
          encoding: 'utf8',
        }).replaceAll('\r', '');
      const me = JSON.parse(onTerminal('board me --json'));
      expect(me).toMatchObject({ kind: 'human', session: expect.stringMatching(/@tty-\d+$/) });
      const list = onTerminal('list');
      expect(list).toContain('\u001b[31murgent\u001b[39m');
      expect(onTerminal('list', { NO_COLOR: '1' })).not.toContain('\u001b');
      const plain = onTerminal('list', { TERM: 'dumb' });
      expect(plain).not.toContain('\u001b');
      expect(plain).toMatch(/^KEY +STATUS +PRIORITY +TITLE/);
      for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
      expect(onTerminal('board')).toContain('to do 1');
    },
  );
});
