import { sql } from 'drizzle-orm';
import type { ReadTx } from '../tx.ts';

interface Memory {
  config: ReadTx['config'];
  changes: number;
  answers: Map<string, unknown>;
}

const memories = new WeakMap<ReadTx['db'], Memory>();
const kept = 200;

/**
 * What was computed for this version of the file before. A published file is never written again and another version has
 * another connection, so only the connection's own writes and the configuration can make an answer old.
 */
export function remembered<T>(tx: Pick<ReadTx, 'db' | 'config'>, question: string, compute: () => T): T {
  const { answers } = memoryOf(tx);
  if (answers.has(question)) return answers.get(question) as T;
  const answer = compute();
  if (answers.size < kept) answers.set(question, answer);
  return answer;
}

function memoryOf({ db, config }: Pick<ReadTx, 'db' | 'config'>): Memory {
  const { changes } = db.get<{ changes: number }>(sql`select total_changes() changes`);
  const known = memories.get(db);
  if (known?.changes === changes && known.config === config) return known;
  const fresh: Memory = { config, changes, answers: new Map() };
  memories.set(db, fresh);
  return fresh;
}
