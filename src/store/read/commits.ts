import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { isTerminal } from '../../domain/rules/workflow.ts';
import type { NamingCommit } from '../repository.ts';
import { aliases, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { listStatuses } from './history.ts';
import { listByKey, type TicketRow } from './tickets.ts';

/** Those that name the ticket, by its key or a former one that is no other ticket's now. */
export function commitsNaming(
  tx: Pick<ReadTx, 'db'>,
  row: Pick<TicketRow, 'ticket' | 'key'>,
  commits: readonly NamingCommit[],
): NamingCommit[] {
  if (commits.length === 0) return [];
  const former = tx.db.select({ key: aliases.key }).from(aliases).where(eq(aliases.ticket, row.ticket)).all();
  const isAlone = (key: string) => listByKey(tx, key).every(({ ticket }) => ticket === row.ticket);
  const keys = new Set([row.key, ...former.map(({ key }) => key).filter(isAlone)]);
  return commits.filter(({ names }) => names.some((name) => keys.has(name)));
}

/** An open ticket that a commit says it closes. */
export interface ClosedInGit {
  key: string;
  /** The newest such commit. */
  hash: string;
  subject: string;
}

/** Without those that were closed, and opened again, since the commit. `scope` is a condition on the tickets. */
export function listClosedInGit(tx: ReadTx, commits: readonly NamingCommit[], scope: SQL | undefined): ClosedInGit[] {
  const newest = new Map<string, NamingCommit>();
  for (const commit of commits) for (const key of commit.closes) if (!newest.has(key)) newest.set(key, commit);
  const found = new Map<number, { row: TicketRow; commit: NamingCommit }>();
  for (const [key, commit] of newest) {
    const [row, ...others] = listByKey(tx, key);
    if (row && others.length === 0 && isOpen(tx, row) && !found.has(row.ticket) && !wasClosedSince(tx, row, commit))
      found.set(row.ticket, { row, commit });
  }
  const inScope = tx.db
    .select({ ticket: tickets.ticket })
    .from(tickets)
    .where(and(inArray(tickets.ticket, [...found.keys()]), scope))
    .all();
  const isShown = new Set(inScope.map(({ ticket }) => ticket));
  return [...found.values()]
    .filter(({ row }) => isShown.has(row.ticket))
    .map(({ row, commit: { hash, subject } }) => ({ key: row.key, hash, subject }));
}

const isOpen = ({ config }: ReadTx, { archived, type, status }: TicketRow): boolean =>
  !archived && !isTerminal(config.types, type, status);

const wasClosedSince = (tx: ReadTx, { ticket, type }: TicketRow, commit: NamingCommit): boolean =>
  listStatuses(tx, ticket).some(({ time, status }) => time > commit.time && isTerminal(tx.config.types, type, status));
