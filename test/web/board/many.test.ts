import { expect } from 'vitest';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openBoard, testInBrowser } from '../support/board.ts';
import { cardOf, keysIn, makeTickets } from '../support/cards.ts';

/** Waits, in the page, until what it shows has not changed for a while of frames. */
async function settle(): Promise<void> {
  let changes = 0;
  const watch = new MutationObserver(() => {
    changes += 1;
  });
  watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  for (let quiet = 0; quiet < 20; quiet += 1) {
    const before = changes;
    await new Promise(requestAnimationFrame);
    if (changes > before) quiet = 0;
  }
  watch.disconnect();
}

testInBrowser(
  'of thousands of cards few are in the document, every one is reached, and a change of one touches that one',
  async () => {
    const repository = makeRepository();
    const { call } = openTracker(repository.root);
    const many = 1_200;
    for (let at = 0; at < many; at += 50) {
      const items = Array.from({ length: 50 }, (_, index) => ({ title: `Card ${at + index}` }));
      await call('ticket', { action: 'create', items });
    }
    const [last = ''] = await makeTickets(repository, { title: 'The last one' });
    const { page } = await openBoard({ repository });
    await page
      .getByText(`To do ${many + 1}`)
      .or(page.locator('.count', { hasText: String(many + 1) }))
      .first()
      .waitFor();
    await until('cards are drawn', async () => (await keysIn(page, 'To do')).length > 0);
    expect((await keysIn(page, 'To do')).length).toBeLessThan(80);
    const first = page.locator('.card').first();
    expect(await first.getAttribute('aria-setsize')).toBe(String(many + 1));
    await page.keyboard.press('j');
    for (let step = 0; step < 30; step += 1) await page.keyboard.press('j');
    await until('the current card is in sight', async () =>
      page.evaluate(() => (document.activeElement as HTMLElement).getAttribute('aria-posinset') === '31'),
    );
    await page.keyboard.press('/');
    await page.keyboard.type('the last');
    await cardOf(page, last).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await until('all are there again', async () => (await keysIn(page, 'To do')).length > 5);
    await page.evaluate(settle);
    const [top = ''] = await keysIn(page, 'To do');
    await page.evaluate(() => {
      const touched = new Set<string>();
      (window as unknown as { touched: Set<string> }).touched = touched;
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const key = element?.closest<HTMLElement>('[data-key]')?.dataset.key;
          if (key !== undefined) touched.add(key);
        }
      }).observe(document.querySelector('.board') as Element, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    await call('ticket', { action: 'update', id: top, title: 'Named anew' });
    await cardOf(page, top).getByText('Named anew').waitFor();
    expect(await page.evaluate(() => [...(window as unknown as { touched: Set<string> }).touched])).toEqual([top]);
  },
);

testInBrowser('a column of 200 cards stands whole in the document', async () => {
  const repository = makeRepository();
  const { call } = openTracker(repository.root);
  for (let at = 0; at < 200; at += 50)
    await call('ticket', {
      action: 'create',
      items: Array.from({ length: 50 }, (_, index) => ({ title: `${at + index}` })),
    });
  const { page } = await openBoard({ repository });
  await until('all are there', async () => (await keysIn(page, 'To do')).length === 200);
});
