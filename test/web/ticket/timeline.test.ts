import { expect } from 'vitest';
import { startClient } from '../../support/client.ts';
import { until } from '../../support/until.ts';
import { testInBrowser } from '../support/board.ts';
import { openTicket } from '../support/ticket.ts';

const lines = (page: Awaited<ReturnType<typeof openTicket>>['page']) =>
  page
    .locator('.timeline li[data-event] > .line')
    .evaluateAll((all) =>
      all.map((line) =>
        [line.querySelector('.who > span:nth-child(2)'), line.querySelector('.what')]
          .map((part) => part?.textContent)
          .join(' '),
      ),
    );

testInBrowser('all that happened stands in one timeline, the newest last, by whom', async () => {
  const { page, repository, key, zoe, complaints } = await openTicket({
    title: 'T',
    description: '- [ ] a\n',
    labels: ['ui'],
  });
  const { root, git } = repository;
  await zoe('ticket', { action: 'update', id: key, priority: 'high', remove_labels: ['ui'], add_labels: ['db'] });
  await zoe('ticket', { action: 'move', id: key, status: 'in_progress' });
  await zoe('ticket', { action: 'move', id: key, status: 'blocked', message: 'Waits for *them*.' });
  await zoe('ticket', { action: 'edit', id: key, op: 'check', checkbox: 'a' });
  await zoe('link', { action: 'add', id: key, url: 'https://example.com/a' });
  const agent = await startClient({ cwd: root, name: 'claude' });
  await agent.call('ticket', { action: 'comment', id: key, message: 'From an agent.' });
  git('commit', '--quiet', '--allow-empty', '--message', `Mend ${key}`);
  await zoe('ticket', { action: 'comment', id: key, message: 'Last.' });
  await until('the last is there', async () => (await lines(page)).at(-1) === 'zoe commented');
  // A commit is told of by its own time, which is in whole seconds.
  const told = (await lines(page)).filter((line) => !line.startsWith('alice linked '));
  expect(told.slice(0, 6)).toEqual([
    'zoe created the ticket',
    'zoe priority: medium → high, +db, −ui',
    expect.stringMatching(/^zoe status: .* → in progress$/),
    'zoe status: in progress → blocked',
    'zoe ticked “a”',
    'zoe linked https://example.com/a',
  ]);
  expect(await lines(page)).toContainEqual(expect.stringMatching(new RegExp(`linked [0-9a-f]{10} Mend ${key}`)));
  expect(await page.locator('.timeline em').innerText()).toBe('them');
  const byAgent = page.locator('.timeline li', { hasText: 'From an agent.' });
  expect(await byAgent.locator('.person.agent').count()).toBe(1);
  expect(await byAgent.getByText('agent', { exact: true }).count()).toBe(1);
  expect(await byAgent.locator('time').getAttribute('title')).toMatch(/\d{4}/);
  expect(complaints).toEqual([]);
});

testInBrowser('comments are answered in threads, sent by Ctrl+Enter and taken back', async () => {
  const { page, key, zoe } = await openTicket({ title: 'T' });
  await zoe('ticket', { action: 'comment', id: key, message: 'A question?' });
  const thread = page.locator('.timeline > ol > li', { hasText: 'A question?' });
  await thread.getByRole('button', { name: 'Reply to zoe' }).click();
  await page.keyboard.type('An answer.');
  await page.keyboard.press('Control+Enter');
  const answer = thread.locator('.replies li', { hasText: 'An answer.' });
  await answer.waitFor();
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('An answer.');
  await answer.getByRole('button', { name: 'Undo: commented' }).click();
  await thread.locator('.replies .undone').waitFor();
  expect(await page.locator('.timeline').getByText('An answer.').count()).toBe(0);
  expect(await zoe('ticket', { action: 'get', id: key })).not.toContain('An answer.');
});

testInBrowser('any change in the timeline is undone by its button, and what came later stays', async () => {
  const { page, key, zoe } = await openTicket({ title: 'T' });
  await zoe('ticket', { action: 'update', id: key, priority: 'urgent' });
  await zoe('ticket', { action: 'update', id: key, points: 8 });
  await page.getByRole('button', { name: 'Undo: priority: medium → urgent' }).click();
  await page.getByRole('button', { name: 'Change priority: medium' }).waitFor();
  await page.getByRole('button', { name: 'Undo: priority: medium → urgent' }).waitFor({ state: 'detached' });
  expect(await zoe('ticket', { action: 'get', id: key })).toMatch(/8 pts/);
});

testInBrowser('a long history comes by pages, and stays as it is when something is added', async () => {
  const { page, key, zoe } = await openTicket({ title: 'T' });
  for (let at = 0; at < 70; at += 1) await zoe('ticket', { action: 'comment', id: key, message: `Number ${at}.` });
  await page.getByText('Number 69.').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Show 11 earlier entries' }).click();
  await page.getByText('created the ticket').waitFor();
  await zoe('ticket', { action: 'comment', id: key, message: 'One more.' });
  await page.getByText('One more.').waitFor();
  const said = await page.locator('.timeline .markdown').allInnerTexts();
  expect(said).toEqual([...Array.from({ length: 70 }, (_, at) => `Number ${at}.`), 'One more.']);
});

testInBrowser('names and keys are completed where one comments and edits', async () => {
  const { page, key, zoe, complaints } = await openTicket({ title: 'T', description: '# Why\n\nBecause.\n' });
  await zoe('ticket', { action: 'comment', id: key, message: 'Here.' });
  await page.getByText('Here.').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type('Ask @zo');
  await page.getByRole('option', { name: 'zoe' }).waitFor();
  await page.keyboard.press('Enter');
  const comment = page.getByRole('textbox', { name: 'Comment' });
  await until('it is completed', async () => (await comment.inputValue()) === 'Ask @zoe ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.keyboard.type(`See #${key.slice(-3)}`);
  await page.getByRole('option', { name: key }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  expect(complaints).toEqual([]);
});
