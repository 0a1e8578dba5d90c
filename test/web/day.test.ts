import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { runTracker } from '../cli/run-tracker.ts';
import { startClient } from '../support/client.ts';
import { until } from '../support/until.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';
import { openBoard, openSignIn, testInBrowser } from './support/board.ts';
import { makeTickets, untilKeys } from './support/cards.ts';

/** Presses keys, one after the other. */
const press = async ({ keyboard }: Page, ...keys: string[]) => {
  for (const key of keys) await keyboard.press(key);
};
const type = ({ keyboard }: Page, text: string) => keyboard.type(text);
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const said = (page: Page, text: string | RegExp) => page.locator('.toast').getByText(text).first().waitFor();

/** Waits until what is typed goes into a box. */
const untilIn = (page: Page, name: string) =>
  until(`${name} has the focus`, () => page.getByRole('textbox', { name, exact: true }).evaluateAll(isFocused));
const isFocused = (found: Element[]) => found.some((one) => one === document.activeElement);

/** Presses Tab, as somebody who looks where they are, until something of that role and name has the focus. */
async function tabTo(page: Page, role: 'button' | 'textbox' | 'combobox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name });
  const most = await page.locator(':is(a, button, input, select, textarea, summary, [tabindex])').count();
  for (let presses = 0; presses <= most; presses += 1) {
    if (await wanted.evaluateAll(isFocused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab leads to no ${role} ${name}.`);
}

async function makeToken({ root }: TestRepository, handle: string): Promise<string> {
  expect(await runTracker({ cwd: root }, 'actor', 'add', handle)).toMatchObject({ code: 0 });
  const scopes = ['read', 'write', 'review'].flatMap((scope) => ['--scope', scope]);
  const { stdout } = await runTracker({ cwd: root }, 'token', 'create', '--actor', handle, ...scopes, '--json');
  return JSON.parse(stdout).token;
}

/** Which ticket's card has the focus. */
const isAt = (page: Page, key: string) =>
  page.evaluate((wanted) => (document.activeElement as HTMLElement).dataset.key === wanted, key);

async function signInByKeys(page: Page, token: string): Promise<void> {
  await tabTo(page, 'textbox', /token/);
  await type(page, token);
  await press(page, 'Enter');
  await page.locator('.board').waitFor();
}

const title = 'Refund is paid out twice';

testInBrowser('a whole working day by keyboard alone, and the tracker has what was done', async () => {
  const repository = makeRepository();
  const { root } = repository;
  await makeTickets(repository, { title: 'Another one', status: 'todo' });
  const agent = await startClient({ cwd: root });
  const { page, server, complaints } = await openBoard({ repository });
  await page.locator('.card').first().waitFor();

  await press(page, 'c');
  await dialog(page, 'New ticket').waitFor();
  await type(page, title);
  await press(page, 'Tab');
  await type(page, '# Plan\n\nLook at the queue.\n');
  await tabTo(page, 'combobox', 'Type');
  await type(page, 'bug');
  await press(page, 'Control+Enter');
  await dialog(page, 'New ticket').waitFor({ state: 'hidden' });
  const key = await until('the card is there', () =>
    page.locator('.card', { hasText: title }).first().getAttribute('data-key'),
  );
  const inTracker = async () => (await agent.call('ticket', { action: 'get', id: key })).text;
  const untilTracker = (has: RegExp) => until(`the tracker has ${has}`, async () => has.test(await inTracker()));
  await untilTracker(/bug/);
  expect(await inTracker()).toContain('Look at the queue.');

  await press(page, '/');
  await type(page, 'paid twice');
  await until('it alone is shown', async () => (await page.locator('.card').count()) === 1);
  await press(page, 'Enter');
  await until('the focus is at the card', () => isAt(page, key));
  await press(page, 'Enter');
  await page.getByRole('heading', { name: title }).waitFor();
  await press(page, 'u');
  await page.locator('.board').waitFor();
  await press(page, 'Control+k');
  await dialog(page, 'Go to a ticket or a command').waitFor();
  await type(page, 'refund twice');
  await press(page, 'Enter');
  await page.getByRole('heading', { name: title }).waitFor();

  await press(page, 'u');
  await page.locator('.board').waitFor();
  await press(page, '/', 'Control+a', 'Backspace', 'Escape');
  await until('all are shown', async () => (await page.locator('.card').count()) === 2);
  await until('the focus is at the card', () => isAt(page, key));
  await press(page, 'k', 'j');
  await until('the focus is at the card', () => isAt(page, key));
  await press(page, 'm');
  await dialog(page, /Move to/).waitFor();
  await type(page, 'confirmed');
  await press(page, 'Enter');
  await untilTracker(/\bconfirmed\b/);
  await press(page, 'Shift+L');
  await untilKeys(page, 'Doing', [key]);
  await untilTracker(/in_progress/);
  await press(page, 'm');
  await dialog(page, /Move to/).waitFor();
  await type(page, 'blocked');
  await press(page, 'Enter');
  await dialog(page, /^Why does/).waitFor();
  await type(page, 'Waits for the bank.');
  await press(page, 'Control+Enter');
  await untilTracker(/Waits for the bank\./);
  await until('the focus is at the card', () => isAt(page, key));
  await press(page, 'z');
  await said(page, `${key}: undone`);
  await untilTracker(/in_progress/);

  await until('the focus is at the card', () => isAt(page, key));
  await press(page, 'Enter');
  await page.getByRole('heading', { name: title }).waitFor();
  await press(page, 'e');
  await untilIn(page, 'Markdown');
  await press(page, 'Control+End');
  await type(page, '\nThen pay it back.');
  await press(page, 'Control+Enter');
  await untilTracker(/Then pay it back\./);
  await page.getByRole('textbox', { name: 'Markdown' }).waitFor({ state: 'hidden' });
  await press(page, 'n');
  await untilIn(page, 'Comment');
  await type(page, 'Found it in the queue.');
  await press(page, 'Control+Enter');
  await untilTracker(/Found it in the queue\./);
  await press(page, 'Escape', 'Control+k');
  await dialog(page, 'Go to a ticket or a command').waitFor();
  await type(page, 'submit');
  await press(page, 'Enter');
  await untilIn(page, 'What was done');
  await type(page, 'Pays once now.');
  await press(page, 'Tab');
  await type(page, 'note: looked at by hand');
  await press(page, 'Control+Enter');
  await said(page, `${key} was submitted for review`);
  expect((await agent.call('alignment', { action: 'get', id: key })).text).toContain('Pays once now.');

  const bob = await openSignIn({ server });
  await signInByKeys(bob.page, await makeToken(repository, 'bob'));
  await press(bob.page, 'g', 'r');
  await bob.page.getByText('Pays once now.').waitFor();
  await tabTo(bob.page, 'button', `Approve: ${key}`);
  await press(bob.page, 'Enter');
  await said(bob.page, `${key}: approved`);
  const shown = async () => (await runTracker({ cwd: root }, 'show', key)).stdout;
  expect(await shown()).toMatch(/bob \(human\) \S+ approved/);
  await press(bob.page, 'z');
  await said(bob.page, `${key}: undone`);
  expect(await shown()).toContain('review waiting');
  expect((await agent.call('alignment', { action: 'get', id: key })).text).not.toContain('approved');
  for (const one of [complaints, bob.complaints]) expect(one).toEqual([]);
});
