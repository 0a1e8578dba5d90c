import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeIn, renderShim } from '../../../src/git/drivers/shim.ts';
import { commitFile, runGit, setShim, withDrivers } from '../../support/drivers.ts';
import { cloneRepository, isolatedEnv, makeDirectory, type TestRepository } from '../../support/workspace.ts';

const says = `console.log(process.argv.slice(2).map((word) => require('fs').existsSync(word) ? require('fs').readFileSync(word).length : word).join(' '))`;
const silent = '';
/** Bytes that git takes for a binary file. */
const binary = (text: string): Buffer => Buffer.concat([Buffer.from(text.repeat(50)), Buffer.alloc(8)]);
const bytesOf = ({ root }: TestRepository): Buffer => readFileSync(join(root, '.tracker/data.db'));
const nameOf = (clone: TestRepository, what: string) => clone.git('rev-parse', what);
const noTickets = 'No tickets are shown, as tracker cannot be started here: install it, then run "tracker init".\n';

describe('git diff', () => {
  test('shows what the program says, then the stub of a binary file with whole names, and then the other files', () => {
    const clone = withDrivers(says, "it's here");
    commitFile(clone, binary('a'));
    commitFile(clone, 'one\n', 'app.js');
    clone.write('.tracker/data.db', binary('abc'));
    clone.write('app.js', 'two\n');
    const { status, stdout, stderr } = runGit(clone, ['diff']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const made = clone.git('hash-object', '.tracker/data.db');
    expect(stdout).toBe(`diff-text 58 158
diff --git a/.tracker/data.db b/.tracker/data.db
index ${nameOf(clone, 'HEAD:.tracker/data.db')}..${made} 100644
Binary files a/.tracker/data.db and b/.tracker/data.db differ
diff --git a/app.js b/app.js
index 5626abf..f719efd 100644
--- a/app.js
+++ b/app.js
@@ -1 +1 @@
-one
+two
`);
    // The version of the work tree is an object now, and nothing else is left behind.
    expect(clone.git('cat-file', '-t', made)).toBe('blob');
    expect(readdirSync(join(clone.root, '.git')).filter((name) => name.startsWith('sharedindex'))).toEqual([]);
  });

  test('works in a linked work tree, below the top, after a move, and in a hook’s environment', () => {
    const clone = withDrivers(says);
    commitFile(clone, binary('a'));
    commitFile(clone, binary('abc'));
    const shown = (cwd: string, env = {}) =>
      execFileSync('git', ['diff', 'HEAD~1', '--', ':/'], { cwd, encoding: 'utf8', env: isolatedEnv(env) });
    clone.git('worktree', 'add', '--quiet', '../tree');
    for (const folder of ['.', '.tracker', '../tree', '../tree/.tracker'])
      expect(shown(join(clone.root, folder)), folder).toMatch(/^diff-text 58 158\ndiff --git /);
    expect(shown(clone.root, { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index' })).toMatch(/^diff-text 58 158\n/);
    renameSync(clone.root, `${clone.root} now`);
    expect(shown(`${clone.root} now`)).toMatch(/^diff-text 58 158\ndiff --git /);
  });

  test.each<[string, (clone: TestRepository) => void, RegExp]>([
    [
      'added',
      (clone) => clone.git('reset', '--quiet', '--soft', 'HEAD~1'),
      /^new file mode 100644\nindex 0{40}\.\.\w{40}\nBinary files \/dev\/null and b\//m,
    ],
    [
      'deleted',
      (clone) => rmSync(join(clone.root, '.tracker/data.db')),
      /^deleted file mode 100644\nindex \w{40}\.\.0{40}\nBinary files a\/.* and \/dev\/null differ$/m,
    ],
    [
      'given another mode',
      (clone) => chmodSync(join(clone.root, '.tracker/data.db'), 0o755),
      /^old mode 100644\nnew mode 100755$/m,
    ],
    [
      'given another mode and content',
      (clone) => chmodSync(clone.write('.tracker/data.db', binary('z')), 0o755),
      /^old mode 100644\nnew mode 100755\nindex \w{40}\.\.\w{40}\nBinary files /m,
    ],
    [
      'moved',
      (clone) => clone.git('mv', '.tracker', 'part'),
      /^similarity index 100%\nrename from \.tracker\/data\.db\nrename to part\/data\.db$/m,
    ],
  ])('of a file that was %s is what git says, and can be applied', (_, change, expected) => {
    const clone = withDrivers(silent);
    commitFile(clone, 'text\n', 'README.md');
    commitFile(clone, binary('a'));
    change(clone);
    clone.git('add', '--all');
    const { status, stdout, stderr } = runGit(clone, ['diff', '--cached']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(expected);
    const tree = clone.git('write-tree');
    clone.write('../change.patch', stdout);
    clone.git('reset', '--quiet', '--hard');
    clone.git('apply', '--index', '../change.patch');
    expect(clone.git('write-tree')).toBe(tree);
  });

  test('says nothing when its reader goes away', () => {
    const clone = withDrivers(`console.log('line\\n'.repeat(100_000))`);
    commitFile(clone, binary('a'));
    commitFile(clone, binary('b'));
    const options = { cwd: clone.root, encoding: 'utf8', env: isolatedEnv() } as const;
    for (const command of ['git log -p --ext-diff', 'git diff HEAD~1']) {
      const { stdout, stderr } = spawnSync('sh', ['-c', `${command} | head -n 12`], options);
      expect(stdout.split('\n').length).toBe(13);
      expect(stderr).toBe('');
    }
  });

  test('of an unmerged file says so, as git does', () => {
    const clone = divided(silent, binary);
    setShim(clone, 'exit 1');
    runGit(clone, ['merge', 'theirs']);
    expect(runGit(clone, ['diff', '--ours']).status).toBe(0);
    setShim(clone, renderShim({ node: 'node', script: '/gone' }));
    expect(runGit(clone, ['diff', '--ours'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\* Unmerged path \.tracker\/data\.db\n/),
    });
  });

  test('puts back byte for byte what it was parked as, and is refused as a whole in another clone', () => {
    const clone = withDrivers(silent);
    commitFile(clone, 'one\n', 'app.js');
    commitFile(clone, binary('a'));
    const other = cloneRepository(clone);
    const parked = binary('parked');
    clone.write('.tracker/data.db', parked);
    clone.write('app.js', 'two\n');
    const { stdout } = runGit(clone, ['diff']);
    clone.git('checkout', '--quiet', '.');
    for (const one of [clone, other]) one.write('../parked.patch', stdout);
    clone.git('apply', '../parked.patch');
    expect(bytesOf(clone).equals(parked)).toBe(true);
    expect(clone.read('app.js')).toBe('two\n');
    expect(runGit(other, ['apply', '../parked.patch'])).toMatchObject({ status: 1 });
    expect(other.git('status', '--porcelain')).toBe('');
  });
});

describe('without what it takes', () => {
  test.each<[string, (clone: TestRepository) => void, string]>([
    [
      'the program',
      (clone) => setShim(clone, renderShim({ node: process.execPath, script: '/gone/tracker.js' })),
      noTickets,
    ],
    [
      'Node',
      (clone) => setShim(clone, renderShim({ node: '/gone/node', script: join(clone.root, 'README.md') })),
      noTickets,
    ],
    ['a shim', (clone) => rmSync(join(clone.root, '.git/tracker/run')), ''],
  ])(
    'where %s is gone a diff shows the other files, and the rest is a patch that git refuses or takes as a whole',
    (_, spoil, line) => {
      const clone = withDrivers(says);
      commitFile(clone, binary('a'));
      commitFile(clone, 'one\n', 'README.md');
      spoil(clone);
      clone.write('.tracker/data.db', binary('b'));
      clone.write('README.md', 'two\n');
      const PATH = withoutNode();
      const { status, stdout, stderr } = runGit(clone, ['diff'], { PATH });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.startsWith(`${line}diff --git a/.tracker/data.db b/.tracker/data.db\n`)).toBe(true);
      expect(stdout).toContain('\nBinary files a/.tracker/data.db and b/.tracker/data.db differ\n');
      expect(stdout).toContain('\n-one\n+two\n');
      clone.write('../change.patch', stdout);
      clone.git('checkout', '--quiet', '.');
      const applied = runGit(clone, ['apply', '../change.patch']);
      expect(clone.read('README.md')).toBe(applied.status === 0 ? 'two\n' : 'one\n');
      expect(bytesOf(clone).equals(binary(applied.status === 0 ? 'b' : 'a'))).toBe(true);
    },
  );

  test('where git’s objects cannot be written a diff says that it is no patch', () => {
    const clone = withDrivers(says);
    commitFile(clone, binary('a'));
    clone.write('.tracker/data.db', binary('b'));
    // Root may write anywhere: a file stands where new objects would go.
    const name = clone.git('hash-object', '.tracker/data.db');
    clone.write(`.git/objects/${name.slice(0, 2)}`, '');
    const { status, stdout } = runGit(clone, ['diff']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^diff-text 58 58\nThis cannot be applied as a patch: the repository cannot be written\.\ndiff --git .*\nindex \w{40}\.\.\w{40} 100644\nBinary files .* differ\n$/,
    );
  });

  test.each<[string, string, (clone: TestRepository) => void]>([
    ['fails', 'process.exit(1)', () => undefined],
    ['is gone', '', (clone) => setShim(clone, renderShim({ node: '/gone/node', script: '/gone/tracker.js' }))],
    ['has no shim', '', (clone) => rmSync(join(clone.root, '.git/tracker/run'))],
  ])('a merge by a program that %s is git’s conflict, with our file whole', (_, script, spoil) => {
    const clone = divided(script, binary);
    spoil(clone);
    const { status, stdout } = runGit(clone, ['merge', '-m', 'Merge', 'theirs']);
    expect(status).toBe(1);
    expect(stdout).toContain('CONFLICT');
    expect(bytesOf(clone).equals(binary('ours'))).toBe(true);
    expect(clone.git('ls-files', '--unmerged').split('\n')).toHaveLength(3);
  });
});

/** A PATH on which there is git and a shell's tools, and no Node. */
function withoutNode(): string {
  const folder = makeDirectory();
  for (const tool of ['git', 'sh', 'dirname', 'mktemp', 'mkdir', 'rm'])
    symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(folder, tool));
  return folder;
}

test('a merge gives the program the three versions, and their file is the result', () => {
  const clone = divided(
    `const [, , command, base, ours, theirs] = process.argv, fs = require('fs'), read = (file) => fs.readFileSync(file, 'utf8');
     fs.writeFileSync(ours, [command, read(base), read(ours), read(theirs)].join('|'));`,
    (text) => text,
  );
  clone.git('merge', '--quiet', '-m', 'Merge', 'theirs');
  expect(clone.read('.tracker/data.db')).toBe('merge-driver|base|ours|theirs');
});

describe('a path that somebody has given our attributes', () => {
  const given = (clone: TestRepository, path: string) =>
    commitFile(clone, `${clone.read('.gitattributes')}${path} diff=tracker merge=tracker\n`, '.gitattributes');

  test.each<[string, string[]]>([
    ['', []],
    ['in colour', ['-c', 'color.ui=always']],
    ['without prefixes', ['-c', 'diff.noprefix=true']],
  ])('is shown as git shows it, %s', (_, options) => {
    const clone = withDrivers(says);
    given(clone, '*');
    commitFile(clone, 'one\r\ntwo\n', 'ä b.js');
    commitFile(clone, Buffer.from('\0one'), 'image.png');
    symlinkSync('README.md', join(clone.root, 'link'));
    commitFile(clone, 'old\n', 'README.md');
    clone.write('ä b.js', 'one\r\nthree\n');
    clone.write('image.png', '\0two');
    rmSync(join(clone.root, 'link'));
    symlinkSync('image.png', join(clone.root, 'link'));
    rmSync(join(clone.root, 'README.md'));
    const own = runGit(clone, [...options, 'diff', '--no-ext-diff', '--full-index']);
    expect(own.stdout.match(/diff --git/g)).toHaveLength(4);
    expect(runGit(clone, [...options, 'diff'])).toEqual(own);
  });

  test('is merged as git merges text, with git’s markers where both sides have changed a line', () => {
    const clone = withDrivers(`require('fs').writeFileSync(process.argv[4], 'garbled')`);
    given(clone, 'app.js');
    const lines = (first: string, last: string) => `${first}\n\n\n\n\n${last}\n`;
    commitFile(clone, lines('a', 'z'), 'app.js');
    for (const [branch, text] of [
      ['clean', lines('a', 'theirs')],
      ['clash', lines('theirs', 'z')],
    ] as const) {
      clone.git('checkout', '--quiet', '-b', branch, 'main');
      commitFile(clone, text, 'app.js');
    }
    clone.git('checkout', '--quiet', 'main');
    commitFile(clone, lines('ours', 'z'), 'app.js');
    clone.git('merge', '--quiet', '-m', 'Merge', 'clean');
    expect(clone.read('app.js')).toBe(lines('ours', 'theirs'));
    expect(runGit(clone, ['merge', '-m', 'Merge', 'clash'])).toMatchObject({ status: 1 });
    expect(clone.read('app.js')).toBe(lines('<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs', 'theirs'));
  });

  test('and that is binary stays ours in a conflict', () => {
    const clone = withDrivers(`require('fs').writeFileSync(process.argv[4], 'garbled')`);
    given(clone, 'app.bin');
    divide(clone, binary, 'app.bin');
    expect(runGit(clone, ['merge', '-m', 'Merge', 'theirs'])).toMatchObject({ status: 1 });
    expect(clone.read('app.bin')).toBe(binary('ours').toString());
  });
});

test('the Node of a shim is found again, whatever is in its path', () => {
  const shim = renderShim({ node: "/it's/node", script: "'/bin/tracker.js'" });
  expect(nodeIn(shim)).toBe("/it's/node");
  expect(nodeIn('#!/bin/sh\nexit 3\n')).toBeUndefined();
});

function divided(script: string, content: (text: string) => string | Buffer): TestRepository {
  const clone = withDrivers(script);
  divide(clone, content);
  return clone;
}

function divide(clone: TestRepository, content: (text: string) => string | Buffer, path = '.tracker/data.db'): void {
  commitFile(clone, content('base'), path);
  clone.git('switch', '--quiet', '--create', 'theirs');
  commitFile(clone, content('theirs'), path);
  clone.git('switch', '--quiet', 'main');
  commitFile(clone, content('ours'), path);
}
