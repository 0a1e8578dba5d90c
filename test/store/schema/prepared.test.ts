import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../src/store/schema/connect.ts';
import { setMeta } from '../../../src/store/schema/meta.ts';
import { migrate } from '../../../src/store/schema/migrate.ts';
import { createTracker } from '../../../src/store/schema/open.ts';
import { prepared } from '../../../src/store/schema/prepared.ts';
import { meta } from '../../../src/store/schema/schema.ts';

function makeTracker(lineage: string) {
  const sqlite = createTracker();
  onTestFinished(() => void sqlite.close());
  migrate(sqlite);
  const db = connect(sqlite);
  setMeta(db, 'lineage', lineage);
  return db;
}

const byName = prepared((db) =>
  db
    .select({ value: meta.value })
    .from(meta)
    .where(sql`${meta.name} = ${sql.placeholder('name')}`)
    .prepare(),
);

test('a query asks the tracker that it was made for, whatever others ask in between', async () => {
  const [a, b] = [makeTracker('of a'), makeTracker('of b')];
  const query = byName(a);
  expect(byName(b).all({ name: 'lineage' })).toEqual([{ value: 'of b' }]);
  await Promise.resolve();
  expect(query.get({ name: byName(b).get({ name: 'lineage' }) ? 'lineage' : '' })).toEqual({ value: 'of a' });
  expect(() => byName(b).get({})).toThrow();
  expect(query.get({ name: 'lineage' })).toEqual({ value: 'of a' });
});
