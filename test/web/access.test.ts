import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { until } from '../support/until.ts';
import { makeRepository } from '../support/workspace.ts';
import { listFaults } from './support/axe.ts';
import { openBoard, testInBrowser } from './support/board.ts';
import { makeTickets } from './support/cards.ts';

const settled = (page: Page) => until('it is there', async () => (await page.locator('.loading').count()) === 0);

for (const colorScheme of ['light', 'dark'] as const)
  testInBrowser(`axe finds nothing on any page, ${colorScheme}`, async () => {
    const repository = makeRepository();
    const [epic = '', part = ''] = await makeTickets(
      repository,
      { title: 'Whole', type: 'epic', priority: 'high' },
      {
        title: 'Part',
        description: '# Plan\n\n- [ ] One\n- [x] Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
        labels: ['ui'],
      },
      ...['urgent', 'medium', 'low'].map((priority) => ({
        title: priority,
        priority,
        assignees: ['zoe', 'zoe/claude'],
      })),
      { title: 'Bug', type: 'bug', status: 'in_progress', due: '2020-01-01' },
    );
    const { page, server } = await openBoard({ repository, colorScheme, bypassCSP: true });
    const paths = ['/', '/?lanes=epic', '/?by=bug', '/list', '/reviews', '/agents', '/history', '/settings'];
    for (const path of [...paths, `/t/${epic}`, `/t/${part}`]) {
      await page.goto(server.origin + path);
      await page.locator('header').waitFor();
      await settled(page);
      expect({ path, faults: await listFaults(page) }).toEqual({ path, faults: [] });
    }
    await page.goto(server.origin);
    await page.locator('.card').first().waitFor();
    await page.keyboard.press('j');
    for (const key of ['?', 'Control+k', 's', 'p', 'c']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect({ key, faults: await listFaults(page) }).toEqual({ key, faults: [] });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.evaluate(() => localStorage.removeItem('tracker.half'));
    await page.goto(server.origin);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await listFaults(page)).toEqual([]);
  });
