import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isShared, makeFolder, share } from '../../../../src/home/file/side/sharing.ts';
import { makeRepository } from '../../../support/workspace.ts';

function makePlace(value?: string, dataMode = 0o600) {
  const { root, git, write } = makeRepository();
  if (value !== undefined) git('config', 'core.sharedRepository', value);
  chmodSync(write('.tracker/data.db', ''), dataMode);
  const gitDir = join(root, '.git');
  return { root, gitDir, commonDir: gitDir };
}

const modes = (place: ReturnType<typeof makePlace>): string[] => {
  const [file, folder] = [join(place.root, 'file'), join(place.root, 'a/b')];
  writeFileSync(file, '', { mode: 0o600 });
  share(file, place);
  mkdirSync(join(place.root, 'a'), { mode: 0o700 });
  mkdirSync(folder, { mode: 0o700 });
  share(folder, place);
  return [file, folder].map((path) => (statSync(path).mode & 0o7777).toString(8));
};

test.each<[string | undefined, number, string[]]>([
  [undefined, 0o600, ['600', '700']],
  [undefined, 0o664, ['664', '2775']],
  ['umask', 0o644, ['644', '755']],
  ['group', 0o600, ['660', '2770']],
  ['true', 0o600, ['660', '2770']],
  ['all', 0o600, ['664', '2775']],
  ['0640', 0o666, ['640', '750']],
])(
  'with core.sharedRepository %s and a database of mode %o others may as much with what is made',
  (value, mode, made) => {
    expect(modes(makePlace(value, mode))).toEqual(made);
  },
);

test('who may write is told by git alone, and each folder that is made is shared', () => {
  expect(['group', 'all', '0660', '0640', undefined].map((value) => isShared(makePlace(value, 0o666)))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  const place = makePlace('group');
  makeFolder(join(place.root, 'x/y/z'), place);
  const of = (path: string) => statSync(join(place.root, path)).mode & 0o2020;
  expect(['x', 'x/y', 'x/y/z'].map(of)).toEqual([0o2020, 0o2020, 0o2020]);
  // What cannot be shared is left as it is.
  share(join(place.root, 'not there'), place);
});

test.runIf(process.getuid?.() === 0)('what root makes in the folder of a user is that user’s', () => {
  const place = makePlace();
  chownSync(place.root, 12_345, 12_346);
  makeFolder(join(place.root, 'x/y'), place);
  expect(['x', 'x/y'].map((path) => statSync(join(place.root, path))).map(({ uid, gid }) => [uid, gid])).toEqual([
    [12_345, 12_346],
    [12_345, 12_346],
  ]);
});

const hasStrace = spawnSync('strace', ['--version']).status === 0;

test.skipIf(!hasStrace)('a folder has its rights before it has its name', () => {
  const place = makePlace('group');
  const log = join(place.root, 'trace');
  const module = join(import.meta.dirname, '../../../../src/home/file/side/sharing.ts');
  const script = `import { makeFolder } from ${JSON.stringify(module)};
    makeFolder(${JSON.stringify(join(place.root, 'x'))}, ${JSON.stringify(place)});`;
  const run = ['-f', '-e', 'trace=/^(mkdir|f?chmod|rename)', '-o', log, process.execPath];
  expect(spawnSync('strace', [...run, '--input-type=module', '-e', script]).status).toBe(0);
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(place.root));
  expect(calls.map((line) => /\b(mkdir|chmod|rename)/.exec(line)?.[1])).toEqual(['mkdir', 'chmod', 'rename']);
  expect(calls[2]).toContain(`"${join(place.root, 'x')}"`);
});
