import type { Holder } from '../../access/access.ts';
import { viewTicket } from '../../actions/ticket/view.ts';
import { findTicket } from '../../store/read/tickets.ts';
import { readPosition } from '../../store/schema/position.ts';
import type { ReadTx } from '../../store/tx.ts';
import type { Around } from '../calls.ts';
import { writePosition } from '../position.ts';
import type { Written } from '../send-json.ts';
import { listTag, namesTag, ticketTag } from './etags.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Route } from './routes.ts';
import type { Beside } from './shapes.ts';

/** A request as a call of the route's action. */
export interface Call {
  args: Record<string, unknown>;
  holder: Holder;
  /** See `Route`. */
  isList: boolean;
}

interface Known {
  ifNoneMatch: string | undefined;
  kept: KeptAnswers;
}

/** What is looked at in the transaction of the call, and leaves it undone where there is an answer already. */
export function lookBeside(route: Route, { args, holder, isList }: Call, { ifNoneMatch, kept }: Known) {
  let beside: Beside = {};
  let unchanged = false;
  let known: Written | undefined;
  const around: Around = async (tx, work) => {
    beside = {};
    known = undefined;
    if (!isList) {
      const result = await work();
      beside = besideOf(tx, route, (result as { result?: unknown } | undefined)?.result);
      return result;
    }
    const tag = listTag(tx, { scopes: holder.token.scopes, args }, { isOfAll: isOfAll(route, args) });
    beside = { tag, position: writePosition(readPosition(tx.db)), ...(route.isKept && { keepAs: tag }) };
    unchanged = namesTag(ifNoneMatch, tag);
    if (!unchanged && route.isKept) known = kept.find(tag);
    return unchanged || known ? undefined : work();
  };
  return {
    around,
    /** The caller has the answer. */
    isUnchanged: () => unchanged,
    /** It was made before. */
    known: () => known,
    beside: () => beside,
  };
}

/** What a query says may be of who asks: "assignee:me". Without one all are answered the same. */
const isOfAll = ({ isKept }: Route, { action: _, ...query }: Call['args']): boolean =>
  isKept === true && Object.keys(query).length === 0;

/** The ticket that a result is about, where it is one: its tag, and where the route answers with it, all of it. */
function besideOf(tx: ReadTx, route: Route, result: unknown): Beside {
  const { key, tickets, ticket, part, at } = (result ?? {}) as {
    key?: unknown;
    tickets?: readonly { key: string }[];
    ticket?: { key?: string };
    part?: { key?: string };
    at?: string;
  };
  const named = key ?? ticket?.key ?? part?.key ?? (tickets?.length === 1 ? tickets[0]?.key : undefined);
  const row = typeof named === 'string' && at === undefined ? findTicket(tx, named) : undefined;
  if (!row) return {};
  const view = route.shape === 'updated' ? { view: viewTicket(tx, row) } : {};
  return { tag: ticketTag(tx, row), revision: row.revision, ...view };
}
