import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attributesLine } from '../../src/git/drivers/setup.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../support/workspace.ts';
import { runTracker, snapshot } from './run-tracker.ts';

const everyClient = 'claude,codex,opencode,gemini';
const clientFiles = ['.mcp.json', '.codex/config.toml', 'opencode.json', '.gemini/settings.json'];

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
    const first = await runTracker({ cwd: repository.root }, 'init', '--agents', everyClient);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^create\s+\.tracker\/data\.db\s+project PAYME$/m);
    const once = written(repository);
    expect([...once.keys()]).toEqual(
      expect.arrayContaining(['.tracker/data.db', '.tracker/.gitignore', '.gitattributes', ...clientFiles]),
    );
    const again = await runTracker({ cwd: repository.root }, 'init', '--agents', everyClient);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Everything is in place; nothing to write.');
    expect(again.stdout).not.toMatch(/^(?:create|change)\b/m);
    expect(written(repository)).toEqual(once);
  });

  test('stages, commits and pushes nothing', async () => {
    const repository = makeRepository();
    repository.commit('First');
    const head = repository.git('rev-parse', 'HEAD');
    await runTracker({ cwd: repository.root }, 'init', '--agents', everyClient);
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(repository.git('diff', '--cached', '--name-only')).toBe('');
    expect(repository.git('status', '--short', '--untracked-files=all').split('\n').sort()).toEqual(
      [
        '.codex/config.toml',
        '.gemini/settings.json',
        '.gitattributes',
        '.mcp.json',
        '.tracker/.gitignore',
        '.tracker/data.db',
        'opencode.json',
      ].map((path) => `?? ${path}`),
    );
  });

  test('keeps every byte and the permissions of the files that are there', async () => {
    const repository = makeRepository();
    const files = {
      '.gitattributes': Buffer.from('*.png binary\r\n# caf\xe9, in Latin-1\r\n*.sh eol=lf', 'latin1'),
      '.tracker/.gitignore': Buffer.from('# ours\nlocal/\n'),
      '.mcp.json': Buffer.from('{\n\t// ours\n\t"mcpServers": {\n\t\t"docs": { "command": "docs" },\n\t},\n}'),
      '.codex/config.toml': Buffer.from('model = "x"\n\n[mcp_servers.docs]\ncommand = "docs"'),
      'opencode.jsonc': Buffer.from('{"theme":"x"}\n'),
      '.gemini/settings.json': Buffer.from('\uFEFF{\r\n  "theme": "ü"\r\n}\r\n'),
    };
    for (const [path, content] of Object.entries(files)) repository.write(path, content);
    chmodSync(join(repository.root, '.mcp.json'), 0o600);
    expect((await runTracker({ cwd: repository.root }, 'init', '--agents', everyClient)).code).toBe(0);
    for (const [path, before] of Object.entries(files)) {
      const after = readFileSync(join(repository.root, path));
      expect(after.length, path).toBeGreaterThan(before.length);
      expect(isSubsequence(before, after), path).toBe(true);
    }
    expect(statSync(join(repository.root, '.mcp.json')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(repository.root, 'opencode.json'))).toBe(false);
  });

  test('with --dry-run shows the same and writes nothing', async () => {
    const repository = makeRepository();
    const before = snapshot(repository.root);
    const dry = await runTracker({ cwd: repository.root }, 'init', '--agents', 'claude', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('Nothing was written: this is a dry run.');
    expect(snapshot(repository.root)).toEqual(before);
    const wet = await runTracker({ cwd: repository.root }, 'init', '--agents', 'claude');
    const plan = (text: string) => text.split('\n').filter((line) => /^(?:create|change|unchanged)/.test(line));
    expect(plan(wet.stdout)).toEqual(plan(dry.stdout));
  });

  test.each([
    ['.mcp.json', '<<<<<<< ours\n{}\n'],
    ['.codex/config.toml', 'model = \n'],
    ['.gemini/settings.json', Buffer.from([0xff, 0xfe, 0x7b, 0x00])],
  ])('writes nothing at all where %s cannot be read', async (path, content) => {
    const repository = makeRepository();
    repository.write(path, content);
    const before = written(repository);
    const { code, stderr } = await runTracker({ cwd: repository.root }, 'init', '--agents', everyClient);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^error invalid_input: ${path.replaceAll('.', '\\.')} was left as it is: `));
    expect(written(repository)).toEqual(before);
  });

  test('follows no link out of the repository', async () => {
    const repository = makeRepository();
    const outside = join(makeDirectory(), 'precious');
    writeFileSync(outside, 'mine\n');
    symlinkSync(outside, join(repository.root, '.gitattributes'));
    const { code, stderr } = await runTracker({ cwd: repository.root }, 'init');
    expect(code).toBe(1);
    expect(stderr).toContain('.gitattributes is a link that leads out of the repository');
    expect(readFileSync(outside, 'utf8')).toBe('mine\n');
    expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
  });

  test('writes nothing at all where a folder is needed and a file is there', async () => {
    const repository = makeRepository();
    repository.write('.codex', 'mine');
    const before = written(repository);
    const { code, stderr } = await runTracker({ cwd: repository.root }, 'init', '--agents', everyClient);
    expect(code).toBe(1);
    expect(stderr).toContain('.codex is a file, and .codex/config.toml belongs into a folder.');
    expect(written(repository)).toEqual(before);
  });

  test('writes through a link that stays inside', async () => {
    const repository = makeRepository();
    repository.write('config/attributes', '*.png binary\n');
    symlinkSync('config/attributes', join(repository.root, '.gitattributes'));
    expect((await runTracker({ cwd: repository.root }, 'init')).code).toBe(0);
    expect(readlinkSync(join(repository.root, '.gitattributes'))).toBe('config/attributes');
    expect(repository.read('config/attributes')).toBe(`*.png binary\n${attributesLine}\n`);
  });

  test('makes the project that --key names, and one more the next time', async () => {
    const repository = makeRepository();
    await runTracker({ cwd: repository.root }, 'init', '--key', 'pay');
    const more = await runTracker({ cwd: repository.root }, 'init', '--key', 'OPS');
    expect(more.stdout).toMatch(/^change\s+\.tracker\/data\.db\s+one more project, OPS$/m);
    const { stdout } = await runTracker({ cwd: repository.root }, 'create', 'First', '--json');
    expect(JSON.parse(stdout).tickets[0].key).toMatch(/^PAY-\d{6}$/);
  });

  test.each([
    [['--key', 'not a key'], '--key must be a project key'],
    [['--agents', 'claud'], '--agents knows claude, codex, opencode, gemini, not "claud". Did you mean claude?'],
    [['now'], 'tracker init takes no words: "now".'],
  ])('with %j exits with 2', async (args, message) => {
    const repository = makeRepository();
    const { code, stderr, stdout } = await runTracker({ cwd: repository.root }, 'init', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
  });

  test('warns where git would never carry the database, and not where its own rule helps', async () => {
    const hidden = makeRepository();
    hidden.write('.gitignore', 'dist/\n.tracker/\n');
    const { code, stderr } = await runTracker({ cwd: hidden.root }, 'init');
    expect(code).toBe(0);
    expect(stderr).toContain('git ignores .tracker because of ".tracker/" in .gitignore, line 2');
    const helped = makeRepository();
    helped.write('.gitignore', '*.db\n');
    expect((await runTracker({ cwd: helped.root }, 'init')).stderr).toBe('');
    helped.git('add', '.tracker');
    expect(helped.git('ls-files')).toContain('.tracker/data.db');
  });

  test('sets up a linked work tree, whose clone is configured once', async () => {
    const repository = makeRepository();
    repository.commit('First');
    repository.git('worktree', 'add', '--quiet', '../tree');
    const tree = join(dirname(repository.root), 'tree');
    expect((await runTracker({ cwd: tree }, 'init')).code).toBe(0);
    expect(existsSync(join(tree, '.tracker/data.db'))).toBe(true);
    expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
    const main = await runTracker({ cwd: repository.root }, 'init', '--dry-run');
    expect(main.stdout).toMatch(/^create\s+\.tracker\/data\.db/m);
    expect(main.stdout).not.toMatch(/^(?:create|change)\s+(?:\.git\/tracker\/run|git config)/m);
  });

  test('works without git, and tells git nothing then', async () => {
    const root = makeDirectory();
    const { code, stdout } = await runTracker({ cwd: root }, 'init', '--key', 'PAY');
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
    const { stdout } = await runTracker({ cwd: repository.root }, 'init', '--json');
    const { written: done, changes } = JSON.parse(stdout);
    expect(done).toBe(true);
    expect(changes).toContainEqual({ what: '.gitattributes', state: 'create' });
  });
});

function isSubsequence(part: Buffer, whole: Buffer): boolean {
  let at = 0;
  for (const byte of whole) if (byte === part[at]) at++;
  return at === part.length;
}
