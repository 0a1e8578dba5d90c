import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DumpedPart, renderParts } from '../../store/read/dump.ts';
import { describeVersion, type VersionText } from './version-text.ts';

/** How a line is shown, in git's own words for the colours of a diff. */
type Style = 'meta' | 'frag' | 'old' | 'new' | 'context';

/** What a terminal takes for the colours; empty where there are none. */
export type Colours = Partial<Record<Style, string>>;

interface Line {
  style: Style;
  text: string;
}

/**
 * What changes in the tickets between two versions of the database, made from their events. The text stands before git's own
 * patch: no line of it may begin as one of a patch's does ("diff --git", "--- ", "@@ "), and none of what somebody wrote
 * begins a line.
 */
export async function diffVersions(before: string, after: string, colours: Colours = {}): Promise<string> {
  const was = await describeVersion(before);
  const is = await describeVersion(after, { withTables: true });
  const head: Line[] = [{ style: 'meta', text: 'tickets in .tracker/data.db' }];
  if (is.tables !== undefined && is.tables !== renderParts(is.parts)) head.push({ style: 'meta', text: notFolded });
  const isReadable = was.unreadable === undefined && is.unreadable === undefined;
  const lines = isReadable ? await diffParts(was.parts, is.parts) : [...sum(was, '-', 'old'), ...sum(is, '+', 'new')];
  return [...head, ...lines].map(({ style, text }) => paint(colours[style], text)).join('');
}

const notFolded =
  'The new version\'s tables are not what its events say. A merge takes the events, which are shown; see "tracker doctor".';

const paint = (colour: string | undefined, text: string): string => (colour ? `${colour}${text}\x1b[m\n` : `${text}\n`);

/** A version in a line, where the other one cannot be read. */
function sum({ parts, unreadable }: VersionText, sign: string, style: Style): Line[] {
  if (parts.length === 0 && unreadable === undefined) return [];
  const tickets = parts.filter(({ id }) => id !== null).length;
  return [{ style, text: `${sign}${unreadable ?? `${tickets} ${tickets === 1 ? 'ticket' : 'tickets'}`}` }];
}

interface Pair {
  old: readonly string[];
  new: readonly string[];
}

async function diffParts(before: readonly DumpedPart[], after: readonly DumpedPart[]): Promise<Line[]> {
  const was = new Map(before.map(({ id, lines }) => [id, lines]));
  const is = new Map(after.map(({ id, lines }) => [id, lines]));
  const gone = before.filter(({ id }) => !is.has(id));
  const made = after.filter(({ id }) => !was.has(id));
  const changed = [...was].flatMap(([id, lines]): Pair[] => {
    const now = is.get(id);
    return now && now.join('\n') !== lines.join('\n') ? [{ old: lines, new: now }] : [];
  });
  if (gone.length + made.length + changed.length === 0) return [{ style: 'context', text: 'no ticket has changed' }];
  return [
    ...gone.flatMap(({ lines }) => lines.map((line): Line => ({ style: 'old', text: `-${line}` }))),
    ...(changed.length > 0 ? await diffPairs(changed) : []),
    ...made.flatMap(({ lines }) => lines.map((line): Line => ({ style: 'new', text: `+${line}` }))),
  ];
}

/** So many empty lines before each ticket keep git's hunks to one of them; no line of a ticket is empty. */
const gap = Array.from({ length: 8 }, () => '');

/** The lines that differ, found by git: it does well with large texts. */
async function diffPairs(pairs: readonly Pair[]): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-diff-'));
  try {
    for (const side of ['old', 'new'] as const)
      writeFileSync(join(folder, side), pairs.map((pair) => `${[...gap, ...pair[side]].join('\n')}\n`).join(''));
    return renderHunks(await compare(folder), pairs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asText = ['--no-index', '--no-ext-diff', '--no-textconv', '--no-color', '--text'];
const inHunks = ['--unified=2', '--inter-hunk-context=0', '--diff-algorithm=histogram'];

function compare(folder: string): Promise<string> {
  const options = { cwd: folder, maxBuffer: 2 ** 30, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile('git', ['diff', ...asText, ...inHunks, 'old', 'new'], options, (error, stdout) => {
      // 1: they differ.
      if (error && error.code !== 1) reject(error);
      else resolve(stdout);
    });
  });
}

/** Hunks under the first line of their ticket, without what is git's and without what never changes. */
function renderHunks(diff: string, pairs: readonly Pair[]): Line[] {
  const lines: Line[] = [];
  const place = placesOf(pairs);
  let last = -1;
  for (const { start, body } of splitHunks(diff)) {
    // Empty lines are the gap; the first of the others says which ticket it is.
    const leading = body.findIndex((line) => line.length > 1);
    const at = place(start + body.slice(0, leading).filter((line) => !line.startsWith('+')).length);
    const heading = pairs[at]?.new[0] ?? '';
    const shown = body.filter(
      (line) => line.length > 1 && !/^ {3}(?:id|created) /.test(line) && line !== ` ${heading}`,
    );
    if (at === last) lines.push({ style: 'frag', text: '  …' });
    else if (!shown.includes(`+${heading}`)) lines.push({ style: 'frag', text: heading });
    last = at;
    for (const text of shown) lines.push({ style: styleOf(text), text });
  }
  return lines;
}

interface Hunk {
  /** The number of its first line on the old side. */
  start: number;
  body: string[];
}

function splitHunks(diff: string): Hunk[] {
  const hunks: Hunk[] = [];
  // What ends a line for git does, and nothing else: a text may hold others.
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    const start = /^@@ -(\d+)/.exec(line)?.[1];
    if (start !== undefined) hunks.push({ start: Number(start), body: [] });
    else hunks.at(-1)?.body.push(line);
  }
  return hunks;
}

/** The pair that a line of the old side belongs to; those of the gap, to the one before. */
function placesOf(pairs: readonly Pair[]): (line: number) => number {
  const starts: number[] = [];
  let line = 1;
  for (const { old } of pairs) {
    starts.push(line + gap.length);
    line += gap.length + old.length;
  }
  return (wanted) =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= wanted),
    );
}

const styleOf = (line: string): Style => (line.startsWith('-') ? 'old' : line.startsWith('+') ? 'new' : 'context');
