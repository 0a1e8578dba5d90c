import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { expect, onTestFinished, test } from 'vitest';
import { keepLogin } from '../../../src/remote/logins.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';
import { snapshot } from '../run-tracker.ts';

const origin = 'https://tracker.example.com';
const url = `${origin}/mcp`;
const everyClient = 'claude,codex,opencode,gemini,cursor,vscode';
const fileOf = {
  claude: '.mcp.json',
  codex: '.codex/config.toml',
  opencode: 'opencode.json',
  gemini: '.gemini/settings.json',
  cursor: '.cursor/mcp.json',
  vscode: '.vscode/mcp.json',
};

function makeUser(repository: TestRepository = makeRepository()) {
  const home = makeDirectory();
  const env = { HOME: home };
  const { root } = repository;
  return {
    ...{ repository, root, home, env },
    init: (...args: string[]) => runCommand({ cwd: root, env }, 'init', ...args),
    read: (path: string) => readFileSync(join(root, path), 'utf8'),
  };
}

/** All of the work tree, and not what git has for itself. */
const workTree = (root: string) => new Map([...snapshot(root)].filter(([path]) => !path.startsWith('.git/')));

test('each client is told of the server in its own words, which name the variable and hold no token', async () => {
  const { root, init, read } = makeUser();
  const done = await init('--server', origin, '--agents', everyClient);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('Clients read the token from TRACKER_TOKEN');
  expect([...workTree(root).keys()].sort()).toEqual(Object.values(fileOf).sort());
  const json = (name: keyof typeof fileOf) => JSON.parse(read(fileOf[name]));
  const bearer = (variable: string) => ({ Authorization: `Bearer ${variable}` });
  expect(json('claude')).toEqual({
    mcpServers: { tracker: { type: 'http', url, headers: bearer('$'.concat('{TRACKER_TOKEN}')) } },
  });
  expect(parseToml(read(fileOf.codex))).toEqual({
    mcp_servers: { tracker: { url, bearer_token_env_var: 'TRACKER_TOKEN' } },
  });
  expect(json('opencode').mcp).toEqual({
    tracker: { type: 'remote', url, headers: bearer('{env:TRACKER_TOKEN}'), oauth: false },
  });
  expect(json('gemini').mcpServers).toEqual({ tracker: { httpUrl: url, headers: bearer('$TRACKER_TOKEN') } });
  expect(json('cursor').mcpServers).toEqual({
    tracker: { url, headers: bearer('$'.concat('{env:TRACKER_TOKEN}')) },
  });
  expect(json('vscode').servers).toEqual({
    tracker: { type: 'http', url, headers: bearer('$'.concat('{env:TRACKER_TOKEN}')) },
  });
  const again = await init('--server', `${origin}/`, '--agents', everyClient);
  expect(again.stdout).toContain('Everything is in place; nothing to write.');
});

test('the entry takes the place of the one that starts a server, and of another address, and is taken back to the byte', async () => {
  const { repository, root, init, read } = makeUser();
  const files = {
    '.mcp.json': '{\n\t// ours\n\t"mcpServers": {\n\t\t"docs": { "command": "docs" },\n\t},\n}',
    '.codex/config.toml': 'model = "x"\r\n\r\n[mcp_servers.docs]\r\ncommand = "docs"',
    '.gemini/settings.json': '\uFEFF{\r\n  "theme": "ü"\r\n}\r\n',
    'opencode.jsonc': '{"theme":"x"}\n',
  };
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  const before = workTree(root);
  await init('--agents', everyClient, '--no-hooks');
  await init('--server', 'https://former.example', '--agents', everyClient);
  const { stdout } = await init('--server', origin, '--agents', everyClient);
  expect(stdout).toMatch(/^change +\.mcp\.json +Claude Code$/m);
  for (const path of [...Object.keys(files), '.cursor/mcp.json', '.vscode/mcp.json']) {
    expect(read(path), path).toContain(url);
    expect(read(path), path).not.toMatch(/--mcp-server|former/);
  }
  await init('--remove');
  const after = workTree(root);
  for (const path of after.keys()) if (path.startsWith('.tracker/')) after.delete(path);
  expect(after).toEqual(before);
});

test('a repository that has a tracker keeps it, which is said, and one that has none gets none', async () => {
  const { root, init } = makeUser();
  await init('--server', origin, '--agents', 'claude');
  expect(existsSync(join(root, '.tracker'))).toBe(false);
  expect(existsSync(join(root, '.gitattributes'))).toBe(false);
  await init();
  expect((await init('--server', origin, '--agents', 'codex')).stderr).toContain('the tickets in .tracker');
});

