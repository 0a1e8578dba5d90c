import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startClient, type TestClient } from '../../support/client.ts';
import { committedTracker } from '../../support/committed-tracker.ts';
import { startFaulty } from '../../support/fault-points.ts';
import { dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { until } from '../../support/until.ts';
import type { TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (root: string): string[] => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);

async function withTicket(): Promise<TestRepository & { client: TestClient }> {
  const repository = await committedTracker();
  return { ...repository, client: await startClient({ cwd: repository.root }) };
}

test('a file that git has taken away for a moment is waited for, by reads and by writes', async () => {
  const { root } = await committedTracker();
  const [used, fresh] = [await startFaulty(root), await startFaulty(root)];
  expect((await used.client.call(tool, { action: 'list' })).text).toContain('base');
  for (const { client, calls } of [used, fresh]) {
    const looks = (call: string) => calls().filter((line) => line === call).length;
    const [stat, open] = [`statSync ${dataOf(root)}`, `openSync ${dataOf(root)}`];
    const bytes = readFileSync(dataOf(root));
    rmSync(dataOf(root));
    const before = looks(stat);
    const answers = Promise.all([
      client.call(tool, { action: 'list' }),
      client.call(tool, { action: 'create', title: `by ${client.pid}` }),
    ]);
    await until('both look for it again and again', () => looks(stat) > before + 10);
    // As git writes it: not at once.
    const opened = looks(open);
    writeFileSync(dataOf(root), bytes.subarray(0, 20_000));
    await until('the beginning is read', () => looks(open) > opened);
    writeFileSync(dataOf(root), bytes);
    for (const { text, isError } of await answers) expect({ text, isError }).toMatchObject({ isError: false });
    expect((await answers)[0].text).toContain('base');
  }
  expect(titles(root)).toEqual(['base', `by ${used.client.pid}`, `by ${fresh.client.pid}`]);
  expectWhole(dataOf(root));
});

test('where a sparse checkout leaves the file out, calls say so and make none', async () => {
  const { root, git, client } = await withTicket();
  git('sparse-checkout', 'set', '--no-cone', '/*', '!/.tracker');
  expect(git('ls-files', '-t', '.tracker/data.db')).toBe('S .tracker/data.db');
  const calls = [client, await startClient({ cwd: root })].flatMap((server) => [
    server.call(tool, { action: 'list' }),
    server.call(tool, { action: 'create', title: 'into nothing' }),
  ]);
  for (const { text, isError } of await Promise.all(calls))
    expect({ text, isError }).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^error database: .* is in git, but not in the work tree\.\n.*sparse-checkout/),
    });
  expect(existsSync(dataOf(root))).toBe(false);
  git('sparse-checkout', 'disable');
  expect(await client.call(tool, { action: 'create', title: 'back' })).toMatchObject({ isError: false });
  expect(titles(root)).toEqual(['base', 'back']);
});

test('on a branch that has no tracker there are no tickets, and the first write makes one', async () => {
  const { root, git, client } = await withTicket();
  git('checkout', '--quiet', '--orphan', 'bare');
  git('rm', '--quiet', '-r', '--force', '.tracker');
  git('commit', '--quiet', '--allow-empty', '--message', 'without');
  expect((await client.call(tool, { action: 'list' })).text).not.toContain('base');
  expect(existsSync(dataOf(root))).toBe(false);
  expect(await client.call(tool, { action: 'create', title: 'new here' })).toMatchObject({ isError: false });
  expect(titles(root)).toEqual(['new here']);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'with');
  git('checkout', '--quiet', 'main');
  expect((await client.call(tool, { action: 'list' })).text).toContain('base');
  expect(titles(root)).toEqual(['base']);
  expect(strangersIn(root)).toEqual([]);
});
