import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { databasePath, getGitDir, type Location, makeSidePaths, trackerDir } from '../../home/file/location.ts';
import { writeWhole } from '../../home/file/write-whole.ts';
import type { FileHome } from '../../home/file-home.ts';
import { readPlainFile } from '../../store/regular.ts';
import type { Watermark } from './look.ts';

/** What was looked at last: kept in memory and beside the locks, so that a new process need not start git to know it. */
interface Seen {
  /** Of git's index, HEAD and its reflog, at the last look before an answer. */
  state: string;
  /** The same, when HEAD's history had been looked at. */
  history: string;
  watermark: Watermark;
  /** What users are told only once, by short names; of other versions the events as well. */
  told: string[];
}

/** Of what was told; as an event's id takes 30 bytes, some 30 kB. */
const rememberedWords = 1_000;
/** What a look at the history may take. */
const lookMs = 200;
/** A call waits for the one before it that long: its answer is then about what was brought back. */
const waitMs = 1000;

export interface Attendant {
  /**
   * Looks after a work tree before a call: where git has done something since the last look, what it left unmerged or a stash
   * dropped is brought back. Answers what users are to be told, in a line each. Costs three stats where git has done nothing.
   */
  attend(): Promise<string[]>;
  /**
   * Looks at what commits have dropped, once the call is answered, for some 200 ms: the next call goes on. Answers the same.
   * Costs the same where git has done nothing.
   */
  lookBack(): Promise<string[]>;
  /** Does so once the answer is on its way; the next `attend` says what was found. */
  lookBackLater(): void;
  /** Whether users of this work tree have not been told of it yet, by a short name for it; by then they have. */
  isNews(word: string): boolean;
  /** Waits for a look that is under way, which begins nothing more. */
  close(): Promise<void>;
}

/** `settingUp`: the clone is being set up, and nobody need be told to do so. */
export function attendant(home: FileHome, { settingUp = false } = {}): Attendant {
  const { location } = home;
  const memory = seenOf(location);
  let closed = false;
  // Looks that failed are taken again by each call, and users are told once.
  const complaints = new Set<string>();
  const isNew = (line: string) =>
    !/^(?:Not |git could not)/.test(line) || (!complaints.has(line) && complaints.add(line).size > 0);

  const look = async (): Promise<string[]> => {
    const state = stateOf(location);
    // While git is at work its state means nothing yet: the next call looks again.
    if (state === undefined || state === memory.seen().state) return [];
    const told = new Set(memory.refresh().told);
    const { tend } = await import('./tend.ts');
    const isStill = () => stateOf(location) === state;
    const { said, again } = await tend(home, { told, isStill, settingUp });
    if (!isStill()) return said;
    memory.keep({ state: again ? '' : state, told: [...told].slice(-rememberedWords) });
    return said.filter(isNew);
  };
  const lookAtHistory = async (): Promise<string[]> => {
    const state = stateOf(location);
    if (closed || state === undefined || state === memory.seen().history) return [];
    const { lookAtHistory: lookAt } = await import('./look.ts');
    const isStill = () => !closed && stateOf(location) === state;
    const last = memory.refresh().watermark;
    const { said, watermark, complete } = await lookAt(home, { watermark: last, isStill, ms: lookMs });
    if (!closed) memory.keep({ watermark, history: complete ? state : '' });
    return said.filter(isNew);
  };
  const isHere = () => location.gitDir !== undefined && isInUse(location);
  // Calls at the same time wait for one look, and one of them says what it found.
  const before = oneAtATime(async () => (isHere() ? look() : []));
  const after = oneAtATime(async () => (isHere() ? lookAtHistory() : []));
  return {
    async attend() {
      const running = after.running();
      if (running) await Promise.race([running, delay(waitMs, undefined, { ref: false })]);
      return [...after.take(), ...(await before.now())];
    },
    lookBack: after.now,
    lookBackLater: after.later,
    isNews(word) {
      if (!isHere()) return false;
      const { told } = memory.refresh();
      if (told.includes(word)) return false;
      memory.keep({ told: [...told, word].slice(-rememberedWords) });
      return true;
    },
    async close() {
      closed = true;
      await after.running();
    },
  };
}

function oneAtATime(work: () => Promise<string[]>) {
  let running: Promise<string[]> | undefined;
  let unsaid: string[] = [];
  const now = (): Promise<string[]> => {
    if (running) return running.then(() => []);
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  const runLater = async () => {
    const found = await now().catch(() => []);
    unsaid = [...unsaid, ...found];
  };
  return {
    now,
    /** Once what is to be done now is done; `take` has what it found. */
    later: (): void => void setImmediate(runLater),
    running: (): Promise<unknown> | undefined => running?.catch(() => undefined),
    take(): string[] {
      const found = unsaid;
      unsaid = [];
      return found;
    },
  };
}

/** Reads make nothing in a repository that has no tracker. `git clean` may have taken all but what lies beside the locks. */
const isInUse = (location: Location): boolean =>
  existsSync(trackerDir(location)) || existsSync(join(getGitDir(location), 'tracker'));

/** Undefined while git holds its lock. Linking the index to another name changes its ctime, which is therefore left out. */
function stateOf(location: Location): string | undefined {
  const stat = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false });
  const gitDir = getGitDir(location);
  const parts = ['index', 'HEAD', 'logs/HEAD'].map((name) => {
    const found = stat(join(gitDir, name));
    return found ? `${found.ino}-${found.size}-${found.mtimeNs}` : '';
  });
  if (stat(join(gitDir, 'index.lock'))) return undefined;
  // A file that is gone is as much of a change as one that git has replaced.
  return [...parts, stat(databasePath(location)) ? '' : 'no file'].join(' ');
}

const seenPath = (location: Location): string => join(makeSidePaths(location).own, 'seen.json');

/** What is remembered here, and what other processes of this work tree have noted. */
function seenOf(location: Location) {
  let seen: Seen | undefined;
  const current = (): Seen => {
    seen ??= readSeen(location);
    return seen;
  };
  return {
    seen: current,
    refresh(): Seen {
      const [mine, theirs] = [current(), readSeen(location)];
      const watermark = theirs.watermark.head ? theirs.watermark : mine.watermark;
      seen = { ...mine, watermark, told: [...new Set([...theirs.told, ...mine.told])] };
      return seen;
    },
    keep(news: Partial<Seen>): void {
      seen = { ...current(), ...news };
      writeSeen(location, seen);
    },
  };
}

const noneSeen: Seen = { state: '', history: '', watermark: { done: [], lossy: [] }, told: [] };

function readSeen(location: Location): Seen {
  try {
    return parseSeen(JSON.parse(String(readPlainFile(seenPath(location), 'seen.json', 2 ** 20))));
  } catch {
    return noneSeen;
  }
}

/** Of what another version has written the parts that are as this one writes them. */
function parseSeen({ state, history, watermark, told }: Partial<Record<keyof Seen, unknown>>): Seen {
  const { head, done, lossy } = (watermark ?? {}) as Partial<Record<keyof Watermark, unknown>>;
  return {
    state: textOf(state) ?? '',
    history: textOf(history) ?? '',
    watermark: { head: textOf(head), done: textsOf(done), lossy: textsOf(lossy) },
    told: textsOf(told),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

function writeSeen(location: Location, seen: Seen): void {
  try {
    writeWhole(seenPath(location), JSON.stringify(seen));
  } catch {
    // The next process looks once more.
  }
}
