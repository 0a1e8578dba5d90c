import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runInit } from '../../../src/cli/init/run.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openContext, runCommand } from '../context.ts';
import { snapshot } from '../run-tracker.ts';

const everyClient = 'claude,codex,opencode,gemini,cursor,vscode';
const clientFiles = [
  '.mcp.json',
  '.codex/config.toml',
  'opencode.json',
  '.gemini/settings.json',
  '.cursor/mcp.json',
  '.vscode/mcp.json',
];
const sessionFiles = ['.claude/settings.json', '.codex/hooks.json', 'AGENTS.md', 'CLAUDE.md', 'GEMINI.md'];

const init = ({ root }: { root: string }, ...args: string[]) => runCommand({ cwd: root }, 'init', ...args);

/** Files of the work tree and git's own configuration and index, but not what the tracker keeps for itself. */
function written({ root }: TestRepository): Map<string, string> {
  const all = snapshot(root);
  for (const path of all.keys())
    if (path.startsWith('.git/') && !['.git/config', '.git/index', '.git/tracker/run'].includes(path)) all.delete(path);
  return all;
}

describe('tracker init', () => {
  test('writes the database, what git needs and the clients, and the second time not a byte', async () => {
    const repository = makeRepository();
    const first = await init(repository, '--agents', everyClient);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^create\s+\.tracker\/data\.db\s+project PAY$/m);
    expect(first.stdout).toMatch(/\n\nWritten\.\n/);
    expect(first.stdout).toContain('none is: npm install --global tracker-mcp (until');
    const once = written(repository);
    expect([...once.keys()]).toEqual(
      expect.arrayContaining([
        ...['.tracker/data.db', '.tracker/.gitignore', '.gitattributes'],
        ...clientFiles,
        ...sessionFiles,
      ]),
    );
    const again = await init(repository, '--agents', everyClient);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Everything is in place; nothing to write.');
    expect(again.stdout).not.toMatch(/^(?:create|change)\b/m);
    expect(written(repository)).toEqual(once);
  });

  test('ends with the one git add of all that is ours and not committed, whichever run wrote it', async () => {
    const repository = makeRepository();
    repository.write('notes.md', 'Not ours\n');
    await runCommand({ cwd: repository.root }, 'create', 'One');
    const share = ({ stdout }: { stdout: string }) => /^Share it: (git add .*) && git commit$/m.exec(stdout)?.[1];
    expect(share(await init(repository))).toBe('git add .gitattributes .tracker/.gitignore .tracker/data.db');
    const all = share(await init(repository, '--agents', 'claude,codex'))!;
    expect(all.split(' ').slice(2).sort()).toEqual(
      [
        ...[
          '.tracker/.gitignore',
          '.tracker/data.db',
          '.gitattributes',
          '.mcp.json',
          '.claude/settings.json',
          'CLAUDE.md',
        ],
        ...['.codex/config.toml', '.codex/hooks.json', 'AGENTS.md'],
      ].sort(),
    );
    expect(share(await init(repository))).toBe(all);
    repository.git(...all.split(' ').slice(1));
    repository.git('commit', '--quiet', '-m', 'Tracker');
    expect(repository.git('status', '--short')).toBe('?? notes.md');
    expect(share(await init(repository))).toBeUndefined();
  });

  test('has sessions of Claude Code and Codex begin with what they must know, unless that is not wanted', async () => {
    const repository = makeRepository();
    const read = (path: string) => readFileSync(join(repository.root, path), 'utf8');
    const plain = await init(repository, '--agents', 'claude,codex', '--no-hooks');
    expect(plain.stdout).not.toMatch(/settings\.json|hooks\.json|AGENTS\.md|CLAUDE\.md/);
    const { stdout } = await init(repository, '--agents', 'claude,codex');
    expect(stdout).toMatch(/^create +\.claude\/settings\.json +Claude Code runs tracker prime where a session begins/m);
    expect(stdout).toMatch(/^create +CLAUDE\.md +three lines on how to use tracker$/m);
    for (const [path, client] of [
      ['.claude/settings.json', 'claude'],
      ['.codex/hooks.json', 'codex'],
    ] as const) {
      const [{ matcher, hooks }] = JSON.parse(read(path)).hooks.SessionStart;
      expect(matcher.split('|')).toEqual(expect.arrayContaining(['startup', 'resume', 'compact']));
      expect(hooks).toEqual([
        { type: 'command', command: `npx --no -- tracker prime --hook ${client} || exit 0`, timeout: 20 },
      ]);
    }
    for (const path of ['AGENTS.md', 'CLAUDE.md'])
      expect(read(path).split('\n')).toEqual([
        '<!-- tracker: begin -->',
        ...Array.from({ length: 3 }, () => expect.stringMatching(/^.+$/)),
        ...['<!-- tracker: end -->', ''],
      ]);
  });

  test('says in AGENTS.md alone what CLAUDE.md takes from there', async () => {
    const repository = makeRepository();
    repository.write('AGENTS.md', '# Rules\n');
    repository.write('CLAUDE.md', '@AGENTS.md\n');
    await init(repository, '--agents', 'claude');
    expect(readFileSync(join(repository.root, 'CLAUDE.md'), 'utf8')).toBe('@AGENTS.md\n');
    expect(readFileSync(join(repository.root, 'AGENTS.md'), 'utf8')).toMatch(/^# Rules\n\n<!-- tracker: begin -->\n/);
  });

  test('stages, commits and pushes nothing', async () => {
    const repository = makeRepository();
    repository.commit('First');
    const head = repository.git('rev-parse', 'HEAD');
    await init(repository, '--agents', everyClient);
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(repository.git('diff', '--cached', '--name-only')).toBe('');
    expect(repository.git('status', '--short', '--untracked-files=all').split('\n').sort()).toEqual(
      ['.tracker/.gitignore', '.tracker/data.db', '.gitattributes', ...clientFiles, ...sessionFiles]
        .map((path) => `?? ${path}`)
        .sort(),
    );
  });

  test('adds to the files of clients that are there, and makes no second one', async () => {
    const repository = makeRepository();
    const files = {
      '.mcp.json': Buffer.from('{\n\t// ours\n\t"mcpServers": {\n\t\t"docs": { "command": "docs" },\n\t},\n}'),
      '.codex/config.toml': Buffer.from('model = "x"\n\n[mcp_servers.docs]\ncommand = "docs"'),
      'opencode.jsonc': Buffer.from('{"theme":"x"}\n'),
      '.gemini/settings.json': Buffer.from('\uFEFF{\r\n  "theme": "ü"\r\n}\r\n'),
    };
    for (const [path, content] of Object.entries(files)) repository.write(path, content);
    expect((await init(repository, '--agents', everyClient)).code).toBe(0);
    for (const [path, before] of Object.entries(files)) {
      const after = readFileSync(join(repository.root, path));
      expect(after.length, path).toBeGreaterThan(before.length);
      expect(isSubsequence(before, after), path).toBe(true);
    }
    expect(existsSync(join(repository.root, 'opencode.json'))).toBe(false);
  });

  test('says nothing of what a client asks for where its tracker is another server', async () => {
    const repository = makeRepository();
    repository.write('.mcp.json', '{"mcpServers": {"tracker": {"url": "https://other.example"}}}');
    const { stdout } = await init(repository, '--agents', 'claude,codex');
    expect(stdout).toContain('its tracker is another server');
    expect(stdout).not.toContain('Claude Code asks once');
    expect((await init(makeRepository(), '--agents', 'claude')).stdout).toContain('Claude Code asks once');
  });

  test('with --dry-run shows the same and writes nothing', async () => {
    const repository = makeRepository();
    const before = snapshot(repository.root);
    const dry = await init(repository, '--agents', 'claude', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('Nothing was written: this is a dry run.');
    expect(snapshot(repository.root)).toEqual(before);
    const wet = await init(repository, '--agents', 'claude');
    const plan = (text: string) => text.split('\n').filter((line) => /^(?:create|change|unchanged)/.test(line));
    expect(plan(wet.stdout)).toEqual(plan(dry.stdout));
  });

  test.each([
    ['.mcp.json', '<<<<<<< ours\n{}\n'],
    ['.codex/config.toml', 'model = \n'],
    ['.gemini/settings.json', Buffer.from([0xff, 0xfe, 0x7b, 0x00])],
  ])('writes nothing at all where %s cannot be read, and says what to do', async (path, content) => {
    const repository = makeRepository();
    repository.write(path, content);
    const before = written(repository);
    const { code, stderr } = await init(repository, '--agents', everyClient);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^error invalid_input: ${path.replaceAll('.', '\\.')} was left as it is: .*\nMend or move the file, then run the command again\\. Nothing was written\\.\n$`,
      ),
    );
    expect(written(repository)).toEqual(before);
  });

  test.each([
    [['--key', 'not a key'], '--key must be a project key'],
    [
      ['--agents', 'claud'],
      '--agents knows claude, codex, opencode, gemini, cursor, vscode, not "claud". Did you mean claude?',
    ],
  ])('with %j exits with 2', async (args, message) => {
    const repository = makeRepository();
    const { code, stderr, stdout } = await init(repository, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
  });

  test('warns where git would never carry the database, and writes all the same', async () => {
    const repository = makeRepository();
    repository.write('.gitignore', '.tracker/\n');
    const { code, stderr } = await init(repository);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: git ignores \.tracker because of "\.tracker\/" in \.gitignore, line 1/);
  });

  test('works without git, and tells git nothing then', async () => {
    const root = makeDirectory();
    const { code, stdout } = await init({ root }, '--key', 'PAY');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/git config|gitattributes|git add/);
    expect([...snapshot(root).keys()].filter((path) => !path.startsWith('.tracker/local/'))).toEqual([
      '.tracker/.gitignore',
      '.tracker/data.db',
    ]);
  });

  test('says as JSON what it has written', async () => {
    const repository = makeRepository();
    mkdirSync(join(repository.root, '.tracker'));
    const { stdout } = await init(repository, '--json');
    const { written: done, changes } = JSON.parse(stdout);
    expect(done).toBe(true);
    expect(changes).toContainEqual({ what: '.gitattributes', state: 'create' });
    expect(JSON.parse((await init(repository, '--json', '--dry-run')).stdout).written).toBe(false);
  });

  test('on a terminal asks first, and writes nothing after a no', async () => {
    Object.defineProperty(process.stdin, 'isTTY', { value: true, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(process.stdin, 'isTTY'));
    const repository = makeRepository();
    const options = { key: undefined, agents: [], dryRun: false, yes: false, json: false };
    const before = snapshot(repository.root);
    const refused = openContext({ cwd: repository.root, columns: 200, answer: false });
    expect(await runInit(refused.context, options)).toBe(1);
    expect(refused.asked).toEqual([expect.stringMatching(/^Keys of tickets will begin with PAY,/), 'Write this?']);
    expect(refused.printed().stdout).toMatch(/\nNothing was written\.\n$/);
    expect(snapshot(repository.root)).toEqual(before);
    const unasked = openContext({ cwd: repository.root, columns: 200, answer: false });
    expect(await runInit(unasked.context, { ...options, yes: true })).toBe(0);
    expect(unasked.asked).toEqual([]);
    const again = openContext({ cwd: repository.root, columns: 200, answer: true });
    expect(await runInit(again.context, options)).toBe(0);
    expect(again.asked).toEqual([]);
    expect(existsSync(join(repository.root, '.tracker/data.db'))).toBe(true);
  });

  test('on a terminal names the clients that it could write', async () => {
    const { stdout } = await runCommand({ cwd: makeRepository().root, columns: 200 }, 'init');
    expect(stdout).toMatch(/\nAdd MCP clients: tracker init --agents claude,codex,opencode,gemini,cursor,vscode\n/);
  });
});

function isSubsequence(part: Buffer, whole: Buffer): boolean {
  let at = 0;
  for (const byte of whole) if (byte === part[at]) at++;
  return at === part.length;
}
