import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { listFaults } from '../support/axe.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';

const table = (page: Page) => page.getByRole('table', { name: 'Tickets' });
const titles = (page: Page) => table(page).locator('.body .title').allInnerTexts();
const row = (page: Page, key: string) => table(page).locator(`[data-key="${key}"]`);

testInBrowser('it is sorted by its heads and grouped, and the address has both', async () => {
  const repository = makeRepository();
  await makeTickets(
    repository,
    ...[
      { title: 'b', priority: 'low', points: 2 },
      { title: 'a', priority: 'urgent', type: 'bug' },
      { title: 'c', priority: 'medium', points: 1 },
    ],
  );
  const { page, server, complaints } = await openBoard({ repository, path: '/list', bypassCSP: true });
  const head = (name: string) => table(page).getByRole('columnheader', { name });
  await head('Title').getByRole('button').click();
  expect(await titles(page)).toEqual(['a', 'b', 'c']);
  await head('Title').getByRole('button').click();
  expect(await titles(page)).toEqual(['c', 'b', 'a']);
  expect(await head('Title').getAttribute('aria-sort')).toBe('descending');
  await head('Priority').getByRole('button').click();
  expect(await titles(page)).toEqual(['a', 'c', 'b']);
  expect(await head('Title').getAttribute('aria-sort')).toBe('none');
  // What has none comes last, whichever way.
  await head('Points').getByRole('button').click();
  expect(await titles(page)).toEqual(['c', 'b', 'a']);
  await head('Points').getByRole('button').click();
  expect(await titles(page)).toEqual(['b', 'c', 'a']);
  await page.getByLabel('Group by').selectOption('type');
  expect(new URL(page.url()).search).toBe('?sort=-points&group=type');
  await page.goto(`${server.origin}/list?sort=title&group=type`);
  await table(page).waitFor();
  expect(await table(page).locator('.group').allInnerTexts()).toEqual(['task 2', 'bug 1']);
  expect(await titles(page)).toEqual(['b', 'c', 'a']);
  expect(await listFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

testInBrowser('by keys several are chosen and changed, each by itself, and all go back at once', async () => {
  const repository = makeRepository();
  const [one = '', two = ''] = await makeTickets(repository, { title: 'a' }, { title: 'b' }, { title: 'c' });
  const { page } = await openBoard({ repository, path: '/list?sort=title' });
  await row(page, one).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('toolbar', { name: '2 selected' }).waitFor();
  await page.keyboard.press('p');
  await page.getByRole('dialog', { name: 'Priority: 2 selected' }).waitFor();
  await page.keyboard.type('urg');
  await page.keyboard.press('Enter');
  for (const key of [one, two]) await row(page, key).getByText('urgent').waitFor();
  await page.getByText('2 tickets: urgent').first().waitFor();
  expect(await table(page).getByText('urgent').count()).toBe(2);
  await page.keyboard.press('z');
  await until('both are as they were', async () => (await table(page).getByText('urgent').count()) === 0);
});

testInBrowser('what is refused is listed with why, and the rest is done', async () => {
  const repository = makeRepository();
  const [todo = '', bug = ''] = await makeTickets(
    repository,
    { title: 'a', status: 'todo' },
    { title: 'b', type: 'bug', status: 'triage' },
  );
  const { page } = await openBoard({ repository, path: '/list?sort=title' });
  await page.getByLabel('Select all that are shown').check();
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('option', { name: /in progress/ })
    .click();
  const refusals = page.getByRole('alert').filter({ hasText: '1 of 2 were refused' });
  await refusals.getByRole('link', { name: bug }).waitFor();
  await row(page, todo).getByText('in progress').waitFor();
  expect(await row(page, bug).innerText()).toContain('triage');
  await refusals.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await page.getByText('2 tickets: archive').first().waitFor();
  await page.getByText('No tickets yet.').waitFor();
  await page.keyboard.press('z');
  await row(page, todo).waitFor();
});

testInBrowser('labels and people are given to all and taken from all', async () => {
  const repository = makeRepository();
  const [one = '', two = ''] = await makeTickets(repository, { title: 'a', labels: ['ui'] }, { title: 'b' });
  const { page } = await openBoard({ repository, path: '/list?sort=title' });
  await page.getByLabel('Select all that are shown').check();
  await page.keyboard.press('Shift+A');
  const dialog = page.getByRole('dialog', { name: 'Label: 2 selected' });
  await dialog.getByRole('option', { name: /ui.*1 of 2/ }).click();
  await row(page, two).getByText('ui').waitFor();
  await page.keyboard.press('Shift+A');
  await dialog.getByRole('option', { name: /ui.*2 of 2/ }).click();
  await until('none has it', async () => (await table(page).getByText('ui', { exact: true }).count()) === 0);
  await page.keyboard.press('a');
  await page.getByRole('dialog', { name: 'Assign: 2 selected' }).getByRole('option', { name: 'zoe' }).click();
  const { call } = openTracker(repository.root);
  for (const id of [one, two])
    await until(`${id} is zoe's`, async () => (await call('ticket', { action: 'get', id })).includes('zoe'));
});

testInBrowser('of a thousand rows only those in sight are drawn, and the keys reach the rest', async () => {
  const repository = makeRepository();
  const { call } = openTracker(repository.root);
  for (let batch = 0; batch < 10; batch += 1) {
    const items = Array.from({ length: 100 }, (_, at) => ({
      title: `Ticket ${String(batch * 100 + at).padStart(4, '0')}`,
    }));
    await call('ticket', { action: 'create', items });
  }
  const { page } = await openBoard({ repository, path: '/list?sort=title' });
  await table(page).getByText('Ticket 0000').waitFor();
  expect(await table(page).getAttribute('aria-rowcount')).toBe('1001');
  expect(await table(page).locator('.body [role=row]').count()).toBeLessThan(80);
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('j');
  await until('the row is in sight and has the focus', () =>
    page.evaluate(() => document.activeElement?.textContent?.includes('Ticket 0059') ?? false),
  );
  await table(page).getByText('Ticket 0059').waitFor();
});
