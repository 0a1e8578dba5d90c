import { type ChildProcess, spawn } from 'node:child_process';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, onTestFinished, test } from 'vitest';
import { browserPath } from '../../support/browser-path.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { isolatedEnv, makeRepository, type TestRepository } from '../../support/workspace.ts';

/** A test that needs a browser: left out where there is none, which test/support/build-once.ts says. */
export const testInBrowser = test.skipIf(browserPath === undefined);

let browser: Promise<Browser> | undefined;
afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

/** One browser for a file; each test has a profile of its own in it. */
function launch(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: browserPath!,
    // Tests run as root in containers, where a sandbox can't be had.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  return browser;
}

export interface Server {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** The one-time link. */
  link: string;
  stop(): Promise<void>;
}

/** Starts `tracker web` as a person would, and reads its link. */
export async function startWeb({ root }: TestRepository, address = '127.0.0.1:0'): Promise<Server> {
  checkBuilt();
  const child = spawn(process.execPath, [program, 'web', '--no-open', '--addr', address], {
    cwd: root,
    env: isolatedEnv(),
  });
  const stop = () => end(child);
  onTestFinished(stop);
  const link = await new Promise<string>((resolve, reject) => {
    let said = '';
    const take = (text: string) => {
      said += text;
      const [found] = /^http:\S+#key=\S+$/m.exec(said) ?? [];
      if (found && said.includes(`${found}\n`)) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('exit', () => reject(new Error(`tracker web has ended: ${said}`)));
  });
  return { origin: new URL(link).origin, link, stop };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

export interface Opened {
  page: Page;
  server: Server;
  repository: TestRepository;
  /** What the console has had to complain about: errors, and what the policy of the page has stopped. */
  complaints: string[];
  /** Another tab of the same browser profile. */
  openTab(path?: string): Promise<Page>;
}

/** Opens the board of a repository in a profile of its own, signed in by the one-time link. */
export async function openBoard({
  repository = makeRepository(),
  path = '/',
  server: given,
  ...options
}: { repository?: TestRepository; path?: string; server?: Server } & BrowserContextOptions = {}): Promise<Opened> {
  const server = given ?? (await startWeb(repository));
  const { page, complaints, openTab } = await openProfile(server, options);
  await page.goto(server.link);
  await page.locator('.board').waitFor();
  if (path !== '/') await page.goto(server.origin + path);
  return { page, server, repository, complaints, openTab };
}

/** Opens the sign-in page in a profile of its own, in which nobody is signed in. */
export async function openSignIn({
  server,
  ...options
}: { server: Server } & BrowserContextOptions): Promise<Omit<Opened, 'server' | 'repository'>> {
  const opened = await openProfile(server, options);
  await opened.page.goto(server.origin);
  await opened.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  return opened;
}

async function openProfile({ origin }: Server, options: BrowserContextOptions) {
  const context = await (await launch()).newContext(options);
  onTestFinished(() => context.close());
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  const page = await context.newPage();
  const openTab = async (to = '/') => {
    const tab = await context.newPage();
    await tab.goto(origin + to);
    return tab;
  };
  return { page, complaints, openTab };
}
