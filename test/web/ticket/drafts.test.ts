import { expect } from 'vitest';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { startWeb, testInBrowser } from '../support/board.ts';
import { editBox, listDrafts, openTicket, untilDescription, untilShown } from '../support/ticket.ts';

const description = '## One\n\nFirst.\n\n## Two\n\nSecond.\n';

testInBrowser('what was typed and not saved is there again after a reload, and gone once it is saved', async () => {
  const { page, zoe, key } = await openTicket({ title: 'Before', description });
  await page.getByRole('button', { name: 'Edit the title' }).click();
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('After');
  await page.getByRole('textbox', { name: 'Comment' }).fill('A *comment*');
  await page.getByRole('textbox', { name: /^New child/ }).fill('A child');
  await page.getByRole('button', { name: 'Edit “Two”' }).click();
  await editBox(page).fill('## Two\n\nMine.');
  await page.reload();
  await untilShown(page);
  expect(await editBox(page).inputValue()).toBe('## Two\n\nMine.');
  expect(await page.getByRole('textbox', { name: 'Title', exact: true }).inputValue()).toBe('After');
  expect(await page.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe('A *comment*');
  expect(await page.getByRole('textbox', { name: /^New child/ }).inputValue()).toBe('A child');
  expect(await page.getByText('What you had typed here was kept.').count()).toBe(3);
  await page.locator('.editor').getByRole('button', { name: 'Save' }).click();
  await untilDescription(page, (text) => text.includes('Mine.'));
  await page.locator('.title-form').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.timeline em').waitFor();
  await page.getByRole('textbox', { name: /^New child/ }).press('Enter');
  await page.getByRole('link', { name: /A child/ }).waitFor();
  await until('nothing is kept', async () => (await listDrafts(page)).length === 0);
  const said = await zoe('ticket', { action: 'get', id: key });
  expect(said).toContain('## Two\n\nMine.');
  expect(said).toContain('A *comment*');
});

testInBrowser('a draft of a section that others have changed since is shown beside theirs', async () => {
  const { page, zoe, key, server } = await openTicket({ title: 'T', description });
  await page.getByRole('button', { name: 'Edit “Two”' }).click();
  await editBox(page).fill('## Two\n\nMine.');
  await page.goto(`${server.origin}/`);
  await page.locator('.board').waitFor();
  await zoe('ticket', { action: 'edit', id: key, op: 'replace', section: 'Two', new: 'Theirs.' });
  await page.goto(`${server.origin}/t/${key}`);
  await page.getByText('What you had typed here was kept.').waitFor();
  await page.getByText('zoe changed this meanwhile').waitFor();
  await editBox(page).press('Control+Enter');
  await page.getByText('Nothing is lost').waitFor();
  expect(await editBox(page).inputValue()).toBe('## Two\n\nMine.');
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('Theirs.');
});

testInBrowser('what was thrown away can be had back at once', async () => {
  const { page } = await openTicket({ title: 'T', description });
  await page.getByRole('button', { name: 'Edit “One”' }).click();
  await editBox(page).fill('## One\n\nMine.');
  await page.locator('.editor').getByRole('button', { name: 'Cancel' }).click();
  expect(await listDrafts(page)).toEqual([]);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  expect(await editBox(page).inputValue()).toBe('## One\n\nMine.');
  await editBox(page).press('Control+Enter');
  await untilDescription(page, (text) => text.includes('Mine.'));
});

testInBrowser('a comment written while nobody answers is sent when the server is back, once', async () => {
  const repository = makeRepository();
  const { page, server, zoe, key } = await openTicket({ title: 'T' }, { repository });
  await server.stop();
  await page.getByText('Connection lost').waitFor();
  await page.getByRole('textbox', { name: 'Comment' }).fill('Said while it was down.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('1 change waits to be sent').waitFor();
  expect(await listDrafts(page)).toHaveLength(1);
  await startWeb(repository, new URL(server.origin).host);
  await page.locator('.timeline').getByText('Said while it was down.').last().waitFor();
  await until('it is kept no more', async () => (await listDrafts(page)).length === 0);
  const said = await zoe('ticket', { action: 'get', id: key });
  expect(said.split('Said while it was down.')).toHaveLength(2);
});
