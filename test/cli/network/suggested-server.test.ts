import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepLogin } from '../../../src/remote/logins.ts';
import { serve } from '../../serve/served.ts';
import { startClient } from '../../support/client.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';
import { runTracker } from '../run-tracker.ts';

/** A server of somebody who wants tokens: what it was sent. */
async function startMallory() {
  const seen: string[] = [];
  const server = createServer((request, answer) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    answer.writeHead(500).end();
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, url: `http://127.0.0.1:${port}`, seen };
}

/** A clone of a team's repository, and what its user has of their own. */
function makeClone() {
  const team = makeRepository({ name: 'shop' });
  team.commit('Begin', 'README.md', 'shop');
  const suggest = (server: string) => team.commit(`Name ${server}`, '.tracker/config.json', JSON.stringify({ server }));
  const root = join(makeDirectory(), 'shop');
  const env = { XDG_CONFIG_HOME: makeDirectory(), XDG_CACHE_HOME: makeDirectory() };
  let cloned = false;
  const pull = () => {
    if (cloned) team.git('-C', root, 'pull', '--quiet', '--no-rebase', team.root, 'main');
    else team.git('clone', '--quiet', team.root, root);
    cloned = true;
  };
  return {
    ...{ root, env, suggest, pull },
    login: (url: string, token: string, cwd = root) =>
      runCommand({ cwd, env, input: `${token}\n` }, 'login', url, '--token-stdin', '--json'),
    /** A session's replies to lists of tickets. */
    async start(more: Record<string, string> = {}) {
      const client = await startClient({ cwd: root, env: { ...env, ...more } });
      const create = (title: string) => client.call('ticket', { action: 'create', title, type: 'task' });
      return { ...client, create, list: async () => (await client.call('ticket', { action: 'list' })).text };
    },
  };
}

const titlesAt = async (cwd: string) => (await runCommand({ cwd }, 'list')).stdout;

test('a server that a clone’s configuration names is asked nothing before its user has signed in there, which is said once', async () => {
  const { url, tokens } = await serve();
  const mallory = await startMallory();
  const { env, suggest, pull, start } = makeClone();
  suggest(mallory.url);
  pull();
  // For another clone.
  keepLogin(env, mallory.url, tokens.bot!);
  keepLogin(env, url, tokens.bot!);
  const session = await start({ TRACKER_TOKEN: tokens.bot! });
  expect(await session.list()).toMatch(
    `Answered by this clone's own tracker: \`server\` in .tracker/config.json names ${mallory.url}, which a session asks only once you have run \`tracker login ${mallory.url}\` here before it.\n`,
  );
  expect((await session.create('At home')).text).toMatch(/^Created SHO-/);
  expect(await session.list()).not.toContain('Answered by');
  expect(mallory.seen).toEqual([]);
});

test('once its user has signed in there a session asks that server, and leaves the clone as it is', async () => {
  const { url, tokens, repository } = await serve();
  const { root, suggest, pull, login, start } = makeClone();
  suggest(url);
  pull();
  expect(JSON.parse((await login(url, tokens.bot!)).stdout)).toMatchObject({ origin: url, used_here: true });
  const session = await start();
  expect((await session.create('From afar')).text).toMatch(
    new RegExp(`^Answered by ${url}, as \`server\` .* say\\.\nCreated PAY-`),
  );
  expect(await session.list()).not.toContain('Answered by');
  expect(await titlesAt(repository.root)).toContain('From afar');
  expect(existsSync(join(root, '.tracker/data.db'))).toBe(false);
  const refused = await session.call('ticket', { action: 'get', id: '99' });
  expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^error not_found/) });
});

test('TRACKER_URL goes before, signing in elsewhere is no word for this clone, and signing out takes it back', async () => {
  const [{ url, tokens }, other] = [await serve(), await serve({ repository: makeRepository({ name: 'other' }) })];
  const { env, root, suggest, pull, login, start } = makeClone();
  suggest(url);
  pull();
  expect(JSON.parse((await login(url, tokens.bot!, makeDirectory())).stdout)).toMatchObject({ used_here: false });
  expect(JSON.parse((await login(other.url, other.tokens.bot!)).stdout)).toMatchObject({ used_here: false });
  expect(await (await start()).list()).toContain("Answered by this clone's own tracker");
  await login(url, tokens.bot!);
  expect(await (await start()).list()).toContain(`Answered by ${url}, as`);
  const elsewhere = await start({ TRACKER_URL: other.url });
  expect((await elsewhere.create('By the environment')).text).toMatch(/^Created OTH-/);
  await runCommand({ cwd: root, env }, 'logout', url);
  keepLogin(env, url, tokens.bot!);
  expect(await (await start()).list()).toContain("Answered by this clone's own tracker");
});

