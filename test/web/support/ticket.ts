import type { BrowserContextOptions, Page } from 'playwright-core';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { type Opened, openBoard } from './board.ts';
import { makeTickets } from './cards.ts';

export interface OpenedTicket extends Opened {
  key: string;
  /** What zoe does beside the page. */
  zoe(tool: string, args: Record<string, unknown>): Promise<string>;
  /** The description as the tracker has it. */
  description(): Promise<string>;
}

/** Makes a ticket as zoe and opens its page as alice. */
export async function openTicket(
  item: Record<string, unknown>,
  { repository = makeRepository(), ...options }: { repository?: TestRepository } & BrowserContextOptions = {},
): Promise<OpenedTicket> {
  const [key = ''] = await makeTickets(repository, item);
  const opened = await openBoard({ repository, path: `/t/${key}`, ...options });
  await untilShown(opened.page);
  const { call } = openTracker(repository.root, 'zoe');
  const description = async () => {
    const said = await call('ticket', { action: 'get', id: key, lines: '1-' });
    return [...said.matchAll(/^\s*\d+ ?\|? ?(.*)$/gm)].map(([, line]) => line).join('\n');
  };
  return { ...opened, key, zoe: call, description };
}

export const untilShown = (page: Page): Promise<void> => page.locator('.ticket-page').waitFor();

/** Waits until nothing that was typed or clicked is still on its way to the server. */
export const untilSaved = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator('.toast').getByText(text).first().waitFor();

/** The words of the description as it is shown, a line for each block. */
export const shownDescription = (page: Page): Promise<string> => page.locator('.description').innerText();

export const untilDescription = (page: Page, has: (text: string) => boolean): Promise<unknown> =>
  until('the description is so', async () => has(await shownDescription(page)));

/** Drafts that the browser keeps. */
export const listDrafts = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('tracker.draft.')));

/** What is in the box of the section, or of all, that is being edited. */
export const editBox = (page: Page) => page.locator('#edit');
