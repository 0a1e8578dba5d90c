import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { call, hint } from '../../domain/hint.ts';
import { key } from '../../domain/input/fields.ts';
import { getRow, getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, everyWrite, unpublished } from '../action.ts';
import { planRanks } from './plan.ts';
import { type Board, readBoard } from './read-board.ts';

export interface RankResult {
  key: string;
  /** The tickets that were named. */
  after?: string;
  before?: string;
  /** It lies there: nothing was written. */
  already: boolean;
  /** How many other tickets were given a place, none of which lies elsewhere for it. */
  others: number;
}

/** More are not given a place so that one can be put among them. */
export const mostCompanions = 1000;

export const rank = defineAction({
  tool: 'ticket',
  name: 'rank',
  access: 'write',
  input: () =>
    z.strictObject({
      id: key,
      after: z.optional(unpublished(key)),
      before: z.optional(unpublished(key)),
      ...everyWrite,
    }),
  // Models are told of these fields by the refusal alone.
  findFaults: (given) =>
    'after' in given || 'before' in given
      ? []
      : ['rank takes after, before or both: the tickets that it is to lie behind and before'],
  example: { id: 'PAY-482913', after: 'PAY-104477' },
  async run(tx, given): Promise<RankResult> {
    const row = getTicket(tx, given.id);
    const after = given.after === undefined ? undefined : getTicket(tx, given.after);
    const before = given.before === undefined ? undefined : getTicket(tx, given.before);
    const board = readBoard(tx, row);
    checkNeighbours(board, row, { after, before });
    const named = { ...(after && { after: after.key }), ...(before && { before: before.key }) };
    if (isThere(board, row, { after, before })) return { key: row.key, ...named, already: true, others: 0 };
    const others = await put(tx, board, row, { after, before });
    return { key: row.key, ...named, already: false, others };
  },
});

interface Neighbours {
  after: TicketRow | undefined;
  before: TicketRow | undefined;
}

function checkNeighbours(board: Board, { ticket, key }: TicketRow, { after, before }: Neighbours): void {
  const refuse = (message: string, next: ReturnType<typeof hint>) => new TrackerError('invalid_input', message, next);
  const self = [after, before].find((one) => one?.ticket === ticket);
  if (self) throw refuse(`${key} cannot be put beside itself.`, hint`Name another ticket in after or before.`);
  if (!after || !before) return;
  const alone = call('ticket', { action: 'rank', id: key, after: after.key });
  if (after.ticket === before.ticket)
    throw refuse(`after and before are both ${after.key}.`, hint`Name one of them: ${alone}.`);
  if (board.compare(after, before) > 0)
    throw refuse(
      `${before.key} lies before ${after.key} now: there is no place after ${after.key} and before ${before.key}.`,
      hint`Name one of them: ${alone}.`,
    );
}

/** Whether it would end where it began: of two neighbours between them, of one beside it in its column. */
function isThere(board: Board, row: TicketRow, { after, before }: Neighbours): boolean {
  if (after && board.compare(row, after) < 0) return false;
  if (before && board.compare(row, before) > 0) return false;
  if (after && before) return true;
  const [low, high] = after ? [after, row] : [row, before ?? row];
  return !board
    .columnOf(after ?? before ?? row)
    .some((one) => one.ticket !== low.ticket && board.compare(low, one) < 0 && board.compare(one, high) < 0);
}

/**
 * Behind `after`, else before `before`. Those without a place come after all that have one: where the ticket is to come
 * behind some of them, these are given places too, in their order. Answers how many others were given one.
 */
async function put(tx: WriteTx, board: Board, row: TicketRow, { after, before }: Neighbours): Promise<number> {
  const beside = after ?? before;
  const found = beside ? board.order.findIndex(({ ticket }) => ticket === beside.ticket) : -1;
  const companions = beside && found < 0 ? board.unplacedUpTo(beside, { itself: after !== undefined }) : [];
  if (companions.length > mostCompanions) throw tooFarDown(tx, row, companions);
  const at = found < 0 ? board.order.length : after ? found + 1 : found;
  const { keys, moved } = planRanks(board.order, { at, count: companions.length + 1 });
  const event = await tx.record(idOf(row), 'rank', {
    rank: keys.at(-1) ?? null,
    ...(after && { after: idOf(after) }),
    ...(before && { before: idOf(before) }),
  });
  const others = [...companions.map((ticket, place) => ({ ticket, rank: keys[place] ?? null })), ...moved];
  for (const one of others) await tx.record(idOf(getRow(tx, one.ticket)), 'rank', { rank: one.rank, for: event.id });
  return others.length;
}

function tooFarDown(tx: WriteTx, { key }: TicketRow, companions: readonly number[]): TrackerError {
  const last = getRow(tx, companions[mostCompanions] ?? 0);
  return new TrackerError(
    'invalid_input',
    `${companions.length} tickets before that place have none of their own yet, and at most ${mostCompanions} are given one at once.`,
    hint`Put it further up: ${call('ticket', { action: 'rank', id: key, before: last.key })}.`,
  );
}
