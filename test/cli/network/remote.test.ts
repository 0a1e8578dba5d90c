import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepLogin } from '../../../src/remote/logins.ts';
import { type Served, serve } from '../../serve/served.ts';
import { startClient } from '../../support/client.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

/** A door before the server that counts who comes, and keeps them waiting or out. */
async function before({ url }: Pick<Served, 'url'>) {
  let waiting: Promise<void> | undefined;
  let isDown = false;
  const seen: string[] = [];
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push(String(request.headers['mcp-method']));
    await waiting;
    if (isDown) return void request.socket.destroy();
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers as Record<string, string>;
    const done = await fetch(url + request.url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    answer.writeHead(done.status, { 'Content-Type': done.headers.get('content-type') ?? '' }).end(await done.text());
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, seen },
    fall: () => (isDown = true),
    /** Nobody is answered until what it returns is called. */
    hold() {
      let go = () => {};
      waiting = new Promise((resolve) => (go = resolve));
      return go;
    },
  };
}

/** A client's machine: a repository without a tracker, and folders of its own. */
function makeMachine() {
  const { root, git, write } = makeRepository({ name: 'shop', user: 'mallory' });
  const env = { XDG_CONFIG_HOME: makeDirectory(), XDG_CACHE_HOME: makeDirectory() };
  return { root, git, write, env };
}

const create = { action: 'create', title: 'Asked from afar', type: 'task' };

test('a client starts before the server answers, its calls are the server’s, and the work tree stays as it is', async () => {
  const { url, tokens, repository } = await serve();
  const door = await before({ url });
  const go = door.hold();
  const { root, git, env } = makeMachine();
  const start = (token: string) =>
    startClient({ cwd: root, env: { ...env, TRACKER_URL: door.url, TRACKER_TOKEN: token } });
  const bot = await start(tokens.bot!);
  expect((await bot.sdk.listTools()).tools).toHaveLength(5);
  expect(door.seen).toEqual([]);
  go();
  const made = await bot.call('ticket', create);
  const [, key = ''] = /^Created (PAY-\d{6})/.exec(made.text) ?? [];
  expect(await bot.call('ticket', { action: 'history', id: key })).toMatchObject({
    ...{ isError: false, text: expect.stringContaining('alice/bot') },
  });
  const { contents } = await bot.sdk.readResource({ uri: `tracker://ticket/${key}` });
  expect(JSON.stringify(contents)).toContain('Asked from afar');
  expect((await bot.sdk.getPrompt({ name: 'triage' })).messages).not.toEqual([]);
  expect(bot.stderr()).toBe('');
  expect((await runCommand({ cwd: repository.root }, 'list')).stdout).toContain(key);
  expect(git('status', '--porcelain', '--ignored')).toBe('');
  expect(existsSync(join(root, '.git/tracker'))).toBe(false);
});

test('from the second start on a token’s holder is listed what it may do alone, and the server decides in any case', async () => {
  const { url, tokens } = await serve();
  const { root, env } = makeMachine();
  const start = () => startClient({ cwd: root, env: { ...env, TRACKER_URL: url, TRACKER_TOKEN: tokens.bob! } });
  const first = await start();
  const actionsOf = async ({ sdk }: typeof first) => JSON.stringify((await sdk.listTools()).tools);
  expect(await actionsOf(first)).toContain('claim');
  expect(await first.call('ticket', create)).toMatchObject({
    ...{ isError: true, text: expect.stringMatching(/^error permission_denied: .*write/) },
  });
  expect(await first.call('ticket', { action: 'list' })).toMatchObject({ isError: false });
  await first.close();
  const second = await start();
  expect(readdirSync(join(env.XDG_CACHE_HOME, 'tracker-mcp-remote'))).toHaveLength(1);
  expect(await actionsOf(second)).not.toContain('claim');
  expect(await actionsOf(second)).toContain('list');
});

test('where the server is gone what was read a moment ago is told as old, and the rest is a network error', async () => {
  const { url, tokens } = await serve();
  const door = await before({ url });
  const { root, env } = makeMachine();
  const client = await startClient({ cwd: root, env: { ...env, TRACKER_URL: door.url, TRACKER_TOKEN: tokens.bot! } });
  await client.call('ticket', create);
  const list = await client.call('ticket', { action: 'list' });
  door.fall();
  expect((await client.call('ticket', { action: 'list' })).text).toContain(
    `${list.text}\nnote: the server cannot be reached; this is `,
  );
  expect(await client.call('ticket', create)).toMatchObject({
    ...{
      isError: true,
      text: expect.stringMatching(/^error network_error: .* It is not known whether this was done\./),
    },
  });
});

test('what tracker login has kept opens the server too; without a token, and over plain http elsewhere, nothing is sent', async () => {
  const { url, tokens } = await serve();
  const { root, env } = makeMachine();
  const call = async (more: Record<string, string>) => {
    const client = await startClient({ cwd: root, env: { ...env, ...more } });
    const { text } = await client.call('ticket', { action: 'list' });
    await client.close();
    return text;
  };
  expect(await call({ TRACKER_URL: url })).toMatch(
    new RegExp(`^error permission_denied: There is no token for ${url}\\.\n.*tracker login ${url}`),
  );
  keepLogin(env, url, tokens.bot!);
  expect(await call({ TRACKER_URL: url })).not.toMatch(/^error/);
  expect(await call({ TRACKER_URL: 'http://tracker.example', TRACKER_TOKEN: tokens.bot! })).toMatch(
    /^error invalid_input: TRACKER_URL is http:\/\/tracker\.example: a token is not sent over plain http/,
  );
});

test('nothing that is checked out names a server: without TRACKER_URL the tracker is the repository’s own', async () => {
  const { url, tokens } = await serve();
  const door = await before({ url });
  const { root, write, env } = makeMachine();
  write('.mcp.json', JSON.stringify({ mcpServers: { tracker: { url: door.url } } }));
  write('.env', `TRACKER_URL=${door.url}\nTRACKER_TOKEN=${tokens.bot}\n`);
  keepLogin(env, door.url, tokens.bot!);
  const client = await startClient({ cwd: root, env: { ...env, TRACKER_URL: '' } });
  expect((await client.call('ticket', create)).text).toContain('SHO-');
  expect(door.seen).toEqual([]);
});
