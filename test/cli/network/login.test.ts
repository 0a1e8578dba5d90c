import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../../src/cli/network/login.ts';
import { ask, serve } from '../../serve/served.ts';
import { makeDirectory } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

/** Somebody's own machine: a folder that is no repository, and an empty configuration. */
function makePerson() {
  const cwd = makeDirectory();
  const env = { XDG_CONFIG_HOME: join(cwd, 'config'), XDG_CACHE_HOME: join(cwd, 'cache') };
  const file = join(env.XDG_CONFIG_HOME, 'tracker-mcp/logins.json');
  return {
    ...{ cwd, env, file },
    run: (input: string, ...args: string[]) => runCommand({ cwd, env, input }, ...args),
    kept: () => JSON.parse(readFileSync(file, 'utf8')),
  };
}

test('a token that opens the server is kept for it alone, where nobody else reads it, and forgotten again', async () => {
  const { url, tokens } = await serve();
  const { run, kept, file } = makePerson();
  const done = await run(`${tokens.bot}\n`, 'login', `${url}/some/path`, '--token-stdin');
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain(`Signed in to tracker PAY. The token is kept in ${file}, for ${url} alone.`);
  expect(done.stdout).not.toContain(tokens.bot);
  expect(kept()).toEqual({ [url]: tokens.bot });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  expect((await run('', 'logout', url)).stdout).toContain(`Forgotten: the token for ${url}.`);
  expect(kept()).toEqual({});
  expect(await run('', 'logout', url)).toMatchObject({ code: 0, stdout: `No token is kept for ${url}.\n` });
});

test('a token that opens nothing is not kept, and it is said who makes one', async () => {
  const { url } = await serve();
  const { run, kept } = makePerson();
  const { code, stdout, stderr } = await run('trk_wrong', 'login', url, '--token-stdin');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('The token is not known to this tracker.');
  expect(stderr).toContain('tracker token create --actor HANDLE');
  expect(stderr).not.toContain('trk_wrong');
  expect(kept).toThrow('ENOENT');
});

test('a code fetches a token once, named after the machine or as it is said', async () => {
  const { url, repository } = await serve();
  const owner = { cwd: repository.root };
  const code = (await runCommand(owner, 'pair', '--actor', 'bot')).stdout.trim();
  const { run, kept } = makePerson();
  expect(await run('', 'login', url, '--code', code, '--name', 'laptop')).toMatchObject({ code: 0, stderr: '' });
  const token = kept()[url];
  expect((await ask(url, 'POST /api/v1/actions/ticket/list', { token, body: {} })).status).toBe(200);
  expect((await runCommand(owner, 'token', 'list')).stdout).toMatch(/bot +live .* laptop/);
  expect(await run('', 'login', url, '--code', code)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/This code fetches no token: .*\n.*`tracker pair --actor HANDLE`/),
  });
  expect(kept()[url]).toBe(token);
});

test('on a terminal the server is named and asked about first, and what is asked for then is a code or a token', async () => {
  Object.defineProperty(process.stdin, 'isTTY', { value: true, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(process.stdin, 'isTTY'));
  const { url, tokens } = await serve();
  const { cwd, env, kept } = makePerson();
  const login = (answer: boolean, word: string) =>
    runCommand({ ...{ cwd, env, columns: 200, answer, word } }, 'login', url);
  expect(await login(false, tokens.bot!)).toMatchObject({ code: 1, stdout: 'Nothing was kept.\n' });
  expect(kept).toThrow('ENOENT');
  expect(await login(true, 'nonsense')).toMatchObject({ code: 2, stderr: expect.stringContaining('this is neither') });
  expect(await login(true, '')).toMatchObject({ code: 2 });
  expect(await login(true, ` ${tokens.bot}\n`)).toMatchObject({ code: 0 });
  // The kept one is checked again and stays.
  expect(await login(true, '')).toMatchObject({ code: 0, stdout: expect.stringContaining('Signed in to') });
  expect(kept()).toEqual({ [url]: tokens.bot });
});

test('what is no tracker server, or cannot be reached, gets no token', async () => {
  const seen: string[] = [];
  const server = createServer((request, answer) => {
    seen.push(`${request.method} ${request.url}`);
    answer.writeHead(302, { Location: 'https://evil.example/' }).end('<html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const { run } = makePerson();
  expect(await run('trk_a', 'login', url, '--token-stdin')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is no tracker server'),
  });
  expect(seen).toEqual(['GET /.well-known/oauth-protected-resource']);
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
  expect((await run('trk_a', 'login', url, '--token-stdin')).stderr).toContain('cannot be reached: ECONNREFUSED');
  expect((await run('trk_a', 'login', 'http://tracker.example', '--token-stdin')).stderr).toContain('plain http');
});

test('a token is taken from no command line, and without a terminal nothing is asked', async () => {
  expect(() => addressOf(['https://a.example', 'trk_secret'])).toThrow('never given on the command line');
  expect(() => addressOf([])).toThrow('URL is missing');
  expect(() => addressOf(['a', 'b'])).toThrow('One URL');
  const { run } = makePerson();
  expect(await run('', 'login', 'https://a.example')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--token-stdin'),
  });
  expect((await run('', 'login', 'https://a.example', '--code', 'K7QF-29XB', '--token-stdin')).code).toBe(2);
});
