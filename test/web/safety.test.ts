import { expect } from 'vitest';
import { until } from '../support/until.ts';
import { makeRepository } from '../support/workspace.ts';
import { openBoard, testInBrowser } from './support/board.ts';
import { cardOf, makeTickets } from './support/cards.ts';

const probes = [
  '<img src=x onerror="window.ran=1">',
  '<script>window.ran=1</script>',
  '"><svg onload=window.ran=1>',
  '[a](javascript:window.ran=1)',
  '<a href="javascript:window.ran=1">a</a>',
  '![a](https://example.invalid/leak.png)',
  '{{constructor.constructor("window.ran=1")()}}',
  '<iframe srcdoc="<script>parent.ran=1</script>"></iframe>',
];

testInBrowser('a text of a ticket is text on every page, whatever stands in it', async () => {
  const repository = makeRepository();
  const items = probes.map((probe, at) => ({
    ...{ title: `${at} ${probe}`.slice(0, 120), description: `# ${probe}\n\n${probe}\n\n- [ ] ${probe}\n` },
    ...{ labels: [`l${at}<b>`], assignees: [`<i>who${at}`], message: probe },
  }));
  const keys = await makeTickets(repository, ...items.map(({ message: _, ...item }) => item));
  const { page, complaints, server } = await openBoard({ repository });
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.origin) && !request.url().startsWith('data:')) outside.push(request.url());
  });
  await cardOf(page, keys[0]!).waitFor();
  for (const path of [
    '/',
    '/?lanes=assignee',
    '/list',
    '/reviews',
    '/agents',
    '/history',
    ...keys.map((key) => `/t/${key}`),
  ]) {
    await page.goto(server.origin + path);
    await until(
      `${path} is there`,
      async () => (await page.locator('.loading').count()) === 0 && (await page.locator('main').count()) === 1,
    );
    expect(await page.evaluate(() => (window as { ran?: number }).ran)).toBeUndefined();
    expect(
      await page.locator('main a[href^="javascript" i], main iframe, main svg[onload], main [onerror]').count(),
    ).toBe(0);
  }
  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);
});

testInBrowser(
  'a title can turn round neither itself nor what stands beside it, and stands as its letters go',
  async () => {
    const repository = makeRepository();
    const [turned = '', arabic = '', hidden = ''] = await makeTickets(
      repository,
      { title: 'Open \u202Egnp.exe' },
      { title: '\u0645\u0631\u062D\u0628\u0627 (test)' },
      { title: 'zero\u200Bwidth' },
    );
    const { page, server } = await openBoard({ repository });
    await cardOf(page, turned).getByText('Open \uFFFDgnp.exe').waitFor();
    /** How far to the right each letter of a card's title begins. */
    const places = (key: string) =>
      cardOf(page, key)
        .locator('.title')
        .evaluate((title) => {
          const text = title.firstChild!;
          return Array.from({ length: text.textContent!.length }, (_, at) => {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().left;
          });
        });
    const plain = await places(turned);
    expect(plain).toEqual(plain.toSorted((a, b) => a - b));
    const [first = 0, , , , , , bracket = 0] = await places(arabic);
    expect(first).toBeGreaterThan(bracket);
    await cardOf(page, hidden).waitFor();
    await page.goto(`${server.origin}/t/${turned}`);
    await page.getByRole('heading', { name: 'Open \uFFFDgnp.exe' }).waitFor();
    await page.getByRole('button', { name: 'Edit the title' }).click();
    expect(await page.getByRole('textbox', { name: 'Title', exact: true }).inputValue()).toBe('Open \u202Egnp.exe');
  },
);
