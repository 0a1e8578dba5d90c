import { expect } from 'vitest';
import { until } from '../../support/until.ts';
import { testInBrowser } from '../support/board.ts';
import { editBox, openTicket, shownDescription, untilDescription, untilSaved } from '../support/ticket.ts';

const description = 'Intro.\n\n## One\n\nFirst text.\n\n## Two\n\nSecond text.\n';

const edit = (section: string) => ({ name: `Edit “${section}”` });

testInBrowser('a section is edited by itself, with a preview, and undone', async () => {
  const { page, zoe, key, complaints } = await openTicket({ title: 'T', description });
  await page.getByRole('button', edit('Two')).click();
  expect(await editBox(page).inputValue()).toBe('## Two\n\nSecond text.');
  await editBox(page).fill('## Two\n\nSecond **bold** text.\n\n### Below\n\nMore.');
  await page.locator('.editor').getByRole('button', { name: 'Preview' }).click();
  expect(await page.locator('.preview strong').innerText()).toBe('bold');
  await page.locator('.editor').getByRole('button', { name: 'Write' }).click();
  await page.locator('.editor').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Below', level: 4 }).waitFor();
  expect(await editBox(page).count()).toBe(0);
  const said = await zoe('ticket', { action: 'get', id: key });
  expect(said).toContain('Intro.\n\n## One\n\nFirst text.\n\n## Two\n\nSecond **bold** text.\n\n### Below\n\nMore.');
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await untilDescription(page, (text) => !text.includes('Below') && text.includes('Second text.'));
  expect(complaints).toEqual([]);
});

testInBrowser('the whole description is written, edited by e and saved by Ctrl+Enter, and emptied', async () => {
  const { page, zoe, key } = await openTicket({ title: 'Empty' });
  await page.getByText('No description yet.').waitFor();
  await page.keyboard.press('e');
  await page.keyboard.type('# Head\n\nBody e s p.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Head' }).waitFor();
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('# Head\n\nBody e s p.');
  await page.getByRole('button', { name: 'Edit all' }).click();
  await editBox(page).fill('');
  await page.keyboard.press('Control+Enter');
  await page.getByText('No description yet.').waitFor();
});

testInBrowser('what others write elsewhere shows while one types, and both are kept', async () => {
  const { page, zoe, key } = await openTicket({ title: 'T', description });
  await page.getByRole('button', edit('Two')).click();
  await editBox(page).pressSequentially(' typed');
  await zoe('ticket', { action: 'edit', id: key, op: 'replace', section: 'One', new: 'Changed by zoe.\n\nLonger.' });
  await untilDescription(page, (text) => text.includes('Changed by zoe.'));
  expect(await editBox(page).evaluate((box) => box === document.activeElement)).toBe(true);
  await page.keyboard.type(' on');
  expect(await editBox(page).inputValue()).toBe('## Two\n\nSecond text. typed on');
  expect(await page.locator('.note.warn').count()).toBe(0);
  await page.keyboard.press('Control+Enter');
  await untilDescription(page, (text) => text.includes('Second text. typed on') && text.includes('Changed by zoe.'));
});

/** Edits section Two while zoe does the same, and tries to save. */
async function collide(change: Record<string, unknown>) {
  const opened = await openTicket({ title: 'T', description });
  const { page, zoe, key } = opened;
  await page.getByRole('button', edit('Two')).click();
  await editBox(page).fill('## Two\n\nMine.');
  await zoe('ticket', { action: 'edit', id: key, ...change });
  await page.getByText('zoe changed this meanwhile').waitFor();
  expect(await editBox(page).inputValue()).toBe('## Two\n\nMine.');
  await page.locator('.editor').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Nothing is lost').waitFor();
  return { ...opened, theirs: page.getByRole('textbox', { name: 'As it is now, by zoe' }) };
}

testInBrowser('of two texts of one section both are shown, and mine may be saved', async () => {
  const { page, theirs, zoe, key } = await collide({ op: 'replace', section: 'Two', new: 'Theirs.' });
  expect(await theirs.inputValue()).toBe('## Two\n\nTheirs.');
  expect(await editBox(page).inputValue()).toBe('## Two\n\nMine.');
  expect(await shownDescription(page)).not.toContain('Second text.');
  await page.getByRole('button', { name: 'Save mine instead' }).click();
  await untilDescription(page, (text) => text.includes('Mine.') && !text.includes('Theirs.'));
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('First text.\n\n## Two\n\nMine.');
});