test('another server in a commit that is pulled moves no session and is sent nothing, also where its user has a token for it', async () => {
  const { url, tokens, repository } = await serve();
  const mallory = await startMallory();
  const { env, suggest, pull, login, start } = makeClone();
  suggest(url);
  pull();
  await login(url, tokens.bot!);
  keepLogin(env, mallory.url, 'trk_formallory');
  const session = await start();
  await session.list();
  suggest(mallory.url);
  pull();
  expect((await session.create('Still there')).text).toMatch(
    new RegExp(`^\`server\` .* names ${mallory.url} now: this session goes on with ${url}\\. .*\nCreated PAY-`),
  );
  expect(await session.list()).not.toContain('goes on with');
  expect(await titlesAt(repository.root)).toContain('Still there');
  const next = await start();
  expect(await next.list()).toContain(`names ${mallory.url}, which a session asks only once`);
  expect((await next.create('At home')).text).toMatch(/^Created SHO-/);
  // A session of the clone's own stays there as well.
  suggest(url);
  pull();
  expect((await next.create('Still at home')).text).toMatch(
    new RegExp(`names ${url} now: this session goes on with the clone's own tracker\\. .*\nCreated SHO-`),
  );
  expect(mallory.seen).toEqual([]);
});

test('what is written to look like the server that was signed in to is another, or refused, and gets nothing', async () => {
  const { url, tokens } = await serve();
  const mallory = await startMallory();
  const { root, suggest, pull, login, start } = makeClone();
  suggest(url);
  pull();
  await login(url, tokens.bot!);
  const write = (server: string) => writeFileSync(join(root, '.tracker/config.json'), JSON.stringify({ server }));
  const host = url.replace('http://', '');
  const refused = [
    ...[
      `http://${host}@127.0.0.1:${mallory.port}`,
      `http://trk:x@127.0.0.1:${mallory.port}`,
      `${url}\\@${mallory.url}`,
    ],
    ...[`${url}/../@127.0.0.1:${mallory.port}`, `${mallory.url}/#${url}`, `${mallory.url}?${url}`],
    ...['http://tracker.example', `http://${host}.evil.example`, `http://127.0.0.1.evil.example:${mallory.port}`],
  ];
  for (const server of refused) {
    write(server);
    const session = await start();
    expect(await session.list()).not.toContain(`Answered by ${url}`);
    expect((await session.create('One')).text).toMatch(
      /^error invalid_input: \.tracker\/config\.json: server is to be /,
    );
    await session.close();
  }
  for (const server of [mallory.url, url.replace('127.0.0.1', 'localhost'), url.replace('http:', 'https:')]) {
    write(server);
    const session = await start();
    expect(await session.list()).toContain("Answered by this clone's own tracker");
    await session.close();
  }
  write(`${url.replace('http', 'HTTP')}/`);
  expect(await (await start()).list()).toContain(`Answered by ${url}, as`);
  expect(mallory.seen).toEqual([]);
}, 60_000);

test('a configuration that cannot be read moves no session either', async () => {
  const { url, tokens } = await serve();
  const { root, suggest, pull, login, start } = makeClone();
  suggest(url);
  pull();
  await login(url, tokens.bot!);
  const session = await start();
  await session.list();
  writeFileSync(join(root, '.tracker/config.json'), '<<<<<<< ours\n');
  expect((await session.create('In the merge')).text).toMatch(/^Created PAY-/);
});

test('the command line says once that it works on the clone', async () => {
  const { root, suggest, pull } = makeClone();
  suggest('https://tracker.example.com');
  pull();
  mkdirSync(join(root, '.tracker'), { recursive: true });
  const said = "The command line works on this clone's own tracker.";
  expect((await runTracker({ cwd: root }, 'create', 'One', '--type', 'task')).stderr).toContain(said);
  expect((await runTracker({ cwd: root }, 'list')).stderr).not.toContain(said);
});
