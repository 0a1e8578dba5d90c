import { expect } from 'vitest';
import { startClient } from '../../support/client.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';
import { openTicket, untilSaved } from '../support/ticket.ts';

testInBrowser('fields are changed where they stand, by mouse and by key', async () => {
  const { page, key, zoe, complaints } = await openTicket({ title: 'T', status: 'in_progress' });
  const shown = () => zoe('ticket', { action: 'get', id: key });
  await page.getByRole('combobox', { name: 'Points' }).selectOption('5');
  await until('it has points', async () => (await shown()).includes('5 pts'));
  await page.getByLabel('Due').fill('2027-01-31');
  await until('it is due', async () => (await shown()).includes('2027-01-31'));
  await page.getByLabel('Due').fill('');
  await until('it is due no more', async () => !(await shown()).includes('2027-01-31'));
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('s');
  await page.getByRole('combobox', { name: /Move to/ }).fill('block');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Reason' }).fill('Waits for them.');
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await page.getByRole('button', { name: 'Change status: blocked' }).waitFor();
  await page.locator('.timeline').getByText('Waits for them.').waitFor();
  await page.keyboard.press('i');
  await page.getByRole('button', { name: 'Change people: alice' }).waitFor();
  expect(await shown()).toContain('alice');
  expect(complaints).toEqual([]);
});

testInBrowser('links are added by completion and removed, children are added by a line', async () => {
  const repository = makeRepository();
  const [other = ''] = await makeTickets(repository, { title: 'The other one' });
  const { page, key, zoe, complaints } = await openTicket({ title: 'T' }, { repository });
  const links = page.locator('.links');
  await page.getByRole('button', { name: 'Add a link' }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('blocked by');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Link to which ticket?' }).fill('other');
  await page.keyboard.press('Enter');
  await links.getByRole('heading', { name: 'Blocked by' }).waitFor();
  expect(await links.getByRole('link').innerText()).toBe(`${other} The other one`);
  expect(await zoe('link', { action: 'list', id: key })).toContain(other);
  await page.getByRole('button', { name: `Remove the link to ${other}` }).click();
  await links.getByText('No links.').waitFor();
  await page.getByRole('button', { name: 'Add a link' }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('web');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: /https/ }).fill('https://example.com/x');
  await page.keyboard.press('Enter');
  await links.getByRole('link', { name: 'https://example.com/x' }).waitFor();
  const line = page.getByRole('textbox', { name: /^New child/ });
  for (const title of ['First child', 'Second child']) {
    await line.fill(title);
    await line.press('Enter');
    await page.locator('.children').getByRole('link', { name: title }).waitFor();
  }
  const [child = ''] = /[A-Z]+-\d{6}/.exec(await page.locator('.children li a').first().innerText()) ?? [];
  await zoe('ticket', { action: 'close', id: child });
  await page.getByText('1 of 2 done').waitFor();
  expect(complaints).toEqual([]);
});

testInBrowser('what an agent submits is approved or sent back where it is read', async () => {
  const { page, repository, key, zoe, complaints } = await openTicket({ title: 'T', status: 'in_progress' });
  const agent = await startClient({ cwd: repository.root, name: 'claude' });
  const submit = (message: string) =>
    agent.call('alignment', { action: 'submit', id: key, message, evidence: ['npm test -> 0', 'src/none.ts'] });
  await submit('Done once.');
  const review = page.locator('.review');
  await review.getByText('Waits for a decision').waitFor();
  expect(await review.locator('.proofs').innerText()).toMatch(/npm test.*ended with 0.*src\/none\.ts.*not found/s);
  await page.locator('.timeline').getByText('Done once.').waitFor();
  expect(await review.getByRole('button', { name: 'Request changes' }).isDisabled()).toBe(true);
  await review.getByRole('textbox', { name: /^Why/ }).fill('Tests are missing.');
  await review.getByRole('button', { name: 'Request changes' }).click();
  await review.getByText('Sent back').waitFor();
  await page.locator('.timeline').getByText('Tests are missing.').waitFor();
  await submit('Done twice.');
  await review.getByRole('button', { name: 'Approve' }).click();
  await review.getByText('Approved').waitFor();
  expect(await zoe('alignment', { action: 'get', id: key })).toContain('approved');
  expect(complaints).toEqual([]);
});

testInBrowser('a person submits with evidence, and is told why they may not approve it themselves', async () => {
  const { page, key, zoe } = await openTicket({ title: 'T', status: 'in_progress' });
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await page.getByRole('textbox', { name: 'What was done' }).fill('All of it.');
  await page.getByRole('textbox', { name: /^Evidence/ }).fill('npm test -> 1\n\nhttps://example.com/ci');
  await page.locator('.review').getByRole('button', { name: 'Submit for review' }).click();
  await page.locator('.review').getByText('ended with 1').waitFor();
  expect(await zoe('alignment', { action: 'get', id: key })).toContain('https://example.com/ci');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('nobody decides on their own work').first().waitFor();
});

testInBrowser('link, branch name and prompt are copied', async () => {
  const { page, key, zoe, server } = await openTicket(
    {
      title: 'Export hängt: 99 % of tables',
      description: 'It hangs.\n\n- [ ] Works offline\n- [x] Old\n',
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  );
  await zoe('ticket', { action: 'comment', id: key, message: 'Look at the writer.' });
  await page.locator('.timeline').getByText('Look at the writer.').waitFor();
  const copied = async (name: string) => {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.getByRole('button', { name, exact: true }).click();
    return until(`${name} is done`, () => page.evaluate(() => navigator.clipboard.readText()));
  };
  expect(await copied('Copy link')).toBe(`${server.origin}/t/${key}`);
  expect(await copied('Copy branch name')).toBe(`${key.toLowerCase()}-export-hangt-99-of-tables`);
  const prompt = await copied('Copy prompt');
  for (const part of [
    ...[
      `Work on ${key}: Export hängt`,
      'It hangs.',
      'Still open:\n- [ ] Works offline\n',
      '- zoe: Look at the writer.',
    ],
    ...[`"action":"claim","id":"${key}"`, `npx tracker claim ${key}`],
  ])
    expect(prompt).toContain(part);
});

testInBrowser('keys do what the help says, until the page is left', async () => {
  const { page, complaints } = await openTicket({ title: 'T', description: 'Text.' });
  await page.keyboard.press('?');
  for (const name of ['Edit the ticket', 'Write a comment', 'Back to the board'])
    await page.getByRole('dialog').getByText(name).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type('e u');
  expect(await page.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe('e u');
  await page.keyboard.press('Escape');
  await page.keyboard.press('u');
  await page.locator('.board').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Go to the board').waitFor();
  expect(await page.getByRole('dialog').getByText('Write a comment').count()).toBe(0);
  expect(complaints).toEqual([]);
});

testInBrowser('archive and undo of the last change have buttons, and a way back', async () => {
  const { page, key, zoe } = await openTicket({ title: 'T' });
  await zoe('ticket', { action: 'update', id: key, priority: 'urgent' });
  await page.getByRole('button', { name: 'Change priority: urgent' }).waitFor();
  await page.getByRole('button', { name: 'Undo last change' }).click();
  await page.getByRole('button', { name: 'Change priority: medium' }).waitFor();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await untilSaved(page, 'was archived');
  await page.getByText('Archived', { exact: true }).waitFor();
  await page.locator('.toast', { hasText: 'was archived' }).getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Archived', { exact: true }).waitFor({ state: 'detached' });
});
