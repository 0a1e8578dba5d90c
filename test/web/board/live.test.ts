import { expect } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, startWeb, testInBrowser } from '../support/board.ts';
import { cardOf, keysIn, makeTickets, untilKeys } from '../support/cards.ts';

testInBrowser('what an agent, the command line, another person and git do shows on every open board', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  setUpTracker(repository);
  const [one = ''] = await makeTickets(repository, { title: 'One' });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'One');
  git('switch', '--quiet', '--create', 'side');
  const [side = ''] = await makeTickets(repository, { title: 'From the side' });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Side');
  git('switch', '--quiet', 'main');
  const boards = [await openBoard({ repository }), await openBoard({ repository }), await openBoard({ repository })];
  const all = async (column: string, has: (keys: string[]) => boolean) => {
    for (const { page } of boards) await until(`${column} is so`, async () => has(await keysIn(page, column)));
  };
  await all('To do', (keys) => keys.join() === one);
  const agent = await startClient({ cwd: root, name: 'claude' });
  await agent.call('ticket', { action: 'claim', id: one });
  await all('Doing', (keys) => keys.join() === one);
  for (const { page } of boards)
    await cardOf(page, one)
      .getByTitle(/^Claimed by .* since /)
      .waitFor();
  expect(await runTracker({ cwd: root }, 'create', 'By hand')).toMatchObject({ code: 0 });
  await all('To do', (keys) => keys.length === 1);
  await boards[0]!.page.keyboard.press('j');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Main');
  git('merge', '--quiet', '--no-edit', 'side');
  await all('To do', (keys) => keys.includes(side) && keys.length === 2);
  for (const { complaints } of boards) expect(complaints).toEqual([]);
});

testInBrowser('ten tabs of one browser have one stream between them, and all are live', async () => {
  const repository = makeRepository();
  const { page, openTab } = await openBoard({ repository });
  await makeTickets(repository, { title: 'One' });
  await until('the first has it', async () => (await keysIn(page, 'To do')).length === 1);
  const tabs = [page];
  while (tabs.length < 10) tabs.push(await openTab());
  await makeTickets(repository, { title: 'Two' });
  for (const tab of tabs) await until('it has both', async () => (await keysIn(tab, 'To do')).length === 2);
});

testInBrowser('two servers of one tracker show the same', async () => {
  const repository = makeRepository();
  const [first, second] = [await startWeb(repository), await startWeb(repository)];
  expect(first.origin).not.toBe(second.origin);
  const one = await openBoard({ repository, server: first });
  const two = await openBoard({ repository, server: second });
  const [key = ''] = await makeTickets(repository, { title: 'One' });
  for (const { page } of [one, two]) await untilKeys(page, 'To do', [key]);
  await one.page.keyboard.press('j');
  await one.page.keyboard.press('Shift+L');
  for (const { page } of [one, two])
    await until('it has moved', async () => (await keysIn(page, 'To do')).length === 0);
});

testInBrowser('a server that is stopped and started again loses nothing of what was done meanwhile', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One', status: 'todo' });
  const server = await startWeb(repository);
  const { page } = await openBoard({ repository, server });
  await untilKeys(page, 'To do', [key]);
  await server.stop();
  await page.getByText('Connection lost').waitFor();
  await cardOf(page, key).focus();
  await page.keyboard.press('Shift+L');
  await page.getByText('1 change waits to be sent').waitFor();
  await untilKeys(page, 'Doing', [key]);
  const [other = ''] = await makeTickets(repository, { title: 'Meanwhile' });
  await startWeb(repository, new URL(server.origin).host);
  await until('it was sent', async () => (await page.getByText('waits to be sent').count()) === 0);
  await untilKeys(page, 'To do', [other]);
  await untilKeys(page, 'Doing', [key]);
  await page.reload();
  await untilKeys(page, 'Doing', [key]);
});

testInBrowser(
  'what happens between the reading of the cards and the beginning of the stream is not missed',
  async () => {
    const repository = makeRepository();
    const [one = ''] = await makeTickets(repository, { title: 'One' });
    const { page } = await openBoard({ repository });
    await untilKeys(page, 'To do', [one]);
    // A stream that begins late: the worker's own request is held until somebody has made another ticket.
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, 'SharedWorker');
    });
    await page.route('**/api/v1/events', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await untilKeys(page, 'To do', [one]);
    const [two = ''] = await makeTickets(repository, { title: 'Two' });
    letGo();
    await untilKeys(page, 'To do', [one, two]);
  },
);

testInBrowser('what a ticket has been part of, or has blocked, is seen without it', async () => {
  const repository = makeRepository();
  const [whole = '', other = ''] = await makeTickets(
    repository,
    ...['Whole', 'Other'].map((title) => ({ title, type: 'epic' })),
  );
  const [part = '', waiting = ''] = await makeTickets(
    repository,
    { title: 'Part', parent: whole },
    { title: 'Waiting' },
  );
  const agent = await startClient({ cwd: repository.root });
  await agent.call('link', { action: 'add', id: part, type: 'blocks', target: waiting });
  const { page } = await openBoard({ repository });
  const mark = (key: string, title: string) => cardOf(page, key).getByTitle(title);
  await mark(whole, '0 of 1 children done').waitFor();
  await mark(waiting, 'Blocked').waitFor();
  await agent.call('ticket', { action: 'update', id: part, parent: other });
  await mark(other, '0 of 1 children done').waitFor();
  await mark(whole, '0 of 1 children done').waitFor({ state: 'detached' });
  await agent.call('link', { action: 'remove', id: part, type: 'blocks', target: waiting });
  await mark(waiting, 'Blocked').waitFor({ state: 'detached' });
});
