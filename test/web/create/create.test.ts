import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { cardOf, makeTickets } from '../support/cards.ts';

const form = (page: Page) => page.getByRole('dialog', { name: 'New ticket' });
const field = (page: Page, name: string) => form(page).getByLabel(name, { exact: true });
const suggested = (page: Page) => form(page).getByRole('listbox', { name: 'Description' }).getByRole('option');
const select = (page: Page, name: string) => form(page).getByRole('combobox', { name, exact: true });

testInBrowser('a ticket is made by keys alone, with names and keys completed, and taken back', async () => {
  const repository = makeRepository();
  const [epic = ''] = await makeTickets(repository, { title: 'Refunds', type: 'epic' });
  const { page, complaints } = await openBoard({ repository });
  await cardOf(page, epic).waitFor();
  await page.keyboard.press('c');
  await form(page).waitFor();
  await page.keyboard.type('Payout twice');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ask @zo');
  await suggested(page).filter({ hasText: 'zoe' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('about #refun');
  await suggested(page).filter({ hasText: epic }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('today');
  expect(await field(page, 'Description').inputValue()).toBe(`Ask @zoe about ${epic} today`);
  await page.keyboard.press('Control+Enter');
  await form(page).waitFor({ state: 'hidden' });
  const made = page.getByRole('option', { name: /Payout twice/ });
  await made.waitFor();
  await page
    .getByText(/PAY-\d+ was created/)
    .first()
    .waitFor();
  await page.keyboard.press('z');
  await made.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

testInBrowser('Escape closes the suggestions first, and then the form', async () => {
  const repository = makeRepository();
  await makeTickets(repository, { title: 'One' });
  const { page } = await openBoard({ repository });
  await page.keyboard.press('c');
  await field(page, 'Description').fill('');
  await page.keyboard.type('@z');
  const options = suggested(page);
  await options.first().waitFor();
  await page.keyboard.press('Escape');
  await options.first().waitFor({ state: 'detached' });
  expect(await form(page).isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  await form(page).waitFor({ state: 'detached' });
});

testInBrowser(
  'a draft survives a reload and a refusal, and another ticket keeps what they have in common',
  async () => {
    const repository = makeRepository();
    const { page } = await openBoard({ repository });
    await page.keyboard.press('c');
    await field(page, 'Title').fill('Half');
    await field(page, 'Labels').fill('ui,');
    await field(page, 'Labels').fill('api');
    await page.keyboard.press('Enter');
    await field(page, 'Part of').fill('PAY-999999');
    await page.keyboard.press('Enter');
    await page.reload();
    await page.locator('.board').waitFor();
    await page.keyboard.press('c');
    expect(await field(page, 'Title').inputValue()).toBe('Half');
    await form(page).getByLabel('Create another').check();
    await form(page).getByRole('button', { name: 'Create', exact: true }).click();
    await form(page).getByRole('alert').getByText('PAY-999999').waitFor();
    await form(page).getByRole('button', { name: 'Remove PAY-999999' }).click();
    await form(page).getByRole('button', { name: 'Create', exact: true }).click();
    await until('the form is for the next one', async () => (await field(page, 'Title').inputValue()) === '');
    expect(await form(page).getByRole('button', { name: 'Remove api' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: /Half/ }).waitFor();
    await page.keyboard.press('c');
    expect(await field(page, 'Title').inputValue()).toBe('');
  },
);

testInBrowser('likely duplicates open in place, and a colon in a title is no qualifier', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Login loops on Safari', description: 'Since version 17' });
  const { page } = await openBoard({ repository });
  await page.keyboard.press('c');
  await field(page, 'Title').fill('safari: login (loops)');
  const similar = form(page).getByRole('region', { name: 'Is it one of these?' });
  await similar.getByText(key, { exact: true }).click();
  await similar.getByText('Since version 17').waitFor();
  await similar.getByRole('link', { name: `Open ${key}` }).click();
  await page.waitForURL(`**/t/${key}`);
});

testInBrowser('a template fills what nobody has written, and the title is its first variable', async () => {
  const repository = makeRepository();
  const { page } = await openBoard({ repository });
  await page.keyboard.press('c');
  await field(page, 'Title').fill('Login fails');
  await select(page, 'Template').selectOption('bug-fix');
  const description = field(page, 'Description');
  await until('it is filled in', async () => (await description.inputValue()).includes('What should happen'));
  expect(await select(page, 'Type').inputValue()).toBe('bug');
  expect(await field(page, 'what').count()).toBe(0);
  await field(page, 'actual').fill('A blank page');
  await until('the variable stands in it', async () => (await description.inputValue()).includes('A blank page'));
  await description.fill('My own words');
  await field(page, 'actual').fill('Another page');
  await form(page).getByText('What you wrote was kept.').waitFor();
  expect(await description.inputValue()).toBe('My own words');
  await page.keyboard.press('Control+Enter');
  await form(page).waitFor({ state: 'detached' });
  const said = await openTracker(repository.root).call('search', { action: 'search', query: 'Login fails' });
  expect(said).toContain('Login fails');
});
