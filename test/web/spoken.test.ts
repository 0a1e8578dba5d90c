import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openTracker } from '../support/in-process.ts';
import { until } from '../support/until.ts';
import { makeRepository } from '../support/workspace.ts';
import { openBoard, testInBrowser } from './support/board.ts';
import { cardOf, makeTickets, untilKeys } from './support/cards.ts';

/** What screen readers are told besides what has the focus. */
const untilHeard = (page: Page, has: RegExp) =>
  until(`${has} is heard`, async () => has.test(await page.locator('.sr[aria-live=polite]').innerText()));

testInBrowser(
  'columns are lists named by their heading, and cards options named by key, title and status',
  async () => {
    const repository = makeRepository();
    const [one = '', two = ''] = await makeTickets(
      repository,
      { title: 'Rotate, "now"', status: 'todo', labels: ['ops'] },
      { title: 'Pay back', status: 'in_progress', priority: 'urgent' },
    );
    const { page } = await openBoard({ repository });
    await cardOf(page, one).waitFor();
    for (const [heading, keys] of [
      ['To do', [one]],
      ['Doing', [two]],
      ['Review', []],
      ['Done', []],
    ] as const) {
      const title = page.getByRole('heading', { level: 2, name: heading });
      const column = page.getByRole('listbox', { name: await title.innerText() });
      const options = await column
        .getByRole('option')
        .evaluateAll((all) => all.map((card) => card.getAttribute('data-key')));
      expect(options).toEqual(keys);
    }
    const option = (name: string) => page.getByRole('option', { name, exact: true });
    expect(await option(`${one} Rotate, "now", todo`).getAttribute('aria-description')).toContain('ops');
    expect(await option(`${two} Pay back, in progress`).getAttribute('aria-description')).toContain('urgent');
  },
);

testInBrowser('what others do to a card is said, and so is why a move of one’s own is refused', async () => {
  const repository = makeRepository();
  const [one = '', bug = ''] = await makeTickets(
    repository,
    { title: 'One', status: 'todo' },
    { title: 'Two', type: 'bug' },
  );
  const { call } = openTracker(repository.root, 'zoe');
  const { page } = await openBoard({ repository });
  await untilKeys(page, 'To do', [one, bug]);
  await call('ticket', { action: 'move', id: one, status: 'in_progress' });
  await untilHeard(page, new RegExp(`^zoe: ${one} `));
  await untilKeys(page, 'Doing', [one]);

  await cardOf(page, bug).focus();
  await page.keyboard.press('Shift+L');
  await untilHeard(page, new RegExp(`^${bug} can't go to Doing`));
  await untilKeys(page, 'To do', [bug]);
  await page.keyboard.press('m');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('confirmed');
  await page.keyboard.press('Enter');
  await untilHeard(page, new RegExp(`^${bug} is confirmed`));
});
