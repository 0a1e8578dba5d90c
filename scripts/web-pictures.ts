import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { browserPath } from '../test/support/browser-path.ts';

/** npm run pictures: makes the pictures in docs/web from a small tracker of its own, in Debian's chromium. */
const folder = resolve('docs/web');
const program = resolve('bin/tracker.js');

interface Picture {
  name: string;
  path: string;
  options: BrowserContextOptions;
  before?: (page: Page) => Promise<void>;
}

const screen = { width: 1280, height: 760 };
const phone = { width: 390, height: 760 };

const picturesOf = (keys: Keys): Picture[] => [
  { name: 'board', path: '/', options: { viewport: screen, colorScheme: 'light' } },
  { name: 'lanes', path: '/?lanes=epic', options: { viewport: screen, colorScheme: 'dark' } },
  { name: 'ticket', path: `/t/${keys.epic}`, options: { viewport: { ...screen, height: 980 }, colorScheme: 'light' } },
  { name: 'list', path: '/list?group=status', options: { viewport: screen, colorScheme: 'dark' } },
  { name: 'inbox', path: '/reviews', options: { viewport: screen, colorScheme: 'light' } },
  { name: 'agents', path: '/agents', options: { viewport: screen, colorScheme: 'dark' } },
  { name: 'phone', path: '/', options: { viewport: phone, colorScheme: 'dark', isMobile: true, hasTouch: true } },
  {
    ...{ name: 'palette', path: '/', options: { viewport: screen, colorScheme: 'light' } },
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('pay');
      await page.getByRole('option', { name: 'PAY' }).first().waitFor();
    },
  },
];

interface Keys {
  epic: string;
}

if (browserPath === undefined) throw new Error('No chromium: apt install chromium, or set CHROMIUM.');
const root = mkdtempSync(join(tmpdir(), 'tracker-pictures-'));
try {
  const keys = fill(root);
  await take(root, picturesOf(keys), browserPath);
} finally {
  rmSync(root, { recursive: true, force: true });
}

function fill(cwd: string): Keys {
  const env = { ...process.env, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd, env, stdio: 'ignore' });
  git('init', '--quiet');
  git('config', 'user.name', 'ann');
  git('config', 'user.email', 'ann@example.com');
  const as = (actor: string, ...args: string[]): string => {
    const said = execFileSync(process.execPath, [program, ...args], {
      ...{ cwd, env: { ...env, TRACKER_ACTOR: actor, TRACKER_SESSION: actor }, encoding: 'utf8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return /PAY-\d{6}/.exec(said)?.[0] ?? '';
  };
  as('ann', 'init', '--key', 'PAY');
  const description = [
    ...['# Why', 'One order in three is begun on a phone and given up at the address form.', ''],
    ...['## Done when', '- [x] Every step fits 390 px', '- [ ] Coupons survive a reload', ''],
    ...['## Where they leave', '| step | leave |', '|---|---|', '| cart | 12 % |', '| address | **31 %** |'],
  ].join('\n');
  const create = (title: string, ...args: string[]) => as('ann', 'create', title, ...args);
  const epic = create('Checkout works on phones', '--type', 'epic', '--priority', 'high', '--description', description);
  const part = ['--parent', epic];
  const total = create(
    'Show the total before paying',
    '--priority',
    'high',
    '--label',
    'ui',
    '--status',
    'todo',
    ...part,
  );
  const coupons = create('Coupons survive a reload', '--label', 'ui', '--points', '3', '--status', 'todo', ...part);
  const retry = create('Retry payments that timed out', '--type', 'bug', '--priority', 'urgent', '--assignee', 'bob');
  create('Card numbers with spaces are refused', '--type', 'bug', '--priority', 'high', '--due', '2026-01-15', ...part);
  create('Refund a part of an order', '--type', 'feature', '--points', '8', '--label', 'money', '--blocked-by', retry);
  create('Send the receipt once', '--label', 'mail', '--assignee', 'bob', '--status', 'todo');
  create('Rate limit of the coupon field', '--type', 'feature', '--priority', 'low', '--label', 'api');
  const csv = create('Export orders as CSV', '--label', 'api', '--status', 'todo', '--points', '2');
  const keyboard = create('The address form is a keyboard trap', '--type', 'bug', '--priority', 'high', ...part);
  as('ann/claude', 'claim', coupons);
  as('ann/claude', 'comment', coupons, 'They are kept with the cart now; the old cookie is read once more.');
  as('bob/codex', 'claim', total);
  as(
    'bob/codex',
    'submit',
    total,
    '--message',
    'The total comes from the server alone.',
    '--evidence',
    'note: tests pass',
  );
  as('bob', 'comment', epic, 'The second address line is what most give up at. @ann can we drop it?');
  as('ann', 'claim', keyboard);
  as('ann', 'close', csv, '--message', 'Done');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Tickets');
  return { epic };
}

async function take(cwd: string, pictures: readonly Picture[], executablePath: string): Promise<void> {
  const child = spawn(process.execPath, [program, 'web', '--no-open', '--addr', '127.0.0.1:0'], {
    ...{ cwd, env: { ...process.env, HOME: cwd } },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    let link: string | undefined;
    for await (const text of child.stdout.setEncoding('utf8')) {
      [link] = /http:\S+#key=\S+/.exec(String(text)) ?? [];
      if (link) break;
    }
    if (link === undefined) throw new Error('tracker web printed no link.');
    const first = await browser.newContext();
    const signedIn = await first.newPage();
    await signedIn.goto(link);
    await signedIn.locator('.card').first().waitFor();
    const storageState = await first.storageState();
    await first.close();
    mkdirSync(folder, { recursive: true });
    for (const { name, path, options, before } of pictures) {
      const context = await browser.newContext({ ...options, storageState });
      const page = await context.newPage();
      await page.goto(new URL(path, link).href);
      await page.locator('header').waitFor();
      await page.waitForFunction(() => document.querySelector('.loading') === null);
      await before?.(page);
      // What is counted beside the pages comes a moment later.
      await page.waitForTimeout(1_500);
      await page.screenshot({ path: join(folder, `${name}.png`) });
      await context.close();
    }
  } finally {
    await browser.close();
    child.kill('SIGTERM');
  }
}
