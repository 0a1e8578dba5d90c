import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findAccess } from '../../../src/access/place.ts';
import { writeLinkFile } from '../../../src/cli/network/open-link.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { ask } from '../../serve/served.ts';
import { signIn } from '../../serve/sign-in/signed-in.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { until } from '../../support/until.ts';
import { isolatedEnv, makeDirectory, makeRepository } from '../../support/workspace.ts';

interface Running {
  child: ChildProcess;
  /** What it has printed so far, line by line. */
  lines(): string[];
  /** Waits until so many lines are there. */
  line(count: number): Promise<string[]>;
  ended: Promise<unknown[]>;
}

function startWeb(root: string, args: string[], env: Record<string, string> = {}): Running {
  checkBuilt();
  const child = spawn(process.execPath, [program, 'web', ...args], {
    cwd: root,
    env: { ...isolatedEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit');
  const lines = () => said.split('\n').slice(0, -1);
  return {
    ...{ child, lines, ended },
    async line(count) {
      await until(`${count} lines are printed`, () => lines().length >= count);
      return lines();
    },
  };
}

const linkIn = (line: string) => /^(http:\/\/127\.0\.0\.1:\d+)\/#key=([\w-]{43})$/.exec(line)?.slice(1) ?? [];

/** A folder with a program by the name of the system's opener, which writes down what it was given. */
function makeOpener(code: number): { PATH: string; opened: string } {
  const folder = makeDirectory();
  const opened = join(folder, 'opened');
  const name = process.platform === 'darwin' ? 'open' : 'xdg-open';
  writeFileSync(
    join(folder, name),
    `#!/bin/sh\nprintf '%s' "$1" > '${opened}.tmp'\n/bin/mv '${opened}.tmp' '${opened}'\nexit ${code}\n`,
  );
  chmodSync(join(folder, name), 0o755);
  return { PATH: `${folder}:${process.env.PATH}`, opened };
}

test('with --no-open the link stands on a line of its own, and signs in once whom git names, a human who may do everything', async () => {
  const { root } = makeRepository();
  const { line, child, ended } = startWeb(root, ['--no-open', '--addr', ':0']);
  const [said, link] = await line(2);
  const [url = '', key = ''] = linkIn(link!);
  expect(said).toBe(`tracker serves PAY at ${url}`);
  const { answer, headers } = await signIn(url, { key });
  expect(answer).toMatchObject({ status: 200, body: { actor: 'alice', kind: 'human' } });
  expect(answer.body.scopes).toContain('admin');
  expect((await signIn(url, { key })).answer.status).toBe(401);
  expect((await ask(url, 'GET /')).body).toContain('<div id="app">');
  const made = await ask(url, 'POST /api/v1/tickets', { body: { title: 'By the board' }, headers });
  expect(made.status).toBe(201);
  const log = execFileSync(process.execPath, [program, 'show', made.body.key, '--json'], {
    cwd: root,
    env: isolatedEnv(),
    encoding: 'utf8',
  });
  expect(log).toContain('By the board');
  for (let time = 0; time < 3; time++) child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a browser stays signed in when the server starts again at the same address', async () => {
  const { root } = makeRepository();
  const first = startWeb(root, ['--no-open', '--addr', ':0']);
  const [url = '', key = ''] = linkIn((await first.line(2))[1]!);
  const { headers } = await signIn(url, { key });
  first.child.kill('SIGINT');
  expect(await first.ended).toEqual([0, null]);
  const again = startWeb(root, ['--no-open', '--addr', `:${new URL(url).port}`]);
  await again.line(2);
  expect(await ask(url, 'GET /api/v1/session', { headers })).toMatchObject({ status: 200, body: { actor: 'alice' } });
});

test('a second one of the same tracker takes the next port, and its key is its own', async () => {
  const { root } = makeRepository();
  const all = [startWeb(root, ['--no-open']), startWeb(root, ['--no-open'])];
  const links = await Promise.all(all.map(async ({ line }) => linkIn((await line(2))[1]!)));
  const [[one = '', key = ''] = [], [two = ''] = []] = links;
  expect(one).not.toBe(two);
  expect((await signIn(two, { key })).answer.status).toBe(401);
  expect((await signIn(one, { key })).answer.status).toBe(200);
});

test('a browser is given the link in a file that no other user can read, which goes when the server stops', async () => {
  const { root } = makeRepository();
  const { PATH, opened } = makeOpener(0);
  const { child, line, lines, ended } = startWeb(root, ['--addr', ':0'], { PATH });
  const [said] = await line(1);
  await until('the opener was started', () => existsSync(opened));
  const path = readFileSync(opened, 'utf8');
  expect(dirname(path)).toBe(dirname(findAccess({ commonDir: locate(root).commonDir! })!.path));
  expect(execFileSync('stat', ['-c', '%a', path], { encoding: 'utf8' }).trim()).toBe('600');
  const page = readFileSync(path, 'utf8');
  const [, link = ''] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(page) ?? [];
  const [url = '', key = ''] = linkIn(link);
  expect(said).toBe(`tracker serves PAY at ${url}`);
  expect((await signIn(url, { key })).answer.status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(existsSync(path)).toBe(false);
  // Nobody who looks at the terminal has the key.
  expect(lines()).toEqual([said]);
});

test.each([
  ['fails', () => makeOpener(3).PATH],
  ['is missing', () => makeDirectory()],
])('where what opens a browser %s, the link is printed', async (_, makePath) => {
  const { root } = makeRepository();
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const folder = makePath();
  if (!folder.includes(':')) execFileSync('ln', ['-s', git, join(folder, 'git')]);
  const { line } = startWeb(root, ['--addr', ':0'], { PATH: folder });
  expect(linkIn((await line(2))[1]!)).toHaveLength(2);
});

test('it is for this machine alone, and says what is taken', async () => {
  const { root } = makeRepository();
  const fail = async (...args: string[]) => {
    const { child, ended } = startWeb(root, args);
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await ended;
    return { code, said };
  };
  for (const host of ['0.0.0.0:0', '192.0.2.1:0', '[::]:0', 'example.com'])
    expect(await fail('--addr', host)).toMatchObject({ code: 2, said: expect.stringContaining('tracker serve') });
  expect(await fail('folder')).toMatchObject({ code: 2 });
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  expect(await fail('--addr', `:${port}`)).toMatchObject({ said: expect.stringContaining('is taken') });
});

test('what a link was left in when a server was killed is taken away by the next', () => {
  const folder = makeDirectory();
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'open.html'), '');
  const old = writeLinkFile(folder, 'http://127.0.0.1:1/#key=a', 60_000);
  execFileSync('touch', ['-d', '2 minutes ago', old.path]);
  const first = writeLinkFile(folder, 'http://127.0.0.1:1/#key=b', 60_000);
  const second = writeLinkFile(folder, 'http://127.0.0.1:1/#key=c', 60_000);
  expect([old, first, second].map(({ path }) => existsSync(path))).toEqual([false, true, true]);
  expect(existsSync(join(folder, 'open.html'))).toBe(true);
  second.remove();
  second.remove();
  expect([first, second].map(({ path }) => existsSync(path))).toEqual([true, false]);
});
