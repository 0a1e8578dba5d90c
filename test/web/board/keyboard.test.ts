import { expect } from 'vitest';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { cardOf, keysIn, makeTickets, untilKeys } from '../support/cards.ts';

const focusedKey = (page: Awaited<ReturnType<typeof openBoard>>['page']) =>
  page.evaluate(() => (document.activeElement as HTMLElement).dataset.key);

testInBrowser(
  'cards are reached, moved, ranked and taken back by keys alone, and the focus stays with the card',
  async () => {
    const repository = makeRepository();
    const keys = await makeTickets(
      repository,
      ...[
        { title: 'One', status: 'todo' },
        { title: 'Two', status: 'todo' },
        { title: 'Three', status: 'in_progress' },
      ],
    );
    const [one, two = '', three] = keys;
    const { page, complaints } = await openBoard({ repository });
    await untilKeys(page, 'To do', [one!, two]);
    const press = async (key: string, expected: string | undefined) => {
      await page.keyboard.press(key);
      await until(`${key} leads to ${expected}`, async () => (await focusedKey(page)) === expected);
    };
    await press('j', one);
    await press('j', two);
    await press('j', two);
    await press('k', one);
    await press('ArrowDown', two);
    await press('l', three);
    await press('h', one);
    await press('j', two);
    await page.keyboard.press('Shift+L');
    await until('it has moved', async () => (await keysIn(page, 'Doing')).includes(two));
    await until('the focus went along', async () => (await focusedKey(page)) === two);
    await page.keyboard.press('z');
    await untilKeys(page, 'To do', [one!, two]);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/t/${two}`);
    await page.goBack();
    await page.locator('.board').waitFor();
    expect(complaints).toEqual([]);
  },
);

testInBrowser('the palette finds commands and tickets, and the help has every key', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Login on Safari' });
  const { page } = await openBoard({ repository });
  await cardOf(page, key).waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard help' });
  for (const name of ['Next card', 'Change the priority', 'Go to the list', 'Undo my last change', 'Filter'])
    await help.getByText(name, { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('safari');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/t/${key}`);
});

testInBrowser('what the palette does has the focus: a box is there to be typed into', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One' });
  const { page, server } = await openBoard({ repository });
  await cardOf(page, key).waitFor();
  const focusedId = () => page.evaluate(() => document.activeElement?.id);
  const take = async (text: string) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await take('Filter');
  await until('the filter is typed into', async () => (await focusedId()) === 'filter');
  await page.goto(`${server.origin}/t/${key}`);
  await page.locator('.ticket-page').waitFor();
  await take('Write a comment');
  await until('the comment is typed into', async () => (await focusedId()) === 'comment');
});

testInBrowser('a key in a text is a letter, and single keys can be switched off', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'job' });
  const { page } = await openBoard({ repository });
  await cardOf(page, key).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('jk?');
  await until('it is in the address', async () => new URL(page.url()).searchParams.get('q') === 'jk?');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('?');
  await page.getByLabel('Single keys do something').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.keyboard.press('c');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Go to a ticket or a command' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(1);
});

testInBrowser('priority, people, labels and status are chosen by keys', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One', status: 'todo' });
  const { page } = await openBoard({ repository });
  await cardOf(page, key).waitFor();
  await page.keyboard.press('j');
  const choose = async (command: string, text: string) => {
    await page.keyboard.press(command);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await choose('p', 'urgent');
  await cardOf(page, key).getByText('urgent').waitFor();
  await choose('Shift+A', 'money');
  await cardOf(page, key).getByText('money').waitFor();
  await page.keyboard.press('i');
  await cardOf(page, key).locator('.person').waitFor();
  await choose('s', 'progress');
  await untilKeys(page, 'Doing', [key]);
  // It is shown before the server has it.
  await page.locator('.toast').getByText(`${key} is in progress`).waitFor();
  await page.reload();
  await untilKeys(page, 'Doing', [key]);
  for (const text of ['urgent', 'money']) await cardOf(page, key).getByText(text).waitFor();
});
