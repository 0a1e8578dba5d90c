import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idFromBytes } from '../../src/domain/event/id.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openFileTracker } from '../../src/home/file-tracker.ts';
import { recordEvent } from '../../src/store/apply/record.ts';
import { listAllRows } from '../../src/store/read/tickets.ts';
import { median, sum } from './numbers.ts';
import { seededCopy } from './seed.ts';
import { makeTemporary } from './servers.ts';

export interface Merged {
  /** Tickets in both versions. */
  size: number;
  /** `tracker merge REF`, which brings another version into the file; ms of processor. `bare`: that brings nothing. */
  unite: number;
  bare: number;
  /** `git merge`, with our driver. */
  driver: number;
  /** Peak resident memory of the processes that did so, in MiB. */
  uniteMemory: number;
  driverMemory: number;
}

export const mergedEvents = 100;
const author = { actor: 'bench', actorKind: 'agent', session: 'bench', client: 'bench 1' } as const;

/** Two branches of a store, of which one has a hundred events and ten tickets more; and the other one of its own. */
export async function measureMerge(
  { program, progress }: { program: string; progress(text: string): void },
  size: number,
  rounds = 5,
): Promise<Merged> {
  progress(`merging into ${size}`);
  const folder = makeTemporary();
  const cwd = await seededCopy(size, folder, progress);
  const peaks = join(folder, 'peaks');
  const preload = join(folder, 'peak.cjs');
  writeFileSync(
    preload,
    `process.on('exit', () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      const line = JSON.stringify({ mib: maxRSS / 1024, ms: (userCPUTime + systemCPUTime) / 1000 });
      require('fs').appendFileSync(${JSON.stringify(peaks)}, line + '\\n');
    });`,
  );
  const run = (command: string, ...args: string[]) => {
    rmSync(peaks, { force: true });
    execFileSync(command, args, {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: `--require=${preload}`, HOME: folder },
    });
    return readPeaks(peaks);
  };
  const git = (...args: string[]) => run('git', ...args);
  git('add', '-A');
  git('commit', '-qm', 'base');
  run(process.execPath, program, 'init', '--yes');
  git('add', '-A');
  git('commit', '-qm', 'init');
  git('switch', '-qc', 'other');
  await writeEvents(cwd, mergedEvents);
  git('commit', '-qam', 'other');
  git('switch', '-q', 'main');
  await writeEvents(cwd, 1);
  git('commit', '-qam', 'own');
  const taken = { unite: [] as number[], bare: [] as number[], driver: [] as number[] };
  const most = { unite: 0, driver: 0 };
  for (let round = 0; round < rounds; round++) {
    const united = run(process.execPath, program, 'merge', 'other');
    taken.unite.push(united.ms);
    most.unite = Math.max(most.unite, united.mib);
    taken.bare.push(run(process.execPath, program, 'merge', 'main').ms);
    git('reset', '-q', '--hard');
    const merged = git('merge', '-q', '--no-edit', 'other');
    taken.driver.push(merged.ms);
    most.driver = Math.max(most.driver, merged.mib);
    git('reset', '-q', '--hard', 'HEAD^');
  }
  return {
    size,
    unite: median(taken.unite),
    bare: median(taken.bare),
    driver: median(taken.driver),
    uniteMemory: most.unite,
    driverMemory: most.driver,
  };
}

/** Of the programs of ours that a command has started: time on the processor of all, and memory of the largest. */
function readPeaks(path: string): { ms: number; mib: number } {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  const found = lines.map((line) => JSON.parse(line) as { ms: number; mib: number });
  return { ms: sum(found.map(({ ms }) => ms)), mib: Math.max(0, ...found.map(({ mib }) => mib)) };
}

/** Comments on tickets all over the store, every tenth event a new ticket. */
async function writeEvents(cwd: string, count: number): Promise<void> {
  const workspace = openFileTracker({ location: locate(cwd), repository: repositoryOf(cwd) });
  await workspace.write(author, async (tx) => {
    const rows = listAllRows(tx);
    const about = { db: tx.db, now: Date.now(), author, newId: tx.newId, add: tx.add };
    for (let at = 0; at < count; at++) {
      const row = rows[(at * 7919) % rows.length];
      if (!row) throw new Error('The store is empty.');
      const ticket = idFromBytes(row.id);
      if (at % 10 === 9)
        recordEvent(about, {
          ticket: tx.newId(),
          kind: 'create',
          payload: {
            ...{ project: 'PAY', number: 999_999 - at, title: `new ${at}`, type: 'task', status: 'backlog' },
            priority: 'medium',
          },
        });
      else if (at % 10 === 5) recordEvent(about, { ticket, kind: 'update', payload: { set: { priority: 'low' } } });
      else recordEvent(about, { ticket, kind: 'comment', payload: { body: `comment ${at}` } });
    }
  });
  workspace.close();
}
