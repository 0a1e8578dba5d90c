import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makeRepository } from '../../support/workspace.ts';
import { testInBrowser } from '../support/board.ts';
import { makeTickets } from '../support/cards.ts';
import { editBox, openTicket } from '../support/ticket.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function listFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(place: string): Promise<AxeResults> } }).axe.run('main'),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

const description = `Text with \`code\` and a footnote[^1].

# First

- [ ] One
- [x] Two
  1. [ ] Three

##### Far below

| a | b |
|---|---|
| ${'wide '.repeat(60)} | 1 |

\`\`\`
${'long '.repeat(80)}
\`\`\`

> # Quoted

## Second

[nowhere](javascript:x) ![far](https://example.invalid/x.png) ${'unbroken'.repeat(40)}

[^1]: Note.
`;

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'light on a phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'dark on a phone', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

const untilWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

for (const { name, ...look } of looks)
  testInBrowser(`axe finds nothing on a ticket with all that a ticket can have, ${name}`, async () => {
    const repository = makeRepository();
    const [parent = ''] = await makeTickets(repository, { title: 'Parent', type: 'epic' });
    // The engine itself is a script that the page's policy would not let in.
    const { page, key, zoe } = await openTicket(
      {
        ...{ title: `Title ${'long'.repeat(30)}`, description, parent, priority: 'urgent', points: 3 },
        ...{ due: '2020-01-01', labels: ['ui', 'x'.repeat(60)], assignees: ['alice', 'zoe/claude'] },
      },
      { repository, bypassCSP: true, ...look },
    );
    await zoe('ticket', { action: 'comment', id: key, message: '# Head\n\nText.\n\n- [ ] box' });
    await zoe('ticket', { action: 'claim', id: key });
    await zoe('link', { action: 'add', id: key, url: `https://example.com/${'x'.repeat(200)}` });
    await zoe('link', { action: 'add', id: key, type: 'related', target: parent });
    await makeTickets(repository, { title: `Child ${'long'.repeat(30)}`, parent: key });
    await zoe('alignment', { action: 'submit', id: key, message: 'Done.', evidence: ['npm test -> 1'] });
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(await listFaults(page)).toEqual([]);
    expect(await untilWide(page)).toBe(true);
    await page.getByRole('button', { name: 'Edit “Second”' }).click();
    await editBox(page).fill('## Second\n\nMine.');
    await page.getByRole('button', { name: 'Reply to zoe' }).first().click();
    await page.getByRole('button', { name: 'Edit the title' }).click();
    await zoe('ticket', { action: 'edit', id: key, op: 'replace', section: 'Second', new: 'Theirs.' });
    await page.getByText('zoe changed this meanwhile').waitFor();
    await editBox(page).press('Control+Enter');
    await page.getByText('Nothing is lost').waitFor();
    expect(await listFaults(page)).toEqual([]);
    expect(await untilWide(page)).toBe(true);
  });
