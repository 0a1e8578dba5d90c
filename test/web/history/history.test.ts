import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { listFaults } from '../support/axe.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';

testInBrowser('each change says who, what and from what to what, comes by itself, and is taken back', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Fees', priority: 'low' });
  const { call } = openTracker(repository.root, 'ann/claude');
  const { page, complaints } = await openBoard({ repository, path: '/history', bypassCSP: true });
  const entries = page.locator('.events li');
  await entries.filter({ hasText: 'zoe created' }).getByText('Fees').waitFor();
  await call('ticket', { action: 'update', id: key, priority: 'urgent', add_labels: ['ui'], message: 'they ask' });
  const change = entries.first();
  await change.getByText('priority: low → urgent').waitFor();
  for (const text of ['ann/claude', '+ui', 'they ask', key]) await change.getByText(text).first().waitFor();
  expect(await listFaults(page)).toEqual([]);
  await change.getByRole('button', { name: /Undo/ }).click();
  await page.getByText(`${key}: taken back`).first().waitFor();
  await entries.filter({ hasText: 'undid' }).getByText('priority: urgent → low').waitFor();
  expect(await call('ticket', { action: 'get', id: key })).toContain('low');
  await entries.filter({ hasText: 'ann/claude changed' }).getByRole('button', { name: /Undo/ }).click();
  await page.getByRole('alert').first().waitFor();
  expect(complaints).toEqual([]);
});

testInBrowser('earlier pages follow, each event once', async () => {
  const repository = makeRepository();
  await openTracker(repository.root, 'zoe').call('ticket', {
    ...{ action: 'create', items: Array.from({ length: 70 }, (_, at) => ({ title: `T${at}.` })) },
  });
  const { page } = await openBoard({ repository, path: '/history' });
  const entries = page.locator('.events li');
  await until('the first page is there', async () => (await entries.count()) === 50);
  await page.getByRole('button', { name: 'Earlier' }).click();
  await until('all are there', async () => (await entries.filter({ hasText: 'created' }).count()) === 70);
  expect(await page.getByRole('button', { name: 'Earlier' }).count()).toBe(0);
});

testInBrowser('where nothing has happened it says so', async () => {
  const { page } = await openBoard({ path: '/history' });
  await page.getByText('Nothing has happened yet.').waitFor();
});
