import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openFileTracker } from '../../src/home/file-tracker.ts';
import { foldVersion } from '../../src/store/schema/migrate.ts';
import { startHistory } from './history.ts';

const root = join(import.meta.dirname, '../..');
const cache = join(tmpdir(), 'tracker-bench');

/** Where the benchmark keeps what it need not make again. */
export function cacheFolder(name: string): string {
  mkdirSync(cache, { recursive: true });
  return join(cache, name);
}

/** An empty repository whose folder is called `pay`, so that its keys are PAY-…; all of it goes with `folder`. */
export function makePay(folder: string): string {
  const pay = join(folder, 'pay');
  mkdirSync(pay, { recursive: true });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: pay, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'alice');
  git('config', 'user.email', 'alice@example.org');
  return pay;
}

const eventsATicket = 8;
/** Events that go into one version of the file while it is seeded. */
const batch = 16_000;

/** A copy of the repository with as many tickets, and eight events for each; made when there is none yet. */
export async function seededCopy(size: number, folder: string, progress: (text: string) => void): Promise<string> {
  const seeded = cacheFolder(`store-${versionOfSeeds()}-${size}`);
  if (!existsSync(seeded)) await seed(size, seeded, progress);
  mkdirSync(folder, { recursive: true });
  cpSync(join(seeded, 'pay'), join(folder, 'pay'), { recursive: true });
  return join(folder, 'pay');
}

/** Through the store, with authors and times of their own. */
async function seed(size: number, target: string, progress: (text: string) => void): Promise<void> {
  const draft = `${target}.${process.pid}`;
  const pay = makePay(draft);
  const workspace = openFileTracker({ location: locate(pay), repository: repositoryOf(pay) });
  const history = startHistory({ size, eventsATicket });
  const first = history.author();
  while (history.left() > 0) {
    progress(`seeding ${size}: ${history.left()} events left`);
    await workspace.write(first, async (tx) => {
      const enough = Math.max(0, history.left() - batch);
      while (history.left() > enough) history.recordNext(tx);
    });
  }
  workspace.close();
  rmSync(join(pay, '.git', 'tracker'), { recursive: true, force: true });
  renameSync(draft, target);
}

/** Changes with the code that seeds, the schema and the fold: an older store is then made anew. */
function versionOfSeeds(): string {
  const hash = createHash('sha256').update(String(foldVersion));
  const sources = ['seed.ts', 'history.ts', 'vocabulary.ts', 'random.ts'].map((name) =>
    join(import.meta.dirname, name),
  );
  const schema = readdirSync(join(root, 'drizzle')).filter((name) => name.endsWith('.sql'));
  for (const path of [...sources, ...schema.map((name) => join(root, 'drizzle', name))])
    hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 12);
}
