import { chmodSync, existsSync, lstatSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyAll, type FileEdit, planFile, renderChanges, replaceFile } from '../../../src/cli/init/change.ts';
import { TrackerError } from '../../../src/domain/errors.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const plan = (root: string, edit: Partial<FileEdit> & Pick<FileEdit, 'path'>) =>
  planFile({ root, encoding: 'utf8', edit: (text = '') => `${text}ours\n`, ...edit });

describe('a planned file', () => {
  test('is made with its folders, changed or kept, and nothing is written before it is applied', async () => {
    const { root, read } = makeRepository();
    const made = await plan(root, { path: 'deep/er/a.txt' });
    expect(made).toMatchObject({ what: 'deep/er/a.txt', file: 'deep/er/a.txt', state: 'create' });
    expect(existsSync(join(root, 'deep'))).toBe(false);
    await made.apply();
    expect(read('deep/er/a.txt')).toBe('ours\n');
    const changed = await plan(root, { path: 'deep/er/a.txt' });
    expect(changed.state).toBe('change');
    expect(read('deep/er/a.txt')).toBe('ours\n');
    await changed.apply();
    expect(read('deep/er/a.txt')).toBe('ours\nours\n');
    expect((await plan(root, { path: 'deep/er/a.txt', edit: (text) => text! })).state).toBe('keep');
  });

  test('keeps every byte that is not of the edit, and the permissions', async () => {
    const { root, write } = makeRepository();
    const latin = Buffer.from('*.png binary\r\n# caf\xe9, in Latin-1\r\n', 'latin1');
    const marked = Buffer.from('\uFEFF{ "theme": "ü" }\r\n');
    write('latin', latin);
    chmodSync(write('marked', marked), 0o600);
    await applyAll([await plan(root, { path: 'latin', encoding: 'latin1' }), await plan(root, { path: 'marked' })]);
    expect(readFileSync(join(root, 'latin'))).toEqual(Buffer.concat([latin, Buffer.from('ours\n')]));
    expect(readFileSync(join(root, 'marked'))).toEqual(Buffer.concat([marked, Buffer.from('ours\n')]));
    expect(statSync(join(root, 'marked')).mode & 0o777).toBe(0o600);
  });

  test('that is to be a program is changed where it cannot be started', async () => {
    const { root, write } = makeRepository();
    chmodSync(write('run', 'ours\n'), 0o644);
    const same = { path: 'run', edit: (text = '') => text };
    expect((await plan(root, same)).state).toBe('keep');
    const change = await plan(root, { ...same, mode: 0o755 });
    expect(change.state).toBe('change');
    await change.apply();
    expect(statSync(join(root, 'run')).mode & 0o777).toBe(0o755);
    expect((await plan(root, { ...same, mode: 0o755 })).state).toBe('keep');
  });

  test('takes the place of a link that leads nowhere: nothing is made where it points', async () => {
    const { root, read } = makeRepository();
    const outside = join(makeDirectory(), 'no');
    symlinkSync(outside, join(root, 'link'));
    await (await plan(root, { path: 'link' })).apply();
    expect([read('link'), lstatSync(join(root, 'link')).isFile(), existsSync(outside)]).toEqual([
      'ours\n',
      true,
      false,
    ]);
  });

  test('is written through a link that stays inside', async () => {
    const { root, write, read } = makeRepository();
    write('config/attributes', 'theirs\n');
    symlinkSync('config/attributes', join(root, '.gitattributes'));
    await (await plan(root, { path: '.gitattributes' })).apply();
    expect(readlinkSync(join(root, '.gitattributes'))).toBe('config/attributes');
    expect(read('config/attributes')).toBe('theirs\nours\n');
  });
});

describe('a file that cannot be planned', () => {
  const hintless = 'Mend or move the file, then run the command again. Nothing was written.';

  test('is refused with what is wrong with it and what to do', async () => {
    const { root, write } = makeRepository();
    write('b.json', Buffer.from([0xff, 0xfe, 0x7b]));
    await expect(plan(root, { path: 'b.json' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'b.json was left as it is: it is not UTF-8 text.',
      hint: [hintless],
    });
    const refuse = (hint?: string) => (): string => {
      throw new TrackerError('invalid_input', 'it is odd', hint);
    };
    await expect(plan(root, { path: 'a/c', edit: refuse() })).rejects.toMatchObject({
      message: 'a/c was left as it is: it is odd.',
      hint: [hintless],
    });
    await expect(plan(root, { path: 'a/c', edit: refuse('Straighten it.') })).rejects.toMatchObject({
      hint: ['Straighten it.'],
    });
  });

  test('is one behind a link that leads out of the repository', async () => {
    const { root } = makeRepository();
    const outside = join(makeDirectory(), 'precious');
    await replaceFile(outside, Buffer.from('mine\n'));
    symlinkSync(outside, join(root, 'link'));
    await expect(plan(root, { path: 'link' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: `link is a link that leads out of the repository to ${outside}.`,
    });
    expect(readFileSync(outside, 'utf8')).toBe('mine\n');
  });

  test('is one in a folder that is a link out of it, or a file', async () => {
    const { root, write } = makeRepository();
    const outside = makeDirectory();
    symlinkSync(outside, join(root, 'folder'));
    await expect(plan(root, { path: 'folder/a' })).rejects.toThrow('folder/a is a link that leads out');
    write('.codex', 'mine');
    await expect(plan(root, { path: '.codex/config.toml' })).rejects.toThrow(
      '.codex is a file, and .codex/config.toml belongs into a folder.',
    );
  });
});

test('a plan is shown a change a line, the notes below one another', () => {
  const { screen } = openRecordedScreen();
  const apply = async () => {};
  const changes = [
    { what: '.tracker/data.db', state: 'create', note: 'project PAY', apply },
    { what: 'a much longer name without a note', state: 'keep', apply },
    { what: '.mcp.json', state: 'change', note: 'Claude Code', apply },
  ] as const;
  expect(renderChanges(changes, screen).split('\n')).toEqual([
    'create     .tracker/data.db  project PAY',
    'unchanged  a much longer name without a note',
    'change     .mcp.json         Claude Code',
  ]);
});
