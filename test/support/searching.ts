import type { Database } from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import type { Term } from '../../src/domain/query/query.ts';
import type { FullText } from '../../src/store/fulltext/fulltext.ts';
import { openIndexFile } from '../../src/store/fulltext/index-file.ts';
import { updateIndex } from '../../src/store/fulltext/update.ts';
import type { Db } from '../../src/store/schema/connect.ts';
import { tickets } from '../../src/store/schema/schema.ts';
import { recordTickets } from './recorded-tickets.ts';

export const word = (text: string): Term => ({ text, kind: 'word', not: false });
export const phrase = (text: string): Term => ({ text, kind: 'phrase', not: false });
export const prefix = (text: string): Term => ({ text, kind: 'prefix', not: false });
export const not = (text: string): Term => ({ text, kind: 'word', not: true });

/** A full-text index of tickets with these titles. */
export async function indexOf(...titles: string[]): Promise<Database> {
  const { db, create } = recordTickets();
  for (const title of titles) create(title);
  const index = openIndexFile(':memory:');
  await updateIndex(index, db);
  return index;
}

/** The titles of what is found, the best first. */
export async function search(db: Db, fullText: FullText, ...terms: Term[]): Promise<string[]> {
  const hits = await fullText.search(db, terms, (found) => found.rank({ archived: 'without', offset: 0, limit: 50 }));
  return (hits ?? []).map(({ number }) => db.select().from(tickets).where(eq(tickets.ticket, number)).get()!.title);
}
