import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Finding {
  seed: number;
  what: string;
  found: string;
  /** A copy of the file with which it happened. */
  file?: string;
}

export interface Outcome {
  cases: number;
  findings: Finding[];
  /** Of a single case: the most seconds of processor time, and MiB of memory that a process came to. */
  seconds: number;
  mebibytes: number;
}

export interface FuzzOptions {
  seed: number;
  /** Asked before each batch. */
  isOver(outcome: Outcome): boolean;
  /** Where files with which something was found are kept. */
  kept: string;
  /** Cases for one process. */
  batch?: number;
  /** Milliseconds without a word after which a process is taken to hang. */
  patienceMs?: number;
}

/** MiB that a process which tries one file after the other may come to. */
const maxMebibytes = 300;
/** Seconds of processor time for one file through all doors, or forty calls. */
const maxSeconds = 30;

/**
 * Tries files, events and calls that nobody means, by chance that is the same for the same seed, in processes of their own.
 * A process that a signal ends, that falls silent, or that takes too much, is a finding; so is what `tryFile` and `tryCalls`
 * find.
 */
export async function fuzz({ seed, isOver, kept, batch = 200, patienceMs = 120_000 }: FuzzOptions): Promise<Outcome> {
  const outcome: Outcome = { cases: 0, findings: [], seconds: 0, mebibytes: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'tracker-fuzz-run-'));
  const note = (finding: Finding) => {
    const variant = join(folder, `${finding.seed}.db`);
    const file = join(kept, `${finding.seed}.db`);
    mkdirSync(kept, { recursive: true });
    if (existsSync(variant)) copyFileSync(variant, file);
    outcome.findings.push({ ...finding, ...(existsSync(file) && { file }) });
  };
  try {
    for (let from = seed; !isOver(outcome); ) {
      from = await runBatch({ from, batch, folder, patienceMs, outcome, note });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return outcome;
}

interface Batch {
  from: number;
  batch: number;
  folder: string;
  patienceMs: number;
  outcome: Outcome;
  note(finding: Finding): void;
}

interface Line {
  seed: number;
  what?: string;
  found?: string[];
  seconds?: number;
  mebibytes?: number;
}

/** Answers the seed to go on with: after that of a case that ended its process. */
function runBatch({ from, batch, folder, patienceMs, outcome, note }: Batch): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), String(from), String(batch), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let current = { seed: from, what: 'the start' };
  let isDone = false;
  let hung = false;
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000);
  });
  const patience = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, patienceMs);
  createInterface({ input: child.stdout }).on('line', (text) => {
    patience.refresh();
    const line = JSON.parse(text) as Line;
    if (line.what !== undefined) {
      current = { seed: line.seed, what: line.what };
      isDone = false;
      return;
    }
    isDone = true;
    outcome.cases++;
    for (const found of line.found ?? []) note({ ...current, found });
    const { seconds = 0, mebibytes = 0 } = line;
    if (seconds > maxSeconds) note({ ...current, found: `took ${seconds.toFixed(1)} s of processor time` });
    if (mebibytes > maxMebibytes && outcome.mebibytes <= maxMebibytes)
      note({ ...current, found: `the process came to ${mebibytes} MiB` });
    outcome.seconds = Math.max(outcome.seconds, seconds);
    outcome.mebibytes = Math.max(outcome.mebibytes, mebibytes);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      const ended = hung
        ? 'hung'
        : signal
          ? `ended by ${signal}`
          : code !== 0
            ? `ended with ${code}: ${errors}`
            : undefined;
      if (ended !== undefined) {
        outcome.cases += isDone ? 0 : 1;
        note({ ...current, found: ended });
      }
      resolve(ended === undefined ? from + batch : current.seed + 1);
    });
  });
}
