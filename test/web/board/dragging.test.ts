import { expect } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { cardOf, drag, keysIn, makeTickets, untilKeys } from '../support/cards.ts';

testInBrowser(
  'a card is dragged where its state machine lets it go, and the other columns are dimmed meanwhile',
  async () => {
    const repository = makeRepository();
    const [one = '', other = ''] = await makeTickets(repository, { title: 'One' }, { title: 'Other' });
    const { page, complaints } = await openBoard({ repository, path: '/?by=task' });
    await untilKeys(page, 'backlog', [one, other]);
    await drag(
      page,
      one,
      { column: 'todo' },
      {
        whileAbove: async () => {
          const off = await page
            .locator('.cell.off')
            .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.column));
          expect(off).toContain('done');
          expect(off).not.toContain('todo');
        },
      },
    );
    await untilKeys(page, 'todo', [one]);
    await page.getByText(`${one} is todo`).first().waitFor();
    await drag(page, other, { column: 'done' });
    expect(await keysIn(page, 'done')).toEqual([]);
    await untilKeys(page, 'backlog', [other]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await untilKeys(page, 'backlog', [one, other]);
    expect(complaints).toEqual([]);
  },
);

testInBrowser('a move that needs a reason asks for it, and without one nothing moves', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One', status: 'in_progress' });
  const { page } = await openBoard({ repository, path: '/?by=task' });
  await drag(page, key, { column: 'blocked' });
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await keysIn(page, 'in progress')).toEqual([key]);
  await drag(page, key, { column: 'blocked' });
  await page.getByRole('textbox', { name: 'Reason' }).fill('Waits for the bank');
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await untilKeys(page, 'blocked', [key]);
});

testInBrowser('what the server refuses goes back to where it was, and why is said', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One', status: 'todo' });
  const { root: cwd } = repository;
  await runTracker({ cwd }, 'actor', 'add', 'reader');
  const made = await runTracker({ cwd }, 'token', 'create', '--actor', 'reader', '--scope', 'read', '--json');
  const { page, server } = await openBoard({ repository });
  await page.locator('.me summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('#proof').fill(JSON.parse(made.stdout).token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.board').waitFor();
  await page.goto(`${server.origin}/?by=task`);
  await untilKeys(page, 'todo', [key]);
  await drag(page, key, { column: 'in_progress' });
  await page.getByRole('alert').getByText('write').waitFor();
  await untilKeys(page, 'todo', [key]);
});

testInBrowser('within a column cards stand in the order in which they are put, for everybody', async () => {
  const repository = makeRepository();
  const keys = await makeTickets(repository, ...['One', 'Two', 'Three', 'Four'].map((title) => ({ title })));
  const [one = '', two = '', three = '', four = ''] = keys;
  const first = await openBoard({ repository });
  const second = await openBoard({ repository });
  await untilKeys(first.page, 'To do', keys);
  await drag(first.page, four, { above: one });
  for (const { page } of [first, second]) await untilKeys(page, 'To do', [four, one, two, three]);
  await drag(first.page, one, { below: three });
  for (const { page } of [first, second]) await untilKeys(page, 'To do', [four, two, three, one]);
  await cardOf(second.page, two).focus();
  await second.page.keyboard.press('Shift+J');
  for (const { page } of [first, second]) await untilKeys(page, 'To do', [four, three, two, one]);
  await second.page.keyboard.press('z');
  for (const { page } of [first, second]) await untilKeys(page, 'To do', [four, two, three, one]);
  await first.page.reload();
  await untilKeys(first.page, 'To do', [four, two, three, one]);
});

testInBrowser('a card that is let go where it was writes nothing', async () => {
  const repository = makeRepository();
  const keys = await makeTickets(repository, { title: 'One' }, { title: 'Two' });
  const { page } = await openBoard({ repository });
  await untilKeys(page, 'To do', keys);
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  await drag(page, keys[0]!, { above: keys[0]! });
  await drag(page, keys[1]!, { below: keys[1]! });
  await until('nothing is dragged', async () => (await page.locator('.marked').count()) === 0);
  expect(sent).toEqual([]);
});
