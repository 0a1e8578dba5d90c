import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { runTracker } from '../cli/run-tracker.ts';
import { until } from '../support/until.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';
import { openBoard, openSignIn, startWeb, testInBrowser } from './support/board.ts';
import { cardOf, makeTickets, untilKeys } from './support/cards.ts';

async function makeToken({ root }: TestRepository, handle: string, ...scopes: string[]): Promise<string> {
  await runTracker({ cwd: root }, 'actor', 'add', handle);
  const given = scopes.flatMap((scope) => ['--scope', scope]);
  const { stdout } = await runTracker({ cwd: root }, 'token', 'create', '--actor', handle, ...given, '--json');
  return JSON.parse(stdout).token;
}

async function signOut(page: Page): Promise<void> {
  await page.locator('.me summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.locator('#proof').fill(token);
  await page.keyboard.press('Enter');
}

interface Heard extends Window {
  isOut?: boolean;
}

/** Notes that the worker has told the page that nobody is let in: its own requests can't be seen from here. */
function watchStream(): void {
  const Own = SharedWorker;
  globalThis.SharedWorker = class extends Own {
    constructor(...given: ConstructorParameters<typeof Own>) {
      super(...given);
      this.port.addEventListener('message', ({ data }) => {
        if (data.state === 'out') (window as Heard).isOut = true;
      });
    }
  };
}

testInBrowser('who signs in where another has signed out stays in, in all tabs, and hears what happens', async () => {
  const repository = makeRepository();
  const [one = ''] = await makeTickets(repository, { title: 'One' });
  const token = await makeToken(repository, 'bob', 'read');
  const { page, openTab } = await openBoard({ repository });
  await page.addInitScript(watchStream);
  await page.reload();
  const other = await openTab();
  for (const tab of [page, other]) await cardOf(tab, one).waitFor();
  await signOut(page);
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await until('the stream of all tabs is refused', () => page.evaluate(() => (window as Heard).isOut));
  await signIn(page, token);
  const [two = ''] = await makeTickets(repository, { title: 'Two' });
  for (const tab of [page, other]) {
    await tab.locator('.me .person[title=bob]').waitFor();
    await cardOf(tab, two).waitFor();
  }
});

testInBrowser(
  'a page at another port of this machine reads and changes nothing, and gets no half of a sign-in',
  async () => {
    const repository = makeRepository();
    await makeTickets(repository, { title: 'Secret of ours' });
    const { page, server, openTab } = await openBoard({ repository });
    const got: string[] = [];
    const foreign = createServer((request, response) => {
      got.push(JSON.stringify(request.headers));
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Foreign</title>');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void foreign.close());
    const half = await page.evaluate(() => localStorage.getItem('tracker.half'));
    const tab = await openTab('/');
    await tab.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
    const outcomes = await tab.evaluate(
      async ({ origin, known }) => {
        const ask = async (path: string, init: RequestInit) => {
          try {
            const response = await fetch(origin + path, { credentials: 'include', ...init });
            return `${response.type} ${response.status} ${await response.text()}`;
          } catch {
            return 'refused';
          }
        };
        const json = { 'content-type': 'application/json' };
        const body = JSON.stringify({ title: 'Forged' });
        const frame = document.createElement('iframe');
        frame.src = `${origin}/`;
        document.body.append(frame);
        await new Promise((resolve) => frame.addEventListener('load', resolve));
        let framed = 'refused';
        try {
          framed = frame.contentDocument?.body.innerText ?? 'refused';
        } catch {}
        return [
          await ask('/api/v1/cards', {}),
          await ask('/api/v1/cards', { headers: { 'x-tracker-half': known } }),
          await ask('/api/v1/cards', { mode: 'no-cors' }),
          await ask('/api/v1/tickets', { method: 'POST', headers: json, body }),
          await ask('/api/v1/tickets', { method: 'POST', mode: 'no-cors', body }),
          await ask('/api/v1/session', { method: 'DELETE' }),
          await ask('/api/v1/session', { method: 'POST', mode: 'no-cors', body: '{"token":"trk_x"}' }),
          framed,
        ];
      },
      { origin: server.origin, known: half ?? '' },
    );
    for (const outcome of outcomes) expect(outcome).toMatch(/^(?:refused|opaque 0 ?)$/);
    expect(got.join()).not.toContain(half);
    await page.reload();
    await page.locator('.card').waitFor();
    expect(await page.locator('.card').count()).toBe(1);
  },
);

testInBrowser('the key of a link stands in no history and goes nowhere by a referrer', async () => {
  const repository = makeRepository();
  const { page, server } = await openBoard({ repository });
  const key = new URL(server.link).hash.slice('#key='.length);
  expect(key).not.toBe('');
  expect(page.url()).not.toContain(key);
  const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]));
  expect(await kept()).not.toContain(key);
  await page.goto(`${server.origin}/list`);
  await page.goBack();
  await page.locator('.board').waitFor();
  expect(page.url()).not.toContain(key);
  expect(await page.evaluate(() => document.referrer)).toBe('');
});

testInBrowser('what one did before signing out is neither sent nor taken back by the next one', async () => {
  const repository = makeRepository();
  const [one = '', two = ''] = await makeTickets(
    repository,
    { title: 'One', status: 'todo' },
    { title: 'Two', status: 'todo' },
  );
  const token = await makeToken(repository, 'bob', 'read', 'write');
  const server = await startWeb(repository);
  const { page } = await openBoard({ repository, server });
  await cardOf(page, two).focus();
  await page.keyboard.press('Shift+L');
  await page.locator('.toast').getByText(`${two} is in progress`).waitFor();
  await server.stop();
  await page.getByText('Connection lost').waitFor();
  await cardOf(page, one).focus();
  await page.keyboard.press('Shift+L');
  await page.getByText('1 change waits to be sent').waitFor();
  await signOut(page);
  const next = await startWeb(repository, new URL(server.origin).host);
  expect(next.origin).toBe(server.origin);
  await signIn(page, token);
  await page.locator('.toast').getByText(`${one} move was not sent`).waitFor();
  await untilKeys(page, 'To do', [one]);
  await page.locator('main').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('z');
  await page.locator('.toast').getByText('Nothing was changed').waitFor();
  const { stdout } = await runTracker({ cwd: repository.root }, 'show', two);
  expect(stdout).toContain('in_progress');
});

testInBrowser('a sign-in that may not read is told so, and another one is taken', async () => {
  const repository = makeRepository();
  const [key = ''] = await makeTickets(repository, { title: 'One' });
  const [writes, reads] = [await makeToken(repository, 'bot', 'write'), await makeToken(repository, 'bob', 'read')];
  const { page } = await openSignIn({ server: await startWeb(repository) });
  await signIn(page, writes);
  await page.getByRole('alert').getByText('it needs read').waitFor();
  expect(await page.getByText('Connection lost').count()).toBe(0);
  await signIn(page, reads);
  await cardOf(page, key).waitFor();
});
