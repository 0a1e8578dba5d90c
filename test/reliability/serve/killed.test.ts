import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { program } from '../../support/client.ts';
import { dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { type Fleet, makeFleet } from '../../support/fleet.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { until } from '../../support/until.ts';
import { isolatedEnv, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { type Follower, follow } from './follower.ts';
import { type AcknowledgedWrite, startHttpWriters } from './http-writers.ts';
import { serveProgram } from './served-program.ts';

const httpWriters = 4;
const stdioWriters = 8;
/** Each third of them is a merge, the last one too: it has then all that was written on either branch. */
const gitRounds = 9;
const killsBesideNothing = 3;

test('a server that is killed under load, with git beneath it and others beside it, loses and doubles nothing that it has answered, and whoever listens has seen it', async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'tracker');
  const served = await serveProgram(repository.root);
  const follower = follow(served);
  const stdio = await startStdioWriters(repository.root);
  const http = startHttpWriters(served, httpWriters);
  repository.git('branch', 'other');

  for (let round = 0; round < gitRounds; round++) {
    await http.goOn(httpWriters);
    // At a moment of a write that chance picks.
    const killed = round % 2 === 0 ? delay(Math.random() * 100).then(() => served.killAndStart()) : undefined;
    await changeBranch(repository, round);
    await killed;
  }
  giveBack(repository.root);
  // What comes after all that git has done: whoever has heard of it has heard of that.
  await http.goOn(2 * httpWriters);
  await until('whoever listens has heard of the last branch', () => hasSeen(follower, http.acknowledged));
  expect(follower.counts.resets).toBeGreaterThan(0);

  // From here on it is one history: what was missed has to be found by the last position alone.
  const { resets } = follower.counts;
  for (let kill = 0; kill < killsBesideNothing; kill++) {
    await http.goOn(2 * httpWriters);
    await delay(Math.random() * 100);
    await served.killAndStart();
  }
  await http.goOn(httpWriters);
  await Promise.all([http.stop(), stdio.stop()]);
  giveBack(repository.root);
  await until('whoever listens has seen all', () => hasSeen(follower, http.acknowledged));
  expect(follower.counts).toMatchObject({ resets });
  expect(served.kills()).toBe(Math.ceil(gitRounds / 2) + killsBesideNothing);
  expect(await served.stop()).toBe(0);

  expect({ http: http.faults, stdio: stdio.faults }).toEqual({ http: [], stdio: [] });
  expect(served.log()).not.toContain('internal');
  // Some of them were in the middle of a write when it was killed.
  expect(http.acknowledged.filter(({ sent }) => sent > 1).length).toBeGreaterThan(0);
  expectWhole(dataOf(repository.root));
  expect(strangersIn(repository.root)).toEqual([]);
  expectAllOnce(repository.root, { http: http.acknowledged, stdio: stdio.acknowledged });
});

/** Servers over stdio on the same file, that go on until told to stop. */
async function startStdioWriters(root: string): Promise<Fleet & { stop(): Promise<void> }> {
  const fleet = makeFleet(root);
  let stopped = false;
  const members = await Promise.all(Array.from({ length: stdioWriters }, () => fleet.start()));
  const loops = members.map(async ({ call, session }) => {
    for (let step = 0; !stopped; step++) {
      await call('ticket', { action: 'create', title: `by ${session}.${step}.` });
      await delay(Math.random() * 400);
    }
  });
  return {
    ...fleet,
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

/** Another branch is checked out, or merged: git refuses while others have just written, and is asked again. */
async function changeBranch({ git }: TestRepository, round: number): Promise<void> {
  const there = git('symbolic-ref', '--short', 'HEAD') === 'main' ? 'other' : 'main';
  const ways = [
    ['switch', '--quiet'],
    ['checkout', '--quiet'],
    ['merge', '--quiet', '--no-edit'],
  ];
  await until(`${there} is there`, () => {
    try {
      git('commit', '--quiet', '--all', '--allow-empty', '--message', `round ${round}`);
      git(...ways[round % ways.length]!, there);
      return true;
    } catch (error) {
      const { stderr, stdout } = error as { stderr: string; stdout: string };
      if (/would be overwritten|index\.lock/.test(`${stderr}${stdout}`)) return false;
      throw error;
    }
  });
}

/**
 * What git itself throws away by a merge that it refuses at its end, as docs/reliability.md has it: `tracker recover` lists it
 * and writes it again.
 */
function giveBack(root: string): void {
  const recover = (...args: string[]) =>
    execFileSync(process.execPath, [program, 'recover', ...args], { cwd: root, env: isolatedEnv(), encoding: 'utf8' });
  const listed = JSON.parse(recover('--json')) as { id?: string }[];
  const ids = listed.flatMap(({ id }) => id ?? []);
  if (ids.length > 0) recover('--apply', ...ids);
}

function hasSeen({ seen }: Follower, acknowledged: readonly AcknowledgedWrite[]): boolean {
  const events = [...seen.values()];
  const made = new Set(events.flatMap(({ kind, ticket }) => (kind === 'create' ? [ticket] : [])));
  const said = new Set(events.flatMap(({ kind, id }) => (kind === 'comment' ? [id.slice(-6).toLowerCase()] : [])));
  return acknowledged.every(({ kind, id }) => (kind === 'create' ? made.has(id) : said.has(id)));
}

function expectAllOnce(
  root: string,
  { http, stdio }: { http: AcknowledgedWrite[]; stdio: Fleet['acknowledged'] },
): void {
  const { events } = factsOf(dataOf(root));
  const calls = new Map<string, Set<string>>();
  for (const event of events) {
    const mark =
      event.kind === 'create' ? event.payload.title : event.kind === 'comment' ? event.payload.body : undefined;
    if (mark === undefined) continue;
    calls.set(mark, (calls.get(mark) ?? new Set()).add(event.id));
  }
  const marks = [...http.map(({ mark }) => mark), ...stdio.map(({ args }) => args.title as string)];
  expect(marks.filter((mark) => !calls.has(mark))).toEqual([]);
  expect([...calls].filter(([, names]) => names.size > 1).map(([mark]) => mark)).toEqual([]);
}
