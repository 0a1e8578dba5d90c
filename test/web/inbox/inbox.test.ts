import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { listFaults } from '../support/axe.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';

const article = (page: Page, key: string) => page.getByRole('article', { name: new RegExp(`^${key}`) });
const me = (page: Page) => page.locator('.me summary .person').getAttribute('title');
const untilUnread = (page: Page, count: number) =>
  until(`${count} in the title`, async () => (/^\((\d+)\)/.exec(await page.title())?.[1] ?? '0') === String(count));

testInBrowser('a submission is read with its evidence and approved in place, and the count follows', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Rotate the key', description: '- [ ] Tested' });
  const { call } = openTracker(repository.root, 'zoe');
  const { page, server, complaints } = await openBoard({ repository, bypassCSP: true });
  await call('alignment', {
    ...{ action: 'submit', id: key, message: 'Rotated <b>daily</b>' },
    evidence: ['npm test -> 0', 'src/none.ts', 'note: by hand'],
  });
  await untilUnread(page, 1);
  await page.goto(`${server.origin}/reviews`);
  const review = article(page, key);
  await review.getByText('Rotated <b>daily</b>').waitFor();
  await review.getByText('exit 0').waitFor();
  await review.getByText('not found in the repository').waitFor();
  await review.getByText('Against an approval speaks:').waitFor();
  expect(await listFaults(page)).toEqual([]);
  await review.getByRole('button', { name: 'Request changes' }).click();
  await review.getByRole('alert').getByText('Say why').waitFor();
  await review.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Nothing waits for you.').or(page.getByText('No submission waits for you.')).waitFor();
  expect(await call('alignment', { action: 'get', id: key })).toContain('approved');
  await untilUnread(page, 0);
  await page.keyboard.press('z');
  await review.waitFor();
  expect(complaints).toEqual([]);
});

testInBrowser("one's own submission waits for others, and there is nothing to press", async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Own work' });
  const { page, server } = await openBoard({ repository });
  await openTracker(repository.root, (await me(page))!).call('alignment', {
    ...{ action: 'submit', id: key, message: 'mine', evidence: ['note: x'] },
  });
  await page.goto(`${server.origin}/reviews`);
  await page.getByRole('heading', { name: 'Yours, waiting for others' }).waitFor();
  await article(page, key).getByText('mine').waitFor();
  expect(await article(page, key).getByRole('button').count()).toBe(0);
});

testInBrowser(
  'a question is counted without being marked as seen, is answered in place, and is then done',
  async () => {
    const repository = makeRepository();
    const [key = '', other = ''] = await makeTickets(repository, { title: 'Fees' }, { title: 'Else' });
    const { call } = openTracker(repository.root, 'zoe');
    const { page, server } = await openBoard({ repository, path: '/reviews' });
    const name = await me(page);
    await page.locator('.loading').waitFor({ state: 'detached' });
    await page.goto(`${server.origin}/settings`);
    await call('ticket', { action: 'comment', id: key, message: `@${name} which fee?` });
    await call('ticket', { action: 'comment', id: other, message: 'by the way' });
    await untilUnread(page, 1);
    await page.goto(`${server.origin}/reviews`);
    await page.getByRole('heading', { name: 'Changed by others since you were here 2' }).waitFor();
    await article(page, key)
      .getByRole('button', { name: /Answer/ })
      .click();
    await page.keyboard.type('The second one');
    await page.keyboard.press('Control+Enter');
    await article(page, key).waitFor({ state: 'detached' });
    expect(await call('ticket', { action: 'get', id: key })).toContain('The second one');
    await untilUnread(page, 0);
    await page.getByRole('heading', { name: /Changed by others/ }).waitFor();
  },
);

testInBrowser('where nothing waits it says what would be there', async () => {
  const { page } = await openBoard({ path: '/reviews' });
  await page.getByText('Nothing waits for you.').waitFor();
  expect(await page.title()).not.toContain('(');
});
