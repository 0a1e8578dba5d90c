import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';
import { openTicket, untilShown } from '../support/ticket.ts';

const description = `Exports of **10,000 rows** hang: &copy; and [the spec][s], footnote[^1].

## Plan

- [ ] Write
- [x] Measure

#### Too deep

| Size | Time |
| ---: | :--- |
| 10 | 1 s |

## Plan

![far](https://example.invalid/x.png) and https://example.com, see [the plan](#plan).

[s]: https://example.com/spec
[^1]: A note.
`;

testInBrowser('a description looks as its Markdown says, over all its sections', async () => {
  const { page, complaints } = await openTicket({ title: 'Export hangs', description });
  const text = page.locator('.description');
  expect(await text.getByText('©').count()).toBe(1);
  expect(await text.getByRole('link', { name: 'the spec' }).getAttribute('href')).toBe('https://example.com/spec');
  expect(await text.getByRole('link', { name: 'https://example.com', exact: true }).getAttribute('rel')).toContain(
    'noopener',
  );
  expect(await text.locator('.footnotes').innerText()).toContain('A note.');
  expect(await text.locator('td').allInnerTexts()).toEqual(['10', '1 s']);
  expect(await text.locator('img').count()).toBe(0);
  expect(await text.getByRole('link', { name: 'Image: far' }).getAttribute('href')).toBe(
    'https://example.invalid/x.png',
  );
  const levels = await page
    .locator('.description :is(h2, h3, h4, h5, h6)')
    .evaluateAll((all) => all.map(({ tagName, id }) => `${tagName} ${id}`));
  expect(levels).toEqual([
    'H2 description',
    'H3 user-content-plan',
    'H4 user-content-too-deep',
    'H3 user-content-plan-1',
  ]);
  expect(await text.getByRole('link', { name: 'the plan' }).getAttribute('href')).toBe('#user-content-plan');
  expect(complaints).toEqual([]);
});

testInBrowser('keys in texts lead to their tickets, and the parents stand above the title', async () => {
  const repository = makeRepository();
  const [top = ''] = await makeTickets(repository, { title: 'Top', type: 'epic' });
  const [middle = ''] = await makeTickets(repository, { title: 'Middle', parent: top });
  const { page, key } = await openTicket(
    { title: 'Leaf', parent: middle, description: `After ${top}, \`${middle}\`, \`x ${top}\`, AB-1 and\n\n    ${top}` },
    { repository },
  );
  const links = page.locator('.description a');
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
    `/t/${top}`,
    `/t/${middle}`,
  ]);
  const above = page.getByRole('navigation', { name: 'Parents' }).getByRole('listitem');
  await until('both parents are there', async () => (await above.count()) === 4);
  expect(await above.allInnerTexts()).toEqual(['Board', `${top} Top`, `${middle} Middle`, key]);
  await links.first().click();
  await page.getByRole('heading', { name: 'Top', level: 1 }).waitFor();
  expect(await page.title()).toContain(`${top} Top`);
  await page.goBack();
  await page.getByRole('heading', { name: 'Leaf', level: 1 }).waitFor();
});

testInBrowser('a former key leads to the ticket, under its key of now; a key of nothing says so', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Moved' });
  const { call } = openTracker(repository.root, 'zoe');
  await call('ticket', { action: 'update', id: key, project: 'OPS' });
  const { page, server, complaints } = await openBoard({ repository, path: `/t/${key}` });
  await page.waitForURL('**/t/OPS-*');
  await page.getByRole('heading', { name: 'Moved', level: 1 }).waitFor();
  expect(complaints).toEqual([]);
  await page.goto(`${server.origin}/t/${key.slice(0, -6)}000000`);
  await page.getByRole('heading', { name: `There is no ticket ${key.slice(0, -6)}000000` }).waitFor();
  await page.locator('main').getByRole('link', { name: 'To the board' }).click();
  await page.locator('.board').waitFor();
});

testInBrowser('what others do shows at once, and leaves scroll and focus where they were', async () => {
  const lines = Array.from({ length: 80 }, (_, at) => `- [ ] Box ${at}`).join('\n');
  const { page, key, zoe, complaints } = await openTicket({ title: 'Long', description: lines });
  const box = page.getByRole('checkbox', { name: 'Box 40', exact: true });
  await box.focus();
  await box.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const before = await page.evaluate(() => scrollY);
  await zoe('ticket', { action: 'edit', id: key, op: 'check', checkbox: 'Box 70' });
  await until('it is ticked', () => page.getByRole('checkbox', { name: 'Box 70', exact: true }).isChecked());
  await zoe('ticket', { action: 'update', id: key, title: 'Longer' });
  await page.getByRole('heading', { name: 'Longer', level: 1 }).waitFor();
  expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.evaluate(() => scrollY)).toBe(before);
  expect(complaints).toEqual([]);
});

testInBrowser('a ticket that no board shows, archived and closed, has its fields and keys', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'Old' });
  const { call } = openTracker(repository.root, 'zoe');
  await call('ticket', { action: 'close', id: key });
  await call('ticket', { action: 'archive', id: key });
  const { page } = await openBoard({ repository, path: `/t/${key}` });
  await untilShown(page);
  await page.getByRole('button', { name: 'Change status: done' }).waitFor();
  await page.keyboard.press('p');
  await page.getByRole('dialog').getByRole('combobox').fill('urgent');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Change priority: urgent' }).waitFor();
  await page.getByRole('button', { name: 'Restore from the archive' }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).waitFor();
  await until('it is back', async () => !(await call('ticket', { action: 'get', id: key })).includes('archived'));
});
