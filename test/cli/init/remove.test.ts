import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runRemove } from '../../../src/cli/init/remove.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openContext, runCommand } from '../context.ts';
import { snapshot } from '../run-tracker.ts';

const init = ({ root }: { root: string }, ...args: string[]) => runCommand({ cwd: root }, 'init', ...args);
const everyClient = ['--agents', 'claude,codex,opencode,gemini'];

/** All but the tickets, and what tracker keeps for itself. */
function beside({ root }: TestRepository): Map<string, string> {
  const all = snapshot(root);
  for (const path of all.keys()) if (/^\.tracker\/(?:data\.db|local\/)|^\.git\/tracker\//.test(path)) all.delete(path);
  return all;
}

/** Files as people have them, whatever they are written with. */
const files = {
  '.mcp.json': Buffer.from('{\n\t// ours\n\t"mcpServers": {\n\t\t"docs": { "command": "docs" },\n\t},\n}'),
  '.claude/settings.json': Buffer.from(
    '{\n  "permissions": {},\n  "hooks": {\n    "SessionStart": [\n      { "hooks": [{ "type": "command", "command": "date" }] }\n    ]\n  }\n}\n',
  ),
  '.codex/config.toml': Buffer.from('model = "x"\r\n\r\n[mcp_servers.docs]\r\ncommand = "docs"'),
  '.codex/hooks.json': Buffer.from('{"hooks":{"Stop":[]}}'),
  'opencode.jsonc': Buffer.from('{"theme":"x"}\n'),
  '.gemini/settings.json': Buffer.from('\uFEFF{\r\n  "theme": "ü"\r\n}\r\n'),
  'AGENTS.md': Buffer.from('# Rules\n\nBe kind.'),
  'CLAUDE.md': Buffer.from([0xff, 0x0a, 0x0a]),
  '.gitattributes': Buffer.from('*.png binary'),
};

describe('tracker init --remove', () => {
  test('takes back every file, setting and program, to the byte, and leaves the tickets', async () => {
    const repository = makeRepository();
    const before = beside(repository);
    await init(repository, ...everyClient);
    const [key] = /[A-Z]+-\d{6}/.exec((await runCommand({ cwd: repository.root }, 'create', 'Stays')).stdout)!;
    const { code, stdout } = await init(repository, '--remove');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^remove +\.mcp\.json$/m);
    expect(stdout).toMatch(/^remove +git config merge\.tracker\.driver$/m);
    expect(stdout).toMatch(/\n\nTaken back\. The tickets stay in \.tracker/);
    expect(beside(repository)).toEqual(before);
    for (const folder of ['.claude', '.codex', '.gemini', '.git/tracker/program'])
      expect(existsSync(join(repository.root, folder)), folder).toBe(false);
    expect((await runCommand({ cwd: repository.root }, 'list')).stdout).toContain(key);
    expect((await init(repository, '--remove')).stdout).toContain('There is nothing of init here to take back.');
  });

  test('leaves files that were there as they were', async () => {
    const repository = makeRepository();
    for (const [path, content] of Object.entries(files)) repository.write(path, content);
    const before = beside(repository);
    await init(repository, ...everyClient);
    for (const path of Object.keys(files))
      expect(beside(repository).get(path)?.length, path).toBeGreaterThan(before.get(path)!.length);
    expect((await init(repository, '--remove')).code).toBe(0);
    expect(Object.fromEntries(beside(repository))).toEqual(Object.fromEntries(before));
  });

  test('leaves what somebody has changed or written since', async () => {
    const repository = makeRepository();
    await init(repository, ...everyClient);
    const edit = (path: string, from: string, to: string) => {
      const text = readFileSync(join(repository.root, path), 'utf8');
      expect(text).toContain(from);
      repository.write(path, text.replace(from, to));
      return text;
    };
    edit('.mcp.json', '"npx"', '"node"');
    edit('.claude/settings.json', '"timeout": 20', '"timeout": 60');
    edit('.codex/hooks.json', '{\n', '{\n  "mine": 1,\n');
    edit('AGENTS.md', '<!-- tracker: begin -->', '# Mine\n\n<!-- tracker: begin -->');
    edit('AGENTS.md', '<!-- tracker: end -->\n', '<!-- tracker: end -->\n\nMore\n');
    edit('CLAUDE.md', 'Work in', 'All work in');
    repository.git('config', 'merge.tracker.name', 'mine');
    await init(repository, '--remove');
    const read = (path: string) => readFileSync(join(repository.root, path), 'utf8');
    expect(read('.mcp.json')).toContain('"command": "node"');
    expect(read('.claude/settings.json')).toContain('"timeout": 60');
    expect(JSON.parse(read('.codex/hooks.json'))).toEqual({ mine: 1 });
    expect(read('AGENTS.md')).toBe('# Mine\n\nMore\n');
    expect(existsSync(join(repository.root, 'CLAUDE.md'))).toBe(false);
    expect(repository.git('config', 'merge.tracker.name').trim()).toBe('mine');
  });

  test('shows it first, and takes nothing back after a no or in a dry run', async () => {
    Object.defineProperty(process.stdin, 'isTTY', { value: true, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(process.stdin, 'isTTY'));
    const repository = makeRepository();
    await init(repository, '--yes', '--agents', 'claude');
    const before = snapshot(repository.root);
    const { context, asked, printed } = openContext({ cwd: repository.root, columns: 200, answer: false });
    expect(await runRemove(context, { dryRun: false, yes: false, json: false })).toBe(1);
    expect(asked).toEqual(['Take this back?']);
    expect(printed().stdout).toMatch(/\nNothing was written\.\n$/);
    expect((await init(repository, '--remove', '--dry-run')).stdout).toContain('this is a dry run');
    expect(snapshot(repository.root)).toEqual(before);
  });

  test('is for all of it: what is written beside it is refused', async () => {
    const { code, stderr } = await init(makeRepository(), '--remove', '--agents', 'claude');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--remove takes back all of it, and --agents is for what is written.\n',
    });
  });
});
