import type { Page } from 'playwright-core';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import type { TestRepository } from '../../support/workspace.ts';

/** Makes tickets as an agent beside the board would; answers their keys. */
export async function makeTickets(
  { root }: TestRepository,
  ...items: readonly Record<string, unknown>[]
): Promise<string[]> {
  const { call } = openTracker(root, 'zoe');
  const keys: string[] = [];
  for (const item of items) {
    const reply = await call('ticket', { action: 'create', ...item });
    const [key] = /[A-Z]+-\d{6}/.exec(JSON.stringify(reply)) ?? [];
    if (key === undefined) throw new Error(`No ticket was made: ${JSON.stringify(reply)}`);
    keys.push(key);
  }
  return keys;
}

/** The keys of a column's cards, from above; columns are named by their heading. */
export const keysIn = (page: Page, column: string): Promise<string[]> =>
  page
    .getByRole('listbox', { name: new RegExp(`^${column}\\b`, 'i') })
    .getByRole('option')
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.key ?? ''));

export const cardOf = (page: Page, key: string) => page.locator(`[data-key="${key}"]`);

/** Waits until a column has exactly these cards in this order. */
export const untilKeys = (page: Page, column: string, keys: readonly string[]): Promise<unknown> =>
  until(`${column} has ${keys.join()}`, async () => (await keysIn(page, column)).join() === keys.join());

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Drags by the mouse, as a hand does it: some way first, so that it becomes a drag. */
export async function drag(
  page: Page,
  key: string,
  to: { column: string } | { above: string } | { below: string },
  { whileAbove }: { whileAbove?: () => Promise<void> } = {},
): Promise<void> {
  const box = async (locator: ReturnType<Page['locator']>): Promise<Box> => {
    const found = await locator.boundingBox();
    if (!found) throw new Error('What is dragged is not in sight.');
    return found;
  };
  const from = await box(cardOf(page, key));
  await page.mouse.move(from.x + 20, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 30, from.y + from.height / 2 + 6, { steps: 3 });
  const target =
    'column' in to
      ? await box(page.locator(`.cell[data-column="${to.column}"]`).first())
      : await box(cardOf(page, 'above' in to ? to.above : to.below));
  const y = 'column' in to ? target.height - 8 : 'above' in to ? 4 : target.height - 4;
  await page.mouse.move(target.x + target.width / 2, target.y + y, { steps: 8 });
  await page.mouse.move(target.x + target.width / 2 + 1, target.y + y, { steps: 2 });
  await whileAbove?.();
  await page.mouse.up();
}
