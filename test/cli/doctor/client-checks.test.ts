import { expect, test } from 'vitest';
import { claude } from '../../../src/cli/clients/claude.ts';
import { launchIn } from '../../../src/cli/clients/client.ts';
import { clientFiles } from '../../../src/cli/doctor/client-checks.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openContext } from '../context.ts';

const check = ({ root }: TestRepository) => clientFiles.run(openContext({ cwd: root }).context);

const started = (command: string, ...args: string[]) =>
  JSON.stringify({ mcpServers: { tracker: { command, args: [...args, '--mcp-server'] } } });

test('a repository without a client has nothing to check', async () => {
  expect(await check(makeRepository())).toEqual([]);
});

test('our entry is well where the tracker is installed, and a warning where it is not', async () => {
  const repository = makeRepository();
  repository.write('.mcp.json', claude.addServer(undefined, launchIn(repository.root)));
  expect(await check(repository)).toEqual([
    {
      level: 'warn',
      message: '.mcp.json starts the tracker that is installed here, and none is',
      advice: expect.stringMatching(/^npm install --global tracker-mcp /),
    },
  ]);
  repository.write('node_modules/.bin/tracker', '');
  expect(await check(repository)).toEqual([{ level: 'ok', message: '.mcp.json has tracker for Claude Code' }]);
});

test("an entry of the user's own is well", async () => {
  const repository = makeRepository();
  repository.write('.mcp.json', started('/opt/tracker'));
  expect((await check(repository))[0]?.level).toBe('ok');
});

test.each(['npx -y tracker', 'cmd /c npx -y tracker', 'npx --yes tracker', 'npx.cmd -y tracker@latest', 'npx tracker'])(
  "an entry that may start somebody else's package is an error: %s",
  async (line) => {
    const [command, ...args] = line.split(' ');
    const repository = makeRepository();
    repository.write('.mcp.json', started(command!, ...args));
    expect(await check(repository)).toEqual([
      {
        level: 'error',
        message: `.mcp.json may start a package of somebody else: ${line} --mcp-server`,
        advice: 'Replace that command by: npx --no -- tracker --mcp-server',
      },
    ]);
  },
);

test('files without us are a warning, and broken ones an error, one finding each', async () => {
  const repository = makeRepository();
  repository.write('opencode.json', '{}');
  repository.write('.codex/config.toml', 'a = \n');
  expect(await check(repository)).toEqual([
    {
      level: 'error',
      message: expect.stringMatching(/^\.codex\/config\.toml was left as it is: it is not valid TOML/),
      advice: 'Mend it, then: tracker init --agents codex',
    },
    {
      level: 'warn',
      message: 'opencode.json has no tracker for opencode',
      advice: 'tracker init --agents opencode',
    },
  ]);
});

test('a server of another product by our name is a warning', async () => {
  const repository = makeRepository();
  repository.write('.mcp.json', '{"mcpServers":{"tracker":{"url":"https://example.org"}}}');
  expect(await check(repository)).toEqual([
    {
      level: 'warn',
      message: '.mcp.json has another server by the name of tracker for Claude Code, not ours',
      advice: 'Give that one another name, then: tracker init --agents claude',
    },
  ]);
});

test('an entry that asks a server elsewhere is well', async () => {
  const repository = makeRepository();
  repository.write('.mcp.json', claude.addServer(undefined, { url: 'https://tracker.example/mcp' }));
  expect(await check(repository)).toEqual([
    { level: 'ok', message: '.mcp.json has the tracker at https://tracker.example/mcp for Claude Code' },
  ]);
});
