import type { Database } from 'better-sqlite3';
import { statement } from './index-file.ts';
import type { Match } from './match.ts';

/** Which tickets to look among. */
export type Archived = 'without' | 'only' | 'with';

/** A ticket by its number in the data file; a higher score is a better match. */
export interface Hit {
  number: number;
  score: number;
}

/** Every match, newest first. */
export function listMatches(index: Database, { expression }: Match, archived: Archived): number[] {
  const numbers = spans[archived].map((span) =>
    statement(index, `select d.number from texts join docs d on d.doc = texts.rowid where texts match ? and ${span}`)
      .pluck()
      .all(expression),
  );
  return numbers.flat() as number[];
}

export function countMatches(index: Database, { expression }: Match, archived: Archived): number {
  const counts = spans[archived].map((span) =>
    statement(index, `select count(*) from texts where texts match ? and ${span}`).pluck().get(expression),
  );
  return (counts as number[]).reduce((a, b) => a + b, 0);
}

export interface RankOptions {
  archived: Archived;
  offset: number;
  limit: number;
  /** Leaves out the tickets that are not in it. */
  among?: ReadonlySet<number> | undefined;
}

/**
 * The matches from `offset` on, the best first, within each 500 by age: the newest 500 are ranked by BM25, after them the
 * next 500. Ranking all of them would grow with the tracker.
 */
export function rankMatches(index: Database, match: Match, { archived, offset, limit, among }: RankOptions): Hit[] {
  const hits: Ranked[] = [];
  let skip = offset;
  for (const batch of batches(index, match, { archived, among })) {
    const page = skip < batch.length ? sorted(index, match, batch).slice(skip, skip + limit - hits.length) : [];
    for (const hit of page) hits.push(hit);
    skip = Math.max(0, skip - batch.length);
    if (hits.length >= limit) break;
  }
  const numberOf = statement(index, 'select number from docs where doc = ?').pluck();
  return hits.map(({ doc, score }) => ({ number: numberOf.get(doc) as number, score }));
}

const rankedTogether = 500;

/** Archived tickets have negative documents; the newest comes first in either. */
const live = 'texts.rowid > 0 order by texts.rowid desc';
const put = 'texts.rowid < 0 order by texts.rowid asc';
const spans: Record<Archived, string[]> = { without: [live], only: [put], with: [live, put] };

interface Ranked {
  doc: number;
  score: number;
}

/** Weights of title, description, notes, labels. */
const scoreColumn = '-bm25(texts, 10.0, 1.5, 1.0, 5.0)';

function* batches(
  index: Database,
  match: Match,
  { archived, among }: Pick<RankOptions, 'archived' | 'among'>,
): Generator<Ranked[]> {
  for (const span of spans[archived]) {
    if (among) yield* batchesAmong(index, match, { span, among });
    else
      for (let from = 0; ; from += rankedTogether) {
        const rows = statement(
          index,
          `select rowid, ${scoreColumn} from texts where texts match ? and ${span} limit ? offset ?`,
        )
          .raw()
          .all(match.expression, rankedTogether, from) as [number, number][];
        if (rows.length > 0) yield rows.map(([doc, value]) => ({ doc, score: value }));
        if (rows.length < rankedTogether) break;
      }
  }
}

function* batchesAmong(
  index: Database,
  { expression }: Match,
  { span, among }: { span: string; among: ReadonlySet<number> },
): Generator<Ranked[]> {
  const rows = statement(
    index,
    `select texts.rowid doc, d.number, ${scoreColumn} score from texts join docs d on d.doc = texts.rowid where texts match ? and ${span}`,
  );
  let batch: Ranked[] = [];
  for (const row of rows.iterate(expression) as IterableIterator<Ranked & Hit>) {
    if (!among.has(row.number)) continue;
    batch.push(row);
    if (batch.length < rankedTogether) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function sorted(index: Database, { better }: Match, batch: Ranked[]): Ranked[] {
  const first = new Set(
    better === undefined ? [] : statement(index, 'select rowid from texts where texts match ?').pluck().all(better),
  );
  const rankOf = ({ doc }: Ranked) => (first.has(doc) ? 1 : 0);
  return batch.sort((a, b) => rankOf(b) - rankOf(a) || b.score - a.score || Math.abs(b.doc) - Math.abs(a.doc));
}
