import { expect } from 'vitest';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';

testInBrowser('it says who is signed in with what, and what is in no commit, in the header too', async () => {
  const repository = makeRepository();
  await makeTickets(repository, { title: 'One' });
  const { page, complaints } = await openBoard({ repository, path: '/settings' });
  await page.getByText('a person').waitFor();
  await page.getByText('let others in, redact, repair').waitFor();
  await page.getByText(/are in no commit yet|is in no commit yet/).waitFor();
  await page.getByRole('link', { name: /not committed/ }).waitFor();
  expect(complaints).toEqual([]);
});

testInBrowser('colours and single keys are kept, and signing out leads to the sign-in', async () => {
  const { page } = await openBoard({ path: '/settings' });
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByLabel('Single keys do something').uncheck();
  await page.reload();
  await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  await page.keyboard.press('c');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Go to a ticket or a command' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
