import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { until } from '../../support/until.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';

/** A ticket that two branches have changed, merged; answers its key. */
async function mergeSides(
  repository: TestRepository,
  ours: Record<string, unknown>,
  theirs: Record<string, unknown>,
): Promise<string> {
  const { root, git } = repository;
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  const change = async (actor: string, args: Record<string, unknown>) => {
    const { call, workspace } = openTracker(root, actor);
    await call('ticket', { id: key, ...args });
    workspace.close();
    commit(actor);
  };
  setUpTracker(repository);
  const [key = ''] = await makeTickets(repository, { title: 'Shared', description: 'one\n\ntwo\n' });
  commit('start');
  git('branch', 'other');
  await change('ann', ours);
  git('switch', '--quiet', 'other');
  await change('ben', theirs);
  git('switch', '--quiet', 'main');
  git('merge', '--quiet', '--no-edit', 'other');
  return key;
}

testInBrowser('a merge’s conflict shows both values, and either one settles it', async () => {
  const repository = makeRepository();
  const key = await mergeSides(
    repository,
    { action: 'update', title: 'By ann', points: 3 },
    { action: 'update', title: 'By ben', points: 5 },
  );
  const { page, complaints } = await openBoard({ repository, path: `/t/${key}` });
  const conflicts = page.locator('section.conflict');
  await conflicts.getByRole('heading', { name: 'Conflicts to settle' }).waitFor();
  const won = await page.getByRole('heading', { level: 1 }).innerText();
  const lost = won === 'By ann' ? 'By ben' : 'By ann';
  const title = conflicts.locator('li', { hasText: 'title' });
  expect(await title.locator('.conflict-value').allInnerTexts()).toEqual([won, lost]);
  const names = await title.locator('.who > span:nth-child(2)').allInnerTexts();
  expect(names.sort()).toEqual(['ann', 'ben']);
  await title.getByRole('button', { name: `Take “${lost}”` }).click();
  await page.getByRole('heading', { name: lost, level: 1 }).waitFor();
  await title.waitFor({ state: 'detached' });
  const points = await page.getByRole('combobox', { name: 'Points' }).inputValue();
  await conflicts.getByRole('button', { name: `Keep “${points}”` }).click();
  await conflicts.waitFor({ state: 'detached' });
  const { call } = openTracker(repository.root, 'zoe');
  const shown = await call('ticket', { action: 'get', id: key });
  expect(shown).toContain(lost);
  expect(shown).toContain(`${points} pts`);
  expect(shown).not.toContain('conflict');
  expect(complaints).toEqual([]);
});

testInBrowser('a status that both sides have moved, and a text that both have written, are settled', async () => {
  const repository = makeRepository();
  const key = await mergeSides(
    repository,
    { action: 'move', status: 'todo' },
    { action: 'move', status: 'in_progress' },
  );
  const { page, server } = await openBoard({ repository, path: `/t/${key}` });
  await page
    .getByRole('button', { name: 'Take “todo”' })
    .or(page.getByRole('button', { name: 'Take “in_progress”' }))
    .click();
  await page.locator('section.conflict').waitFor({ state: 'detached' });
  const other = makeRepository();
  const second = await mergeSides(
    other,
    { action: 'edit', op: 'replace', old: 'two', new: 'ann’s two' },
    { action: 'edit', op: 'replace', old: 'two', new: 'ben’s two' },
  );
  const opened = await openBoard({ repository: other, path: `/t/${second}` });
  await opened.page.getByText('Both texts stand in the description').waitFor();
  await opened.page.keyboard.press('e');
  await opened.page.locator('#edit').fill('one\n\nours\n');
  await opened.page.keyboard.press('Control+Enter');
  await opened.page.locator('section.conflict').waitFor({ state: 'detached' });
  await until('it is settled', async () => !(await opened.page.locator('.description').innerText()).includes('<<<<'));
  expect(server.origin).not.toBe(opened.server.origin);
});
