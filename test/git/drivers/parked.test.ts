import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { copiesOf } from '../../support/copies.ts';
import { runGit } from '../../support/drivers.ts';
import { dataOf, expectWhole, factsOf } from '../../support/file-facts.ts';
import { cloneRepository, makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
const tracker = (...args: string[]) => runTracker({ cwd: repository.root }, ...args);
const bytes = () => readFileSync(dataOf(repository.root));
const titles = () =>
  factsOf(dataOf(repository.root))
    .tickets.map(({ title }) => title)
    .sort();

/** A ticket is committed and one is added; on top of it is another, and a comment. */
const copies = copiesOf(async () => {
  repository = makeRepository();
  await tracker('init', '--key', 'PAY');
  await tracker('create', 'Base');
  repository.write('app.js', 'one\n');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
  await tracker('create', 'Added');
  repository.write('app.js', 'two\n');
  repository.git('add', '--all');
  const made = await tracker('create', 'On top', '--json');
  await tracker('comment', JSON.parse(made.stdout).tickets[0].key, 'And a comment');
  return { repository };
});

beforeEach(async () => {
  ({ repository } = await copies());
});

/** What lint-staged and lefthook ask of git: what is not added, as a patch. */
const notAdded = [
  'diff',
  '--binary',
  '--unified=0',
  '--no-color',
  '--no-ext-diff',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--patch',
  '--submodule=short',
];

/** What tools that look at what is added do with the rest: they park it as a patch, and apply that again. */
const tools: [string, string[], string[]][] = [
  ['lint-staged 15 and 16', notAdded, ['apply', '-v', '--whitespace=nowarn', '--recount', '--unidiff-zero']],
  ['lefthook', notAdded, ['apply', '-v', '--whitespace=nowarn', '--recount', '--unidiff-zero', '--allow-empty']],
  [
    'pre-commit',
    ['diff-index', '--ignore-submodules', '--binary', '--no-color', '--no-ext-diff', ':TREE'],
    ['apply', '--whitespace=nowarn'],
  ],
  ['an agent', ['diff'], ['apply']],
  ['an agent, with --binary', ['diff', '--binary'], ['apply', '--3way']],
];

describe('what is not added', () => {
  test.each(tools)('is parked as a patch by %s, and comes back byte for byte', async (_, park, unpark) => {
    const before = bytes();
    const tree = repository.git('write-tree');
    const patch = repository.write('../parked.patch', '');
    const args = park.map((word) => (word === ':TREE' ? tree : word));
    const diff = runGit(repository, [...args, '--output', patch].slice(0, _.startsWith('an agent') ? -2 : undefined));
    expect(diff.status).toBe(0);
    if (diff.stdout !== '') repository.write('../parked.patch', diff.stdout);
    repository.git('checkout', '--quiet', '--force', '--', '.tracker/data.db');
    expect(titles()).toEqual(['Added', 'Base']);
    expect(runGit(repository, [...unpark, patch])).toMatchObject({ status: 0 });
    expect(bytes().equals(before)).toBe(true);
    expect(expectWhole(dataOf(repository.root)).tickets).toBe(3);
    expect(titles()).toEqual(['Added', 'Base', 'On top']);
    expect((await tracker('list')).code).toBe(0);
  });

  test('is not taken from a parked diff by another clone, nor is the rest of it', async () => {
    const other = cloneRepository(repository);
    repository.write('app.js', 'three\n');
    other.write('../parked.patch', repository.git('diff', 'HEAD').concat('\n'));
    const before = readFileSync(dataOf(other.root));
    expect(runGit(other, ['apply', '../parked.patch'])).toMatchObject({ status: 1 });
    expect(readFileSync(dataOf(other.root)).equals(before)).toBe(true);
    expect(other.read('app.js')).toBe('one\n');
    expect(other.git('status', '--porcelain')).toBe('');
  });
});

test('where earlier versions have configured text, init and doctor --fix take that away, with what git kept of it', async () => {
  const { git } = repository;
  const set = () => {
    git('config', 'diff.tracker.textconv', 'cat');
    git('config', 'diff.tracker.cachetextconv', 'true');
    git('update-ref', 'refs/notes/textconv/tracker', git('rev-parse', 'HEAD'));
  };
  const left = () => [git('config', '--local', '--list'), git('for-each-ref', 'refs/notes')].join('\n');
  for (const command of [['init'], ['doctor', '--fix']]) {
    set();
    const { code, stdout } = await tracker(...command);
    expect(code).toBe(0);
    for (const what of [
      'git config diff.tracker.textconv',
      'git config diff.tracker.cachetextconv',
      'refs/notes/textconv/tracker',
    ])
      expect(stdout).toContain(what);
    expect(left()).not.toMatch(/textconv/);
  }
  expect((await tracker('init')).stdout).not.toContain('textconv');
});

test('without a name and an address for commits a diff shows tickets', async () => {
  repository.git('config', '--unset', 'user.name');
  repository.git('config', '--unset', 'user.email');
  const { status, stdout, stderr } = runGit(repository, ['-c', 'user.useConfigOnly=true', 'diff'], {
    HOME: '/nonexistent',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^\+PAY-\d{6} On top$/m);
});