testInBrowser('of two texts of one section theirs may be kept, or both be put together', async () => {
  const { page, zoe, key } = await collide({ op: 'replace', section: 'Two', new: 'Theirs.' });
  await page.getByRole('button', { name: 'Put both into mine' }).click();
  expect(await editBox(page).inputValue()).toBe('## Two\n\nTheirs.\n\n## Two\n\nMine.');
  await editBox(page).fill('## Two\n\nTheirs and mine.');
  await page.locator('.editor').getByRole('button', { name: 'Save', exact: true }).click();
  await untilDescription(page, (text) => text.includes('Theirs and mine.'));
  await page.getByRole('button', edit('One')).click();
  await editBox(page).fill('## One\n\nLost.');
  await zoe('ticket', { action: 'edit', id: key, op: 'replace', section: 'One', new: 'Kept.' });
  await page.getByText('zoe changed this meanwhile').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Keep theirs' }).click();
  expect(await editBox(page).count()).toBe(0);
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('Kept.');
});

testInBrowser('a section that is gone is put at the end when it is saved', async () => {
  const { page, zoe, key } = await collide({ op: 'delete', section: 'Two' });
  await page.getByText('The section is gone').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Save mine instead' }).click();
  await untilDescription(page, (text) => text.includes('Mine.'));
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('First text.\n\n## Two\n\nMine.');
});

testInBrowser('boxes are ticked and cleared where they stand, whatever moved meanwhile', async () => {
  const { page, zoe, key, complaints } = await openTicket({
    title: 'T',
    description: '- [ ] a\n- [ ] b\n\n## More\n\n1. [x] c\n   - [ ] d `code`\n\n> - [ ] quoted\n',
  });
  for (const [name, mark] of [
    ['b', '- [x] b'],
    ['d code', '   - [x] d'],
    ['quoted', '> - [x] quoted'],
    ['c', '1. [ ] c'],
  ] as const) {
    await page.getByRole('checkbox', { name, exact: true }).click();
    await until(`${name} is so`, async () => (await zoe('ticket', { action: 'get', id: key })).includes(mark));
  }
  await until('all is told', async () => (await page.getByText(/ticked “|cleared “/).count()) === 4);
  // The page learns of what zoe does while the box is on its way: the tick is of that box all the same.
  await page.route(
    '**/edits',
    async (route) => {
      await zoe('ticket', { action: 'edit', id: key, op: 'prepend', new: 'New line.\n' });
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('checkbox', { name: 'a', exact: true }).click();
  await until('a is ticked', async () =>
    /New line\.\n\n?- \[x\] a\n/.test(await zoe('ticket', { action: 'get', id: key })),
  );
  expect(complaints.filter((text) => !text.includes('412'))).toEqual([]);
});

testInBrowser('a box that is gone is not ticked, and another one neither', async () => {
  const { page, zoe, key } = await openTicket({ title: 'T', description: '- [ ] a\n- [ ] b\n' });
  await page.route(
    '**/edits',
    async (route) => {
      await zoe('ticket', { action: 'edit', id: key, op: 'replace', new: '- [ ] x\n- [ ] b\n' });
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole('checkbox', { name: 'a', exact: true }).click();
  await page.getByText('The list has changed meanwhile').first().waitFor();
  await page.getByRole('checkbox', { name: 'x', exact: true }).waitFor();
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  expect(await zoe('ticket', { action: 'get', id: key })).toContain('- [ ] x\n- [ ] b');
});

testInBrowser('the title is edited in place; where somebody was quicker, both stand there', async () => {
  const { page, zoe, key } = await openTicket({ title: 'Before' });
  await page.getByRole('button', { name: 'Edit the title' }).click();
  const box = page.getByRole('textbox', { name: 'Title', exact: true });
  await box.fill('After');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
  await untilSaved(page, 'has a new title');
  await page.getByRole('button', { name: 'Edit the title' }).click();
  await box.fill('Mine');
  await zoe('ticket', { action: 'update', id: key, title: 'Theirs' });
  await page.getByText('As it is now, by zoe: Theirs').waitFor();
  expect(await box.inputValue()).toBe('Mine');
  await page.getByRole('button', { name: 'Save mine instead' }).click();
  await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor();
});
