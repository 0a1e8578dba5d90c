import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository } from '../../support/workspace.ts';
import { listFaults } from '../support/axe.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';

testInBrowser('who works on what is shown as it happens, with what was said last', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Refunds', status: 'todo' });
  const { call } = openTracker(repository.root, 'ann/claude');
  const { page, complaints } = await openBoard({ repository, path: '/agents', bypassCSP: true });
  await page.getByText('Nobody holds a ticket.').waitFor();
  await call('ticket', { action: 'claim', id: key, message: 'Reading first' });
  const row = page.getByRole('table', { name: /Working now/ }).getByRole('row', { name: new RegExp(key) });
  await row.getByText('Reading first').waitFor();
  expect(await row.innerText()).toContain('ann/claude');
  await page.getByText('of ann').waitFor();
  expect(await listFaults(page)).toEqual([]);
  await call('ticket', { action: 'release', id: key });
  await page.getByText('Nobody holds a ticket.').waitFor();
  expect(complaints).toEqual([]);
});

testInBrowser('an agent is let in by a code, which fetches a token once, and each client is told how', async () => {
  const { page, server, complaints } = await openBoard({ path: '/agents', bypassCSP: true });
  const form = page.locator('form.pair');
  await form.getByLabel('Agent’s name').fill('helper');
  await form.getByRole('button', { name: 'Make a code' }).click();
  const panel = page.getByRole('region', { name: 'Code helper' });
  const code = await panel.locator('strong').innerText();
  expect(code).toMatch(/^[2-9B-Z]{4}-[2-9B-Z]{4}$/);
  await panel.getByText(/^ends in (?:10:00|9:\d\d)$/).waitFor();
  const client = panel.getByRole('combobox', { name: 'How to begin with' });
  for (const [name, text] of [
    ['claude', '"type": "http"'],
    ['codex', 'bearer_token_env_var = "TRACKER_TOKEN"'],
    ['opencode', '{env:TRACKER_TOKEN}'],
    ['login', `tracker login ${server.origin} --code ${code}`],
  ] as const) {
    await client.selectOption(name);
    await panel.getByText(text).waitFor();
    expect(await panel.locator('pre').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining(server.origin)]),
    );
  }
  expect(await listFaults(page)).toEqual([]);
  const pair = () =>
    fetch(`${server.origin}/api/v1/pair`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) },
    });
  const first = await pair();
  expect([first.status, await first.json()]).toEqual([
    201,
    expect.objectContaining({ actor: 'helper', scopes: ['read', 'write'] }),
  ]);
  expect((await pair()).status).toBe(401);
  // The same name again is a code for the same agent.
  await form.getByRole('button', { name: 'Make a code' }).click();
  await panel.getByText(code).waitFor({ state: 'detached' });
  await panel.locator('strong').waitFor();
  expect(complaints).toEqual([]);
  // A person's own name would be a code for all that they may.
  await form.getByLabel('Agent’s name').fill((await page.locator('.me summary .person').getAttribute('title'))!);
  await form.getByRole('button', { name: 'Make a code' }).click();
  await page.getByRole('main').getByRole('alert').getByText('no agent of yours').waitFor();
  expect(await panel.count()).toBe(0);
});

testInBrowser('what the server refuses is said in its words', async () => {
  const { page } = await openBoard({ path: '/agents' });
  const form = page.locator('form.pair');
  await form.getByLabel('Agent’s name').fill('long');
  await form.getByLabel('Days until its token ends').fill('99999');
  await form.getByRole('button', { name: 'Make a code' }).click();
  await page.getByRole('main').getByRole('alert').getByText(/days/i).waitFor();
});