test('what somebody has written or changed by that name is left as it is, and said to be', async () => {
  const { repository, init, read } = makeUser();
  const own = '{"mcpServers":{"tracker":{"command":"tracker","args":["--mcp-server"],"env":{"TRACKER_ACTOR":"ada"}}}}';
  repository.write('.mcp.json', own);
  repository.write('.cursor/mcp.json', '{"mcpServers":{"tracker":{"url":"https://jira.example"}}}');
  const { stdout } = await init('--server', origin, '--agents', 'claude,cursor');
  expect(stdout).toContain('Claude Code: its tracker was changed by hand, and was left as it is');
  expect(stdout).toContain('Cursor: its tracker is another server, which was left as it is');
  expect(read('.mcp.json')).toBe(own);
  repository.write('.mcp.json', '{}');
  await init('--server', origin, '--agents', 'claude');
  expect((await init('--agents', 'claude', '--no-hooks')).stdout).toContain(
    `Claude Code: its tracker is the one at ${url}; tracker init --remove takes that back`,
  );
});

test('whoever has signed in gets a headers helper into their own file, in no repository, and it is taken back', async () => {
  const { root, home, env, init } = makeUser();
  const own = join(home, '.claude.json');
  const text = `${JSON.stringify({ theme: 'dark', projects: { [root]: { allowedTools: [] }, '/x': {} } }, null, 2)}\n`;
  writeFileSync(own, text, { mode: 0o600 });
  expect((await init('--server', origin, '--agents', 'claude')).stdout).toContain(`tracker login ${origin}, then`);
  expect(readFileSync(own, 'utf8')).toBe(text);
  keepLogin(env, origin, 'trk_kept');
  const { stdout } = await init('--server', origin, '--agents', 'claude');
  expect(stdout).toMatch(/^change +~\/\.claude\.json +Claude Code sends what tracker login keeps, and its session$/m);
  const { projects, theme } = JSON.parse(readFileSync(own, 'utf8'));
  expect({ theme, others: projects['/x'] }).toEqual({ theme: 'dark', others: {} });
  const { type, headersHelper, ...entry } = projects[root].mcpServers.tracker;
  expect({ type, entry }).toEqual({ type: 'http', entry: { url } });
  expect(headersHelper).toMatch(/ mcp-headers https:\/\/tracker\.example\.com$/);
  for (const content of snapshot(root).values()) expect(content).not.toMatch(/mcp-headers|trk_kept/);
  expect((await init('--server', origin, '--agents', 'claude')).stdout).toContain('Everything is in place');
  expect((await init('--remove')).stdout).toMatch(/^change +~\/\.claude\.json/m);
  expect(readFileSync(own, 'utf8')).toBe(text);
});

test('the user’s own file may be elsewhere, is not made, and what cannot be read in it stops no removal', async () => {
  const { home, env, root } = makeUser();
  const folder = join(home, 'elsewhere');
  mkdirSync(folder);
  keepLogin(env, origin, 'trk_kept');
  const init = (...args: string[]) =>
    runCommand({ cwd: root, env: { ...env, CLAUDE_CONFIG_DIR: folder } }, 'init', ...args);
  await init('--server', origin, '--agents', 'claude');
  expect(existsSync(join(folder, '.claude.json'))).toBe(false);
  writeFileSync(join(folder, '.claude.json'), '{}');
  await init('--server', origin, '--agents', 'claude');
  expect(readFileSync(join(folder, '.claude.json'), 'utf8')).toContain('mcp-headers');
  writeFileSync(join(folder, '.claude.json'), '{ mcp-headers ');
  expect(await init('--remove')).toMatchObject({ code: 0, stderr: '' });
});

test('on a terminal it asks first, and with --dry-run writes nothing', async () => {
  Object.defineProperty(process.stdin, 'isTTY', { value: true, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(process.stdin, 'isTTY'));
  const { root, env } = makeUser();
  const args = ['init', '--server', origin, '--agents', 'claude'];
  expect((await runCommand({ cwd: root, env, columns: 200, answer: false }, ...args)).code).toBe(1);
  expect((await runCommand({ cwd: root, env, columns: 200 }, ...args, '--dry-run')).code).toBe(0);
  expect(workTree(root).size).toBe(0);
  const { stdout } = await runCommand({ cwd: root, env }, ...args, '--json');
  expect(JSON.parse(stdout)).toEqual({
    ...{ written: true, changes: [{ what: '.mcp.json', state: 'create', note: 'Claude Code' }] },
  });
});

test.each([
  [['--server', origin], '--server needs the clients'],
  [['--server', origin, '--agents', 'claude', '--key', 'PAY'], '--server sets up clients alone, and --key'],
  [['--server', 'http://tracker.example.com', '--agents', 'claude'], 'plain http'],
  [['--remove', '--server', origin], '--remove takes back all of it, and --server'],
])('%j is refused', async (args, said) => {
  const { root, init } = makeUser();
  expect((await init(...args)).stderr).toContain(said);
  expect(workTree(root).size).toBe(0);
});
