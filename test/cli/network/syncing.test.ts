import { expect, onTestFinished, test } from 'vitest';
import { createSyncing, type SyncingOptions } from '../../../src/cli/network/syncing.ts';
import { openAgain, openStore } from '../../access/opened.ts';
import { until } from '../../support/until.ts';

const open = (options: Pick<SyncingOptions, 'round' | 'access'>) => {
  const said: string[] = [];
  const syncing = createSyncing({ everyMs: 1, say: (line) => said.push(line), now: Date.now, ...options });
  onTestFinished(() => syncing.stop());
  syncing.start();
  return { syncing, said };
};

test('a failure is said once, however often it comes, and once that it is over', async () => {
  let rounds = 0;
  const round = async () => {
    rounds++;
    if (rounds <= 3) throw new Error('https://bob:secret@host/x is\nnot there');
  };
  const { syncing, said } = open({ round, access: openStore().store });
  await until('it failed', () => rounds >= 3 && syncing.state().failing);
  expect(syncing.state()).toMatchObject({ last: null, failing: { since: expect.any(Number) } });
  await until('it was done', () => syncing.state().last !== null);
  expect(syncing.state().failing).toBeNull();
  expect(said).toEqual([expect.stringMatching(/^sync: https:\/\/…@host\/x is.not there$/), 'sync: it works again']);
});

test('two servers of one tracker are never at it at once', async () => {
  const { store, found, clock } = openStore();
  let at = 0;
  let most = 0;
  const counts = [0, 0];
  const roundOf = (one: number) => async () => {
    at++;
    most = Math.max(most, at);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    at--;
    counts[one]!++;
  };
  open({ round: roundOf(0), access: store });
  open({ round: roundOf(1), access: openAgain(found, clock) });
  await until('both had turns', () => counts.every((count) => count >= 3));
  expect(most).toBe(1);
});

test('a round that is under way is waited for when the server stops, and none begins after', async () => {
  let begun = 0;
  let done = 0;
  const round = async () => {
    begun++;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    done++;
  };
  const { syncing } = open({ round, access: openStore().store });
  await until('one began', () => begun > 0);
  await syncing.stop();
  const after = begun;
  expect(done).toBe(begun);
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
  expect(begun).toBe(after);
});
