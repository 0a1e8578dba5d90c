import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locate } from '../../../src/git/ask/repository.ts';
import { userName } from '../../../src/git/ask/user-name.ts';
import { makeDirectory } from '../../support/workspace.ts';

let home: string;

beforeEach(() => {
  home = makeDirectory();
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
  vi.stubEnv('GIT_CONFIG_GLOBAL', undefined);
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
});
afterEach(() => vi.unstubAllEnvs());

interface Configuration {
  local?: string;
  global?: string;
  xdg?: string;
  included?: string;
}

/** A repository without a name of its own, and these added to the files that git reads. */
function makeConfigured({ local = '', global, xdg, included }: Configuration): string {
  const root = makeDirectory();
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  writeFileSync(join(root, '.git/config'), `[core]\n\trepositoryformatversion = 0\n${local}`);
  mkdirSync(join(home, '.config/git'), { recursive: true });
  if (global !== undefined) writeFileSync(join(home, '.gitconfig'), global);
  if (xdg !== undefined) writeFileSync(join(home, '.config/git/config'), xdg);
  if (included !== undefined) writeFileSync(join(home, 'included'), included);
  return root;
}

const nameByGit = (root: string): string => {
  try {
    return execFileSync('git', ['config', '--get', 'user.name'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
};

const plain: [what: string, files: Configuration][] = [
  [
    'the repository',
    { local: '[user]\n\tname = Ada Lovelace\n\temail = a@example.org\n', global: '[user]\nname = no' },
  ],
  ['the person', { global: '[alias]\n\tst = status\n[user]\n\temail = a@example.org\n\tname = Ada Lovelace  \n' }],
  ['the newer place for a person’s', { xdg: '[user]\n\tname = Ada' }],
  ['the person, before the newer place', { xdg: '[user]\n\tname = Ada', global: '[user]\n\tname = Grace' }],
  ['the last of several', { local: '[user]\n\tname = Ada\n[core]\n\tbare = false\n[USER]\n\tNAME=Grace\n' }],
  ['a section that only looks like it', { local: '[user "x"]\n\tname = no\n', global: '[user]\nname = Ada\n' }],
  ['a file with carriage returns', { global: '[user]\r\n\tname = Ädä\r\n' }],
  ['a line that is commented out', { global: '[user]\n\tname = Ada\n# name = no\n; name = no\n' }],
];

const intricate: [what: string, files: Configuration][] = [
  ['quoted', { global: '[user]\n\tname = " Ada; L"\n' }],
  ['followed by a comment', { global: '[user]\n\tname = Ada # Lovelace\n' }],
  ['escaped', { global: '[user]\n\tname = Ada \\"L\\"\n' }],
  ['continued', { global: '[user]\n\tname = Ada \\\n Lovelace\n' }],
  ['beside its section', { global: '[user] name = Ada\n' }],
  [
    'in another file',
    { global: '[user]\n\tname = no\n[include]\n\tpath = included\n', included: '[user]\n\tname = Ada\n' },
  ],
  [
    'in another file on a condition',
    {
      global: '[user]\n\tname = Ada\n[includeIf "gitdir:/"]\n\tpath = included\n',
      included: '[user]\n\tname = Grace\n',
    },
  ],
];

describe('the user', () => {
  it.each([...plain, ...intricate])('is the one that git names: %s', async (_, files) => {
    const root = makeConfigured(files);
    expect(nameByGit(root)).not.toBe('');
    expect(await userName(locate(root))).toBe(nameByGit(root));
  });

  it.each(plain)('is found without git: %s', async (_, files) => {
    const root = makeConfigured(files);
    const name = nameByGit(root);
    vi.stubEnv('PATH', home);
    expect(await userName(locate(root))).toBe(name);
  });

  it('is the one of the single work tree where it has one', async () => {
    const root = makeConfigured({ local: '[user]\n\tname = Ada\n[extensions]\n\tworktreeConfig = true\n' });
    writeFileSync(join(root, '.git/config.worktree'), '[user]\n\tname = Grace\n');
    expect(await userName(locate(root))).toBe('Grace');
  });

  it('is the one in the file that GIT_CONFIG_GLOBAL names', async () => {
    const root = makeConfigured({ global: '[user]\n\tname = no\n' });
    writeFileSync(join(home, 'other'), '[user]\n\tname = Ada\n');
    vi.stubEnv('GIT_CONFIG_GLOBAL', join(home, 'other'));
    expect(await userName(locate(root))).toBe('Ada');
  });

  it('is the operating system’s where git has none', async () => {
    expect(await userName(locate(makeConfigured({})))).toBe(userInfo().username);
    expect(await userName(locate(makeConfigured({ local: '[user]\n\tname =\n' })))).toBe(userInfo().username);
    expect(await userName(locate(makeDirectory()))).toBe(userInfo().username);
  });
});
