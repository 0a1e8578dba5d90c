import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { browserPath } from '../../../test/support/browser-path.ts';
import { commandIn } from '../http/door.ts';
import { median } from '../numbers.ts';
import { type Bench, launchOf, readServer, removeTemporary, type Server, storeOf } from '../servers.ts';
import type { BoardNumbers } from './board-numbers.ts';

interface Opened {
  url: string;
  card: string;
  options: BrowserContextOptions;
  hasKeys: boolean;
  stop(): Promise<void>;
}

async function measureBoards(
  bench: Bench,
  { sizes, rounds, peer }: { sizes: readonly number[]; rounds: number; peer: Server | undefined },
): Promise<BoardNumbers[]> {
  const browser = await chromium.launch({
    ...(browserPath !== undefined && { executablePath: browserPath }),
    args: ['--no-sandbox'],
  });
  const opened: { name: string; size: number; board: Opened }[] = [];
  try {
    for (const size of sizes) {
      bench.progress(`boards: ${size} tickets`);
      opened.push({ name: 'tracker', size, board: await openOurs(bench, browser, size) });
    }
    const [least = 50] = sizes;
    if (peer) opened.push({ name: peer.name, size: least, board: await openBacklog(bench, peer, least) });
    const seen = opened.map(() => [] as Omit<BoardNumbers, 'name' | 'size'>[]);
    for (let round = 0; round < rounds; round++) {
      bench.progress(`boards: round ${round + 1} of ${rounds}`);
      for (const [at, { board }] of opened.entries()) seen[at]?.push(await look(browser, board));
    }
    return opened.map(({ name, size }, at) => ({ name, size, ...middle(seen[at] ?? []) }));
  } finally {
    for (const { board } of opened) await board.stop();
    await browser.close();
  }
}

function middle(rounds: Omit<BoardNumbers, 'name' | 'size'>[]): Omit<BoardNumbers, 'name' | 'size'> {
  const of = (name: 'firstCard' | 'script' | 'key' | 'filter') => {
    const all = rounds.flatMap((one) => one[name] ?? []);
    return all.length === 0 ? undefined : median(all);
  };
  return { firstCard: of('firstCard') ?? 0, script: of('script') ?? 0, key: of('key'), filter: of('filter') };
}

/** Signed in once, as a person is who comes back. */
async function openOurs(bench: Bench, browser: Browser, size: number): Promise<Opened> {
  const cwd = await storeOf(bench, readServer('tracker'), size);
  const { command, env } = commandIn(bench, cwd, ['web', '--no-open', '--addr', '127.0.0.1:0']);
  const child = start(command, { cwd, env });
  const link = await said(child, /http:\S+#key=\S+/);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.locator('.card').first().waitFor();
  const storageState = await context.storageState();
  await context.close();
  return {
    ...{ url: `${new URL(link).origin}/`, card: '.card', options: { storageState }, hasKeys: true },
    stop: () => end(child),
  };
}

async function openBacklog(bench: Bench, server: Server, size: number): Promise<Opened> {
  const cwd = await storeOf(bench, server, size);
  const { command, env } = launchOf(bench, { ...server, args: ['browser', '--no-open', '--port', '7467'] }, cwd);
  const child = start(command, { cwd, env });
  const url = await said(child, /http:\S+/);
  return { url, card: '[aria-label^="Open TASK-"]', options: {}, hasKeys: false, stop: () => end(child) };
}

function start([program = '', ...args]: readonly string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
  // A group of its own, as a peer's program starts another one, which goes with it.
  return spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
}

async function said(child: ReturnType<typeof start>, wanted: RegExp): Promise<string> {
  let text = '';
  for await (const part of child.stdout.setEncoding('utf8')) {
    text += part;
    const [found] = wanted.exec(text) ?? [];
    if (found) return found;
  }
  throw new Error(`It ended: ${text}`);
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await ended;
}

async function look(
  browser: Browser,
  { url, card, options, hasKeys }: Opened,
): Promise<Omit<BoardNumbers, 'name' | 'size'>> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.addInitScript(noteFirstCard, card);
    await page.goto(url);
    const firstCard = await page.waitForFunction(() => (window as { firstCard?: number }).firstCard);
    const script = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .reduce((sum, { transferSize }) => sum + transferSize, 0),
    );
    const measured = { firstCard: Number(await firstCard.jsonValue()), script: script / 1_024 };
    if (!hasKeys) return measured;
    const key = await timeKeys(page);
    return { ...measured, key, filter: await timeFilter(page) };
  } finally {
    await context.close();
  }
}

/** Runs in the page, before anything of it. */
function noteFirstCard(card: string): void {
  const watch = new MutationObserver(() => {
    if (!document.querySelector(card)) return;
    watch.disconnect();
    // What has been drawn for the next frame is painted when the one after it begins.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        (window as { firstCard?: number }).firstCard = performance.now();
      }),
    );
  });
  watch.observe(document, { subtree: true, childList: true });
}

const keysPressed = 20;

async function timeKeys(page: Page): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = [];
    (window as unknown as { times: number[] }).times = times;
    addEventListener('keydown', ({ timeStamp }) =>
      requestAnimationFrame(() => times.push(performance.now() - timeStamp)),
    );
  });
  for (let pressed = 0; pressed < keysPressed; pressed++) await page.keyboard.press('j');
  return median(await page.evaluate(() => (window as unknown as { times: number[] }).times));
}

/** The worst of some words, each put into the empty filter at once. */
async function timeFilter(page: Page): Promise<number> {
  const times: number[] = [];
  for (const word of ['login', 'a', 'zzz', 'error', 'the']) {
    const time = await page.evaluate(async (text) => {
      const input = document.querySelector<HTMLInputElement>('#filter');
      const set = async (value: string) => {
        if (!input) return 0;
        input.value = value;
        const before = performance.now();
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
        await new Promise((resolve) => setTimeout(resolve));
        return performance.now() - before;
      };
      const taken = await set(text);
      await set('');
      return taken;
    }, word);
    times.push(time);
  }
  return Math.max(...times);
}

// Prints, as JSON, what boards are like: `boards.ts PROGRAM ROUNDS [PEER]`.
const [program = '', rounds = '9', peer] = process.argv.slice(2);
try {
  const bench: Bench = { program, progress: (text) => console.error(text) };
  const given = { sizes: [50, 5_000], rounds: Number(rounds), peer: peer === undefined ? undefined : readServer(peer) };
  process.stdout.write(JSON.stringify(await measureBoards(bench, given)));
} finally {
  removeTemporary();
}
