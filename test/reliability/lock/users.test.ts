import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type StartOptions, startClient } from '../../support/client.ts';
import { lockOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { asUser, hasUsers } from '../../support/mounts.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { expectAllKept } from '../../support/writers.ts';

const tool = 'ticket';
const [anna, bob, group] = [12_345, 12_346, 12_300];

/** A repository that belongs to a user; what tests make is otherwise root's alone. */
function makeOwned({ uid = anna, gid = anna, shared = false } = {}) {
  const repository = makeRepository();
  const { root, git } = repository;
  if (shared) git('config', 'core.sharedRepository', 'group');
  chmodSync(dirname(root), 0o755);
  for (const name of ['', ...(readdirSync(root, { recursive: true }) as string[])]) {
    const path = join(root, name);
    chownSync(path, uid, gid);
    if (shared) chmodSync(path, statSync(path).isDirectory() ? 0o2775 : 0o664);
  }
  return repository;
}

const home = makeDirectory();
chmodSync(home, 0o755);
writeFileSync(join(home, 'config'), '[safe]\n  directory = *\n[user]\n  name = anna\n');
const env = { HOME: home, GIT_CONFIG_GLOBAL: join(home, 'config'), XDG_CACHE_HOME: join(home, 'cache') };
const as = (uid: number, gid = uid): Partial<StartOptions> => ({ env, through: asUser(uid, gid) });

test.runIf(hasUsers)(
  'root and the owner take one lock, whoever came first, and what root makes is the owner’s',
  async () => {
    for (const first of [{ env }, as(anna)]) {
      const { root } = makeOwned();
      const client = await startClient({ cwd: root, ...first });
      expect((await client.call(tool, { action: 'create', title: 'first' })).text).toMatch(/^Created/);
      expect((await client.call(tool, { action: 'list' })).isError).toBe(false);
      await client.close();
      await expectAllKept(root, [{ env }, as(anna), { env }, as(anna)], 15);
      const made = [lockOf(root), join(root, '.git/tracker'), join(root, '.git/tracker/leases.db')];
      expect(made.map((path) => statSync(path).uid)).toEqual([anna, anna, anna]);
    }
  },
);

test.runIf(hasUsers)(
  'two users of a group that shares the repository take one lock and one file of leases',
  async () => {
    const { root } = makeOwned({ gid: group, shared: true });
    await expectAllKept(root, [as(anna, group), as(bob, group), as(anna, group), as(bob, group)], 15);
    const claimers = await Promise.all(
      ['anna', 'bob'].map((actor, at) =>
        startClient({ cwd: root, ...as(at ? bob : anna, group), env: { ...env, TRACKER_ACTOR: actor } }),
      ),
    );
    const id = keyIn((await claimers[0]!.call(tool, { action: 'create', title: 'one' })).text);
    expect((await claimers[1]!.call(tool, { action: 'claim', id })).text).toMatch(/^Claimed/);
    expect((await claimers[0]!.call(tool, { action: 'claim', id })).text).toMatch(/^error already_assigned.*bob/);
    expect(existsSync(join(root, '.tracker/local/leases.db'))).toBe(false);
  },
);

test.runIf(hasUsers)(
  'a lock that this user may not write is an error at once, which names it and what to do',
  async () => {
    const { root } = makeOwned();
    mkdirSync(dirname(lockOf(root)), { recursive: true });
    writeFileSync(lockOf(root), '');
    for (const path of [join(root, '.tracker'), dirname(lockOf(root))]) chownSync(path, anna, anna);
    const client = await startClient({ cwd: root, ...as(anna) });
    const { text, isError } = await client.call(tool, { action: 'create', title: 'one' });
    expect({ text, isError }).toMatchObject({
      isError: true,
      text: expect.stringMatching(
        /^error database: .*\.tracker\/local\/lock of user 0 cannot be written by user 12345.*\n.*chown/,
      ),
    });
    // Nor one that neither this user nor the owner of the tracker has made.
    chownSync(lockOf(root), bob, bob);
    chmodSync(lockOf(root), 0o666);
    const strange = (await client.call(tool, { action: 'create', title: 'one' })).text;
    expect(strange).toMatch(/belongs to user 12346.*\n.*core\.sharedRepository/);
    expect((await client.call(tool, { action: 'list' })).isError).toBe(false);
  },
);

test.runIf(hasUsers)(
  'a file of leases that root has made in the user’s folder makes room for one of theirs',
  async () => {
    const { root } = makeOwned();
    const client = await startClient({ cwd: root, ...as(anna) });
    const id = keyIn((await client.call(tool, { action: 'create', title: 'one' })).text);
    await client.call(tool, { action: 'claim', id });
    await client.close();
    const leases = join(root, '.git/tracker/leases.db');
    chownSync(leases, 0, 0);
    chmodSync(leases, 0o644);
    const again = await startClient({ cwd: root, ...as(anna), env: { ...env, TRACKER_ACTOR: 'bob' } });
    expect((await again.call(tool, { action: 'claim', id })).text).toMatch(/^error already_assigned/);
    expect((await again.call(tool, { action: 'create', title: 'two' })).isError).toBe(false);
    expect((await again.call(tool, { action: 'claim' })).text).toMatch(/^Claimed/);
    expect(statSync(leases).uid).toBe(anna);
  },
);
