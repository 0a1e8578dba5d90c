import { rmSync } from 'node:fs';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { buildFile } from '../../src/home/file/canonical.ts';
import { recordEvent } from '../../src/store/apply/record.ts';
import type { Db } from '../../src/store/schema/connect.ts';
import { dataOf, factsOf } from './file-facts.ts';
import { ticketWriter } from './ticket-events.ts';
import type { Draft } from './view.ts';
import type { TestRepository } from './workspace.ts';

/** The event that makes a ticket of this title: the same one whenever it is asked for. */
export function ticketOf(title: string): TrackerEvent {
  const seed = [...title].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 800_000, 7);
  return ticketWriter({ title, number: 100_000 + seed }, { seed: 2 * seed }).create;
}

/** A version of the database that has tickets of these titles and nothing else. */
export const versionOf = (...titles: string[]): Buffer => buildFile(titles.map(ticketOf));

/** Records the ticket of a title in an open copy, as an action does. */
export function recordTitle(db: Db, title: string): void {
  const { id, time, ticket, actor, actorKind, session, client, ...event } = ticketOf(title);
  const tx = { db, now: time, author: { actor, actorKind, session, client }, newId: () => id };
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

interface Made {
  parents?: readonly string[];
  /** Of its database, which may be anything; undefined: it has none. */
  content: Buffer | string | undefined;
}

/** Makes a commit on no branch, whose database is this; answers its hash. git's index and the work tree have that file then. */
export function makeCommit({ root, git, write }: TestRepository, { parents = [], content }: Made): string {
  if (content === undefined) rmSync(dataOf(root), { force: true });
  else write('.tracker/data.db', content);
  git('add', '--all');
  const lineage = parents.flatMap((parent) => ['-p', parent]);
  return git('commit-tree', git('write-tree'), '-m', 'Made', ...lineage);
}
