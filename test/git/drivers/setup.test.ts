import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addAttributes,
  addIgnoreRules,
  attributesLine,
  driverSettings,
  isShimFor,
  renderShim,
} from '../../../src/git/drivers/setup.ts';
import { ignoreRules } from '../../../src/home/file/location.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

describe('the line in .gitattributes', () => {
  test('is all of a new file, and makes the file binary with our drivers', () => {
    const { root, git, write } = makeRepository();
    write('.gitattributes', addAttributes('*.db text merge=other\n'));
    expect(addAttributes('')).toBe(`${attributesLine}\n`);
    expect(git('-C', root, 'check-attr', 'text', 'merge', 'diff', '--', '.tracker/data.db').split('\n')).toEqual([
      '.tracker/data.db: text: unset',
      '.tracker/data.db: merge: tracker',
      '.tracker/data.db: diff: tracker',
    ]);
  });

  test('comes after what is there, in the same line endings, every byte kept', () => {
    expect(addAttributes('*.png binary\n')).toBe(`*.png binary\n${attributesLine}\n`);
    expect(addAttributes('*.png binary')).toBe(`*.png binary\n${attributesLine}\n`);
    expect(addAttributes('*.png binary\r\n*.md text\r\n')).toBe(`*.png binary\r\n*.md text\r\n${attributesLine}\r\n`);
  });

  test('is added after an older line that says less, and not after one that says more', () => {
    expect(addAttributes('.tracker/data.db binary\n')).toBe(`.tracker/data.db binary\n${attributesLine}\n`);
    const more = `/.tracker/data.db   diff=tracker merge=tracker binary -filter\r\n`;
    expect(addAttributes(more)).toBe(more);
  });

  test('and the ignore rules change nothing the second time, whatever the file holds', () => {
    const line = fc.constantFrom(
      '',
      '# note',
      '*.db',
      attributesLine,
      'local/',
      ' data.db-wal ',
      '.tracker/data.db -diff',
      'é\r',
    );
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '');
        for (const add of [addAttributes, addIgnoreRules]) {
          expect(add(text).startsWith(text)).toBe(true);
          expect(add(add(text))).toBe(add(text));
        }
      }),
    );
  });
});

test('the ignore rules leave the database to git, even where a team ignores *.db, and take all else', () => {
  const { root, git, write } = makeRepository();
  expect(addIgnoreRules('')).toBe(ignoreRules);
  write('.gitignore', '*.db\n');
  write('.tracker/.gitignore', addIgnoreRules('# ours\n'));
  for (const name of [
    'data.db',
    'data.db-wal',
    'data.db-shm',
    'data.db-journal',
    '.data.db.tmp-12-1',
    'local/index.db',
  ]) {
    write(`.tracker/${name}`, 'x');
  }
  git('-C', root, 'add', '--all');
  expect(git('ls-files').split('\n')).toEqual(['.gitignore', '.tracker/.gitignore', '.tracker/data.db']);
});

describe('the drivers', () => {
  test('are started by git with the file, also from a path with a quote, in a linked work tree and after a move', () => {
    const clone = cloneWithDrivers(
      `console.log(process.argv.slice(2, 3).join(), 'of', require('fs').readFileSync(process.argv[3], 'utf8'))`,
      "it's here",
    );
    const shown = (folder: string) =>
      execFileSync('git', ['log', '-p', '-1'], { cwd: join(clone.root, folder), encoding: 'utf8' });
    commitFile(clone, 'first');
    commitFile(clone, 'second');
    expect(shown('.')).toContain('-dump of first\n+dump of second');
    clone.git('worktree', 'add', '--quiet', '../tree');
    expect(shown('../tree')).toContain('+dump of second');
    renameSync(clone.root, `${clone.root} now`);
    const moved = execFileSync('git', ['log', '-p', '-1'], { cwd: `${clone.root} now`, encoding: 'utf8' });
    expect(moved).toContain('+dump of second');
  });

  test('keep a shim that starts the same script by another Node, as long as that is there', () => {
    const shim = renderShim({ node: "/it's/node", script: '/bin/tracker.js' });
    expect(isShimFor(shim, '/bin/tracker.js', (path) => path === "/it's/node")).toBe(true);
    expect(isShimFor(shim, '/bin/tracker.js', () => false)).toBe(false);
    expect(isShimFor(shim, '/other/tracker.js', () => true)).toBe(false);
    expect(isShimFor(`${shim}rm -rf x\n`, '/bin/tracker.js', () => true)).toBe(false);
  });

  test('get the three versions and the path in a merge, and their file is the result', () => {
    const clone = cloneWithDrivers(
      `const [, , command, base, ours, theirs, path] = process.argv, fs = require('fs'), read = (file) => fs.readFileSync(file, 'utf8');
       fs.writeFileSync(ours, [command, read(base), read(ours), read(theirs), path].join('|'));`,
    );
    divide(clone);
    clone.git('merge', '--quiet', '-m', 'Merge', 'theirs');
    expect(readFileSync(join(clone.root, '.tracker/data.db'), 'utf8')).toBe(
      'merge-driver|base|ours|theirs|.tracker/data.db',
    );
  });

  test.each([
    ['that fails', 'process.exit(1)', (clone: TestRepository) => clone],
    [
      'that is gone',
      '',
      (clone: TestRepository) =>
        clone.write('.git/tracker/run', renderShim({ node: '/gone/node', script: '/gone/tracker.js' })),
    ],
    ['whose shim is gone', '', (clone: TestRepository) => execFileSync('rm', [join(clone.root, '.git/tracker/run')])],
  ])('%s leave the conflict of git, with our file whole', (_, script, spoil) => {
    const clone = cloneWithDrivers(script);
    divide(clone);
    spoil(clone);
    const env = isolatedEnv({ npm_config_offline: 'true' });
    const merge = spawnSync('git', ['merge', '-m', 'Merge', 'theirs'], { cwd: clone.root, encoding: 'utf8', env });
    expect(merge.status).toBe(1);
    expect(merge.stdout).toContain('CONFLICT');
    expect(readFileSync(join(clone.root, '.tracker/data.db'), 'utf8')).toBe('ours');
    expect(clone.git('ls-files', '--unmerged').split('\n')).toHaveLength(3);
  });
});

function cloneWithDrivers(script: string, name = 'payments'): TestRepository {
  const clone = makeRepository({ name });
  clone.write('.gitattributes', addAttributes(''));
  const file = join(makeDirectory(), "tracker's.cjs");
  execFileSync('sh', ['-c', 'cat > "$0"', file], { input: script });
  const shim = clone.write('.git/tracker/run', renderShim({ node: process.execPath, script: file }));
  chmodSync(shim, 0o755);
  for (const { name, value } of driverSettings()) clone.git('config', name, value);
  return clone;
}

function commitFile(clone: TestRepository, content: string): void {
  clone.write('.tracker/data.db', content);
  clone.git('add', '--all');
  clone.git('commit', '--quiet', '-m', content);
}

function divide(clone: TestRepository): void {
  commitFile(clone, 'base');
  clone.git('switch', '--quiet', '--create', 'theirs');
  commitFile(clone, 'theirs');
  clone.git('switch', '--quiet', 'main');
  commitFile(clone, 'ours');
}
