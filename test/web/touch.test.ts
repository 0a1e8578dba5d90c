import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { startClient } from '../support/client.ts';
import { until } from '../support/until.ts';
import { makeRepository } from '../support/workspace.ts';
import { openBoard, startWeb, testInBrowser } from './support/board.ts';
import { cardOf, makeTickets, untilKeys } from './support/cards.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** By how many pixels a page can be pushed aside. */
const tooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const settled = (page: Page) => until('it is there', async () => (await page.locator('.loading').count()) === 0);

testInBrowser('on a phone a card is moved by its menu, opened by a tap and commented on', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(
    repository,
    ...[
      { title: 'One', status: 'todo' },
      { title: 'Two', status: 'in_progress' },
    ],
  );
  const agent = await startClient({ cwd: repository.root });
  const { page, complaints } = await openBoard({ repository, ...phone });
  await cardOf(page, key).waitFor();

  await cardOf(page, key).locator('.more').tap();
  const menu = page.getByRole('dialog', { name: `Actions for ${key}` });
  await menu.getByRole('option', { name: 'Move to…' }).tap();
  await page.getByRole('option', { name: 'in progress', exact: true }).tap();
  await until('it has moved', async () =>
    (await agent.call('ticket', { action: 'get', id: key })).text.includes('in_progress'),
  );
  await page.locator('.cell[data-column=doing]').getByText('One').waitFor();

  await cardOf(page, key).locator('.title').tap();
  await page.getByRole('heading', { name: 'One' }).waitFor();
  const box = page.getByRole('textbox', { name: 'Comment' });
  await box.tap();
  await page.keyboard.type('Seen on the way.');
  await page.locator('.comment-form').getByRole('button', { name: 'Send' }).tap();
  await until('it was said', async () =>
    (await agent.call('ticket', { action: 'get', id: key })).text.includes('Seen on the way.'),
  );
  expect(complaints).toEqual([]);
});

testInBrowser(
  'the columns and the list scroll, and not the page, on a phone and where the header needs more lines',
  async () => {
    const repository = makeRepository();
    await makeTickets(repository, ...Array.from({ length: 30 }, (_, at) => ({ title: `Ticket ${at}` })));
    const server = await startWeb(repository);
    const { page } = await openBoard({ repository, server, ...phone });
    const tooHigh = () =>
      page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    await page.goto(`${server.origin}/list`);
    await page.locator('[role=row]').nth(2).waitFor();
    expect(await tooHigh()).toBe(0);
    await page.goto(server.origin);
    await page.locator('.card').nth(20).waitFor();
    expect(await tooHigh()).toBe(0);
    await server.stop();
    await page.getByText('Connection lost').waitFor();
    expect(await tooHigh()).toBe(0);
  },
);

testInBrowser('on a phone the columns come to rest one at a time', async () => {
  const repository = makeRepository();
  const [, doing = ''] = await makeTickets(
    repository,
    ...[
      { title: 'One', status: 'todo' },
      { title: 'Two', status: 'in_progress' },
    ],
  );
  const { page } = await openBoard({ repository, ...phone });
  await untilKeys(page, 'Doing', [doing]);
  const middleOf = (column: string) =>
    page.locator(`.cell[data-column=${column}]`).evaluate((cell) => {
      const { left, width } = cell.getBoundingClientRect();
      return Math.abs(left + width / 2 - innerWidth / 2);
    });
  expect(
    await page.locator('.cell[data-column=todo]').evaluate((cell) => cell.clientWidth / innerWidth),
  ).toBeGreaterThan(0.8);
  // A push that ends between two columns, as a finger's does.
  await page.locator('.board').evaluate((board) => board.scrollBy({ left: board.clientWidth * 0.7 }));
  await until('a column rests in the middle', async () => (await middleOf('doing')) < 16);
});

testInBrowser('on a phone no page can be pushed aside, whatever stands in a ticket', async () => {
  const repository = makeRepository();
  const long = 'Antidisestablishmentarianism'.repeat(4);
  const [epic = ''] = await makeTickets(repository, { title: `Epic ${long}`, type: 'epic', labels: ['l'.repeat(40)] });
  const [key = ''] = await makeTickets(repository, {
    ...{ title: `Part ${long}`, parent: epic, labels: ['frontend', 'a-rather-long-label-of-somebody'], points: 5 },
    ...{ assignees: ['zoe', 'anna', 'zoe/claude'], priority: 'urgent', due: '2020-01-01', status: 'in_progress' },
    description: `# ${long}\n\n${long}\n\n| a | b | c |\n|---|---|---|\n| ${long} | ${long} | ${long} |\n\n\`\`\`\n${long}${long}\n\`\`\`\n`,
  });
  const agent = await startClient({ cwd: repository.root });
  await agent.call('ticket', { action: 'comment', id: key, message: `@alice ${long}` });
  await agent.call('alignment', { action: 'submit', id: key, message: long, evidence: [`src/${long}.ts`] });
  const { page, server, complaints } = await openBoard({ repository, ...phone });
  const paths = ['/', '/?lanes=epic', '/?by=bug', '/list', '/list?group=epic', '/reviews', '/agents', '/history'];
  for (const path of [...paths, '/settings', `/t/${epic}`, `/t/${key}`]) {
    await page.goto(server.origin + path);
    await page.locator('main').waitFor();
    await settled(page);
    expect({ path, tooWide: await tooWide(page) }).toEqual({ path, tooWide: 0 });
  }
  expect(complaints).toEqual([]);
});
