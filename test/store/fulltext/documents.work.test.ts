import { expect, test } from 'vitest';
import { idFromBytes } from '../../../src/domain/event/id.ts';
import { take } from '../../../src/store/fulltext/documents.ts';
import { openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { listNumbers } from '../../../src/store/fulltext/source.ts';
import { writer } from '../../hostile/crafted.ts';
import { fileOf } from '../../support/store-book.ts';
import { growth, linear } from '../../support/work.ts';

/** Tickets whose ids are of one millisecond and end alike, so that all want one place. */
function ticketsOfOnePlace(count: number) {
  const { create } = writer();
  return Array.from({ length: count }, (_, i) => {
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(1_790_000_000_000, 0, 6);
    bytes.writeUInt32BE(i, 8);
    return { ...create({ number: 100_000 + i }), ticket: idFromBytes(bytes) };
  });
}

test('tickets that all want one place in the index are read in work that grows with their number', () => {
  const files = new Map([2_000, 1_000].map((count) => [count, fileOf(ticketsOfOnePlace(count)).db]));
  const readAll = (count: number) => {
    const index = openIndexFile(':memory:');
    const work = listNumbers(files.get(count)!);
    while (work.length > 0) take(index, files.get(count)!, work);
    const docs = index.prepare('select count(distinct abs(doc)) from docs where doc <> 0').pluck().get();
    index.close();
    return docs;
  };
  expect(readAll(2_000)).toBe(2_000);
  expect(growth(2_000, readAll)).toBeLessThan(linear * 1.1);
});
