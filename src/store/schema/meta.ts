import { eq } from 'drizzle-orm';
import type { Db } from './connect.ts';
import { placeholders, prepared } from './prepared.ts';
import { meta } from './schema.ts';

export function setMeta(db: Db, name: 'fold' | 'lineage', value: string): void {
  db.insert(meta).values({ name, value }).onConflictDoUpdate({ target: meta.name, set: { value } }).run();
}

const metaOf = prepared((db) =>
  db.select({ value: meta.value }).from(meta).where(eq(meta.name, placeholders.name)).prepare(),
);

export const findMeta = (db: Db, name: 'fold' | 'lineage'): string | undefined => metaOf(db).get({ name })?.value;
