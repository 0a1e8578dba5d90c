import { TrackerError } from '../../domain/errors.ts';
import { sayNearest } from '../../domain/held-up.ts';
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
import { findHeldUp } from './held-up.ts';

export interface NextTicket {
  row: TicketRow;
  /** Why it is the caller's, where somebody has left it to them. */
  turn?: Turn;
}

/**
 * What was left to the caller comes first, then the ready tickets that are nobody else's, the best first and at most twenty.
 * Throws `not_found` where there is none.
 */
export async function* listNext(tx: WriteTx, query: Query): AsyncGenerator<NextTicket> {
  let found = false;
  for await (const turn of listStartable(tx, query)) {
    found = true;
    yield { row: getRow(tx, turn.ticket), turn };
  }
  const { rows, passed } = await findFree(tx, query);
  const elsewhere = sayElsewhere(
    tx,
    passed.flatMap(({ ticket, isAhead }) => (isAhead ? ticket : [])),
  );
  if (rows.length === 0 && !found) throw await sayNone(tx, query, elsewhere);
  if (elsewhere && rows.length > 0) tx.caveats.add(`Passed over: ${elsewhere}`);
  for (const row of rows) yield { row };
}

/** Those that wait for a blocker are named. */
async function* listStartable(tx: WriteTx, query: Query): AsyncGenerator<Turn> {
  const scope = renderQuery(query) === '' ? undefined : await readScope(tx, query);
  for (const turn of listTurns(tx, { scope })) {
    const [blocker] = listOpenBlockers(tx, turn.ticket);
    if (!blocker) yield turn;
    else tx.caveats.add(`Passed over: ${turn.key}, ${turn.why} by ${turn.by}, waits for ${blocker.target.key}.`);
  }
}

async function sayNone(tx: WriteTx, query: Query, elsewhere: string | undefined): Promise<TrackerError> {
  const asked = renderQuery(query);
  if (asked && (await countTickets(tx, query)) === 0) {
    const { emptiedBy, nearest } = await findEmptying(tx, query);
    const cause = emptiedBy && emptiedBy !== asked ? ` Nothing is left by ${emptiedBy}.` : '';
    return new TrackerError(
      'not_found',
      `No ticket matches ${asked}.${cause}${nearest ? ` Did you mean ${nearest}?` : ''}`,
      hint`See what there is: ${call('ticket', { action: 'list' })}.`,
    );
  }
  const held = await findHeldUp(tx, query);
  const nearest = held ? ` ${sayNearest(held)}` : '';
  return new TrackerError(
    'not_found',
    `No ticket${asked ? ` matching ${asked}` : ''} is ready.${nearest}${elsewhere ? ` ${elsewhere}.` : ''}`,
    held?.next ?? hint`None is open${asked ? '' : ': create one'}. See ${call('board', { action: 'summary' })}.`,
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
