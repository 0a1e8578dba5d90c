import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findAccess, makeAccess } from '../../src/access/place.ts';
import { makeDirectory } from '../support/workspace.ts';
import { makeClock, makePlace, openAgain, openStore, refused } from './opened.ts';

test('nothing is made by looking for a store', () => {
  const place = makePlace();
  expect(findAccess(place)).toBeUndefined();
  expect(readdirSync(place.commonDir)).toEqual([]);
});

test('a store lies in the folder of git, or below XDG_STATE_HOME, and its id stays in that of git', () => {
  const here = makePlace();
  const made = makeAccess(here, makeClock());
  expect(made.path).toBe(join(here.commonDir, 'tracker-access', made.id, 'access.db'));
  expect([findAccess(here), makeAccess(here, makeClock('other'))]).toEqual([made, made]);
  const stateHome = makeDirectory();
  const there = makePlace({ stateHome });
  const { id, path } = makeAccess(there, makeClock());
  expect(path).toBe(join(stateHome, 'tracker-access', id, 'access.db'));
  expect(readdirSync(join(there.commonDir, 'tracker-access'))).toEqual(['id']);
  const relative = makePlace({ stateHome: 'state' });
  expect(makeAccess(relative, makeClock()).path).toContain(relative.commonDir);
});

test('the trackers of a repository have a store each, and so have two clones', () => {
  const place = makePlace({ stateHome: makeDirectory() });
  const ids = ['', 'web', 'api'].map((part) => makeAccess({ ...place, part }, makeClock()).id);
  ids.push(makeAccess({ ...makePlace(), stateHome: place.stateHome }, makeClock()).id);
  expect(new Set(ids).size).toBe(4);
});

test('a clone that is moved takes its store along, and what comes to its place has none', async () => {
  const { place, found, store, clock } = openStore(makePlace({ stateHome: makeDirectory() }));
  await store.addActor({ handle: 'alice', kind: 'human' });
  const moved = { ...place, commonDir: join(dirname(place.commonDir), 'moved') };
  renameSync(place.commonDir, moved.commonDir);
  expect(findAccess(moved)).toEqual(found);
  expect(await openAgain(findAccess(moved)!, clock).listActors()).toHaveLength(1);
  expect(findAccess(place)).toBeUndefined();
});

test('whoever starts without the XDG_STATE_HOME of before is told so, and makes no second store', async () => {
  const { place, found } = openStore(makePlace({ stateHome: makeDirectory() }));
  const without = { commonDir: place.commonDir };
  expect(makeAccess(without, makeClock())).toMatchObject({ id: found.id });
  expect(await refused(() => openAgain(makeAccess(without, makeClock()), makeClock()))).toMatch(
    /^database: The access store .* is not there\.$/,
  );
});

test('an id that says nothing, a linked one and a folder that is open to others are refused', async () => {
  const { place } = openStore();
  const folder = join(place.commonDir, 'tracker-access');
  const said = () => refused(() => findAccess(place));
  writeFileSync(join(folder, 'id'), '../../elsewhere');
  expect(await said()).toMatch(/^database: .*id names no access store\.$/);
  rmSync(join(folder, 'id'));
  symlinkSync('/etc/hostname', join(folder, 'id'));
  expect(await said()).toMatch(/^database: .*id is a symbolic link, not a plain file\.$/);
  chmodSync(folder, 0o770);
  expect(await said()).toMatch(/^database: .*tracker-access is open to other users\.$/);
});

test('of processes that make the store at once all have the same, and every write of theirs is in it', async () => {
  const place = makePlace();
  const script = `
    import { randomBytes } from 'node:crypto';
    import { makeAccess } from ${JSON.stringify(join(import.meta.dirname, '../../src/access/place.ts'))};
    import { openAccess } from ${JSON.stringify(join(import.meta.dirname, '../../src/access/sqlite-access.ts'))};
    const [commonDir, name] = process.argv.slice(-2);
    const store = openAccess(makeAccess({ commonDir }, { random: randomBytes }), { now: Date.now, random: randomBytes });
    for (let at = 0; at < 10; at++) await store.addActor({ handle: name + at, kind: 'service' });
    const tries = await Promise.allSettled([store.addActor({ handle: 'same', kind: 'service' })]);
    await store.close();
    console.log(tries[0].status);`;
  const outcomes = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const child = spawn(
        process.execPath,
        ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script, place.commonDir, name],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let said = '';
      child.stdout.on('data', (chunk) => (said += chunk));
      await once(child, 'close');
      return said.trim();
    }),
  );
  expect(outcomes.sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
  expect(await openAgain(findAccess(place)!, makeClock()).listActors()).toHaveLength(41);
  expect(readdirSync(join(place.commonDir, 'tracker-access'))).toHaveLength(2);
});
