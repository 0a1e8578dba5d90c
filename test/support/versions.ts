import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { buildFile } from '../../src/home/file/canonical.ts';
import { openDraft } from '../../src/store/apply/draft.ts';
import { recordEvent } from '../../src/store/apply/record.ts';
import type { Db } from '../../src/store/schema/connect.ts';
import { factsOf } from './file-facts.ts';
import { ticketWriter } from './ticket-events.ts';
import type { Draft } from './view.ts';
import { isolatedEnv, makeDirectory, type TestRepository } from './workspace.ts';

/** The event that makes a ticket of this title: the same one whenever it is asked for. */
export function ticketOf(title: string): TrackerEvent {
  const seed = [...title].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 800_000, 7);
  return ticketWriter({ title, number: 100_000 + seed }, { seed: 2 * seed }).create;
}

/** The title that an event gives; of another event than a ticket's first its kind. */
export const titleOf = (event: TrackerEvent): string => (event.kind === 'create' ? event.payload.title : event.kind);

/** A version of the database that has tickets of these titles and nothing else. */
export const versionOf = (...titles: string[]): Buffer => buildFile(titles.map(ticketOf));

/** Records the ticket of a title in an open copy, as an action does. */
export function recordTitle(db: Db, title: string): void {
  const { id, time, ticket, actor, actorKind, session, client, ...event } = ticketOf(title);
  const tx = {
    db,
    now: time,
    author: { actor, actorKind, session, client },
    newId: () => id,
    add: openDraft(db).draft.add,
  };
  recordEvent(tx, { ticket, ...event } as Draft);
}

/** Puts a version into the work tree, as git does. */
export const writeVersion = ({ write }: TestRepository, ...titles: string[]): string =>
  write('.tracker/data.db', versionOf(...titles));

/** Titles of the tickets of a file or version, in alphabetical order. */
export const titlesIn = (file: string | Buffer): string[] =>
  factsOf(file)
    .tickets.map(({ title }) => title)
    .sort();

export interface CommitPlan {
  /** Names of plans before this one, or whatever else git knows a commit by. */
  parents?: readonly string[];
  /** Of its database, which may be anything; undefined: it has none. */
  content?: Buffer | string;
  /** What else it has, by path. */
  files?: Record<string, string>;
  /** Seconds since 1970. */
  time?: number;
}

/** Makes commits beside all branches, by starting git once; answers their hashes. Index and work tree stay as they are. */
export function makeCommits<K extends string>(
  { root }: Pick<TestRepository, 'root'>,
  plans: Record<K, CommitPlan>,
): Record<K, string> {
  const names = Object.keys(plans) as K[];
  const marks = join(makeDirectory(), 'marks');
  const input = Buffer.concat(names.flatMap((name, index) => commitStream(plans[name], { index, names })));
  const args = ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', `--export-marks=${marks}`];
  execFileSync('git', args, { cwd: root, env: isolatedEnv(), input });
  const made = new Map(
    readFileSync(marks, 'utf8')
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  return Object.fromEntries(names.map((name, index) => [name, made.get(`:${index + 1}`)!])) as Record<K, string>;
}

/** As git-fast-import(1) reads it. */
function commitStream(
  { parents = [], content, files, time }: CommitPlan,
  { index, names }: { index: number; names: readonly string[] },
): Buffer[] {
  const seconds = time ?? Math.floor(Date.now() / 1000);
  const named = parents.map((parent) => (names.includes(parent) ? `:${names.indexOf(parent) + 1}` : parent));
  const lines = [
    `commit refs/made/${index}-${seconds}-${made++}`,
    `mark :${index + 1}`,
    `committer Alice <alice@example.org> ${seconds} +0000`,
    // Two that have all else in common are two.
    `data ${String(index).length}\n${index}`,
    ...named.map((parent, at) => `${at === 0 ? 'from' : 'merge'} ${parent}`),
    'deleteall',
  ];
  const all = { ...(content !== undefined && { '.tracker/data.db': content }), ...files };
  const parts = Object.entries(all).flatMap(([path, text]) => {
    const bytes = Buffer.from(text as string);
    return [Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')];
  });
  return [Buffer.from(`${lines.join('\n')}\n`), ...parts, Buffer.from('\n')];
}

let made = 0;
