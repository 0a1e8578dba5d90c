import { TrackerError } from '../../domain/errors.ts';
import { call, hint } from '../../domain/hint.ts';
import type { Query } from '../../domain/query/model.ts';
import { renderQuery } from '../../domain/query/render.ts';
import { sayElsewhere } from '../../store/find/elsewhere.ts';
import { findEmptying } from '../../store/find/emptied.ts';
import { countTickets } from '../../store/find/find.ts';
import { type FoundReady, findReady } from '../../store/find/ready.ts';
import { readScope } from '../../store/find/scope.ts';
import { listOpenBlockers } from '../../store/read/links.ts';
import { getRow, listNames, type TicketRow } from '../../store/read/tickets.ts';
import { listTurns, namesOf, type Turn } from '../../store/read/turns.ts';
import type { WriteTx } from '../../store/tx.ts';

/** What was left to the caller comes first, then the best ready ticket that is nobody else's. Throws `not_found`. */
export async function chooseNext(tx: WriteTx, query: Query): Promise<{ row: TicketRow; turn?: Turn | undefined }> {
  const turn = await findTurn(tx, query);
  return { row: turn ? getRow(tx, turn.ticket) : await getBestReady(tx, query), turn };
}

/** The first that can be started; those that wait for a blocker are named. */
async function findTurn(tx: WriteTx, query: Query): Promise<Turn | undefined> {
  const isNarrowed = query.terms.length + query.filters.length > 0;
  for (const turn of listTurns(tx, { scope: isNarrowed ? await readScope(tx, query) : undefined })) {
    const [blocker] = listOpenBlockers(tx, turn.ticket);
    if (!blocker) return turn;
    tx.caveats.add(`Passed over: ${turn.key}, ${turn.why} by ${turn.by}, waits for ${blocker.target.key}.`);
  }
  return undefined;
}

async function getBestReady(tx: WriteTx, query: Query): Promise<TicketRow> {
  const { rows, passed } = await findFree(tx, query);
  const elsewhere = sayElsewhere(
    tx,
    passed.flatMap(({ ticket, isAhead }) => (isAhead ? ticket : [])),
  );
  if (rows[0]) {
    if (elsewhere) tx.caveats.add(`Passed over: ${elsewhere}`);
    return rows[0];
  }
  const asked = renderQuery(query);
  if (asked && (await countTickets(tx, query)) === 0) {
    const { emptiedBy, nearest } = await findEmptying(tx, query);
    const cause = emptiedBy && emptiedBy !== asked ? ` Nothing is left by ${emptiedBy}.` : '';
    throw new TrackerError(
      'not_found',
      `No ticket matches ${asked}.${cause}${nearest ? ` Did you mean ${nearest}?` : ''}`,
      hint`See what there is: ${call('ticket', { action: 'list' })}.`,
    );
  }
  throw new TrackerError(
    'not_found',
    `No ticket${asked ? ` matching ${asked}` : ''} is ready.${elsewhere ? ` ${elsewhere}.` : ''}`,
    hint`See what holds them up: ${call('board', { action: 'summary' })}, or ${call('search', { query: 'is:blocked' })}.`,
  );
}

/** Ready, and not somebody else's by name. */
async function findFree(tx: WriteTx, query: Query): Promise<Pick<FoundReady, 'rows' | 'passed'>> {
  const own = namesOf(tx.author.actor);
  const isFree = ({ ticket }: TicketRow) => {
    const names = listNames(tx, 'assignees', ticket);
    return names.length === 0 || names.some((name) => own.includes(name));
  };
  for (let after: string | undefined; ; ) {
    const page = await findReady(tx, query, { limit: 20, after });
    const rows = page.rows.filter(isFree);
    if (rows.length > 0 || page.next === undefined) return { rows, passed: page.passed };
    after = page.next;
  }
}
