import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { locate } from '../../../../src/git/ask/repository.ts';
import { describeMount, openTrackerLock } from '../../../../src/home/file/publish/tracker-lock.ts';
import { lockOf } from '../../../support/file-facts.ts';
import { refusal } from '../../../support/refusal.ts';
import { makeDirectory, makeRepository } from '../../../support/workspace.ts';

function open(root: string) {
  const lock = openTrackerLock(locate(root));
  onTestFinished(() => lock.close());
  return lock;
}

test('the lock is in one place, which git ignores whatever the rules above it are, and keeps others out', async () => {
  const { root, git, write, read } = makeRepository();
  write('.tracker/.gitignore', '');
  const [one, other] = [open(root), open(root)];
  await one.acquire(5_000);
  expect([one.isHeld(), one.takeNote()]).toEqual([true, undefined]);
  await expect(other.acquire(10)).rejects.toMatchObject({ code: 'busy' });
  one.release();
  await other.acquire(5_000);
  expect(other.isHeld()).toBe(true);
  expect([readFileSync(lockOf(root)).length, read('.tracker/local/.gitignore')]).toEqual([0, '*\n']);
  expect(git('status', '--porcelain', '--untracked-files=all')).toBe('?? .tracker/.gitignore');
  // No drafts are left, and nothing is written down where the system itself has shown that it locks.
  expect(readdirSync(dirname(lockOf(root))).sort()).toEqual(['.gitignore', 'lock', 'turns']);
});

test('its mode follows that of the database', () => {
  const { root, write } = makeRepository();
  chmodSync(write('.tracker/data.db', ''), 0o664);
  open(root);
  expect(statSync(lockOf(root)).mode & 0o777).toBe(0o664);
  expect(statSync(join(root, '.tracker/local/turns')).mode & 0o2777).toBe(0o2775);
});

test('a link in its place is refused by name, as is what git tracks beside it', () => {
  const { root, git, write } = makeRepository();
  const elsewhere = join(makeDirectory(), 'elsewhere');
  mkdirSync(dirname(lockOf(root)), { recursive: true });
  symlinkSync(elsewhere, lockOf(root));
  expect(refusal(() => open(root)).message).toBe('.tracker/local/lock is a symbolic link, not a plain file.');
  expect(existsSync(elsewhere)).toBe(false);
  write('.tracker/local/other', '');
  git('add', '--force', '.tracker/local/other');
  expect(refusal(() => open(root))).toMatchObject({ code: 'database', message: expect.stringContaining('git tracks') });
});

test('a mount that machines may share is named with what that means', () => {
  expect(describeMount('nfs4')).toMatch(/^\.tracker is on nfs4, .* two machines/);
});
