import { expect } from 'vitest';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { cardOf, makeTickets, untilKeys } from '../support/cards.ts';

testInBrowser(
  'words and facets filter in the browser, qualifiers are asked of the server, and all stands in the address',
  async () => {
    const repository = makeRepository();
    const [login = '', pay = '', other = ''] = await makeTickets(
      repository,
      ...[
        { title: 'Login on Safari', labels: ['ui'], type: 'bug' },
        { title: 'Pay by card', labels: ['money'] },
      ],
      { title: 'Other', description: 'Nobody finds safari here' },
    );
    const { page } = await openBoard({ repository });
    await untilKeys(page, 'To do', [login, pay, other]);
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/cards/ids') && asked.push(request.url()));
    const filter = page.getByRole('searchbox');
    await filter.fill('saf log');
    await untilKeys(page, 'To do', [login]);
    await filter.fill('');
    await page.getByRole('button', { name: 'Label' }).click();
    await page.getByRole('option', { name: 'money' }).click();
    await page.keyboard.press('Escape');
    await untilKeys(page, 'To do', [pay]);
    await page.getByRole('button', { name: 'Clear' }).click();
    await untilKeys(page, 'To do', [login, pay, other]);
    expect(asked).toEqual([]);
    await filter.fill('type:task safari');
    await untilKeys(page, 'To do', [other]);
    expect(asked.length).toBeGreaterThan(0);
    await page.reload();
    await untilKeys(page, 'To do', [other]);
    expect(new URL(page.url()).searchParams.get('q')).toBe('type:task safari');
    await filter.fill('type:nonsense');
    await until('why is said', async () => (await page.locator('#query-fault').textContent())?.includes('nonsense'));
  },
);

testInBrowser('columns are those of one type, lanes are epics or people, and columns fold away for good', async () => {
  const repository = makeRepository();
  const [epic = '', part = '', bug = ''] = await makeTickets(
    repository,
    ...[{ title: 'Whole', type: 'epic' }, { title: 'Part' }, { title: 'Bug', type: 'bug', assignees: ['zoe'] }],
  );
  const { page } = await openBoard({ repository });
  await page.getByLabel('Columns of').selectOption('bug');
  await untilKeys(page, 'triage', [bug]);
  await page.getByLabel('Columns of').selectOption('');
  await page.getByLabel('Lanes').selectOption('assignee');
  await page.getByRole('region', { name: 'zoe' }).locator(`[data-key="${bug}"]`).waitFor();
  await page.getByRole('region', { name: 'Nobody' }).locator(`[data-key="${part}"]`).waitFor();
  await page.getByRole('button', { name: 'Collapse To do' }).click();
  await until('they are out of sight', async () => (await page.locator(`[data-key="${epic}"]`).count()) === 0);
  await page.reload();
  await page.getByRole('button', { name: 'Show To do' }).click();
  await page.locator(`[data-key="${epic}"]`).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('option', { name: 'Review' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Review' }).count()).toBe(0);
});

testInBrowser('what is archived is shown when it is asked for, and comes back', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One' });
  const { page } = await openBoard({ repository });
  const act = async (name: string) => {
    await cardOf(page, key).locator('.more').click();
    await page.getByRole('option', { name }).click();
  };
  await act('Archive');
  await untilKeys(page, 'To do', []);
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await untilKeys(page, 'To do', [key]);
  await act('Restore from the archive');
  await untilKeys(page, 'To do', []);
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await untilKeys(page, 'To do', [key]);
});
