import { expect, test } from 'vitest';
import type { Branch } from '../../../src/git/sync/branches.ts';
import { push } from '../../../src/git/sync/push.ts';

const branch: Branch = { name: 'topic', upstream: undefined, push: undefined, remotes: ['origin'] };

/** What is thrown where git ends a push so. */
const refused = (stderr: string, stdout = '', mayRetry = false) =>
  push(branch, async () => ({ code: 1, stdout, stderr }), mayRetry);

test('where git does not know where to, its own commands for it are the next step', async () => {
  const names =
    'fatal: The upstream branch of your current branch does not match\nthe name of your current branch.  Use\n\n';
  await expect(
    refused(`${names}    git push origin HEAD:main\n\nor\n\n    git push origin HEAD\n`),
  ).rejects.toMatchObject({
    ...{ code: 'invalid_input', hint: ['Say where to: git push origin HEAD:main, or git push origin HEAD'] },
  });
  await expect(
    refused('fatal: You didn\'t specify any refspecs to push, and push.default is "nothing".'),
  ).rejects.toMatchObject({ code: 'invalid_input', hint: ['Say where to: git push REMOTE topic'] });
});

test('what others were faster with is tried again, as often as that is allowed', async () => {
  const rejected = '!\trefs/heads/topic:refs/heads/topic\t[rejected] (fetch first)\n';
  expect(await refused('', rejected, true)).toBeUndefined();
  await expect(refused('', rejected)).rejects.toMatchObject({ code: 'conflict' });
});

test('a remote that refuses, and one that does not answer, are told apart', async () => {
  await expect(refused('', '!\ta:b\t[remote rejected] (hook)\n')).rejects.toMatchObject({ code: 'permission_denied' });
  await expect(refused('fatal: unable to access')).rejects.toMatchObject({ code: 'network_error' });
});

test('says where a branch was pushed to, if there was anything to push', async () => {
  const answered = (stdout: string) => push(branch, async () => ({ code: 0, stdout, stderr: '' }), true);
  expect(await answered(' \trefs/heads/topic:refs/heads/topic\ta..b\n')).toEqual({ to: 'topic' });
  expect(await answered('=\trefs/heads/topic:refs/heads/topic\t[up to date]\n')).toEqual({ to: undefined });
});
