import type { Reply } from '../../actions/perform.ts';
import type { ListResult } from '../../actions/ticket/list.ts';
import { sayNearest } from '../../domain/held-up.ts';
import { printHint } from '../../domain/hint.ts';
import { blame, plural } from '../../render/lines.ts';
import { renderScope } from '../../render/search.ts';
import { shownResult } from '../../render/shown.ts';
import type { Syntax } from '../../render/syntax.ts';
import type { Arguments } from '../arguments.ts';
import { UsageError } from '../usage.ts';
import { type BoardOptions, renderBoard } from './board.ts';
import { drawHistory } from './history.ts';
import type { Screen } from './screen.ts';
import { drawStats } from './stats.ts';
import { renderTable } from './table.ts';
import { ticketColumns } from './tickets.ts';

/** How an answer is drawn for people and pipes, where the text for a model says it too tersely for them. */
export function findView(
  reply: Reply,
  syntax: Syntax,
  options: Arguments['options'] = {},
): ((screen: Screen) => void) | undefined {
  switch (reply.action) {
    case 'board.kanban':
      return (screen) => screen.draw(renderBoard(shownResult(reply.result), screen, { by: readBy(options.by) }));
    case 'ticket.history':
      return (screen) => drawHistory(shownResult(reply.result), screen);
    case 'ticket.list': {
      const none = reply.result.query === 'is:open' ? noneOpen : undefined;
      return (screen) => drawTickets(shownResult(reply.result), screen, { syntax, none });
    }
    case 'board.ready': {
      const none = reply.result.query === '' ? noneReady : undefined;
      return (screen) => drawTickets(shownResult(reply.result), screen, { syntax, none });
    }
    case 'board.stats':
      return (screen) => drawStats(shownResult(reply.result), screen);
    case 'search.search': {
      const found = shownResult(reply.result);
      return found.view === 'list'
        ? (screen) => drawTickets(found, screen, { syntax, scope: renderScope(found) })
        : undefined;
    }
  }
}

const noneOpen = 'Nothing is open. A new ticket: tracker create "TITLE"; closed ones: tracker list is:closed';
const noneReady = 'Nothing is ready to start. What there is: tracker board; a new ticket: tracker create "TITLE"';

/** Throws UsageError for what is neither. */
function readBy(given: unknown): BoardOptions['by'] {
  if (given === undefined || given === 'category') return 'category';
  if (given === 'status') return 'status';
  throw new UsageError(`--by takes status or category, not ${JSON.stringify(given)}.`);
}

/** In a pipe the rows are all of standard output; what is to be said about them goes to standard error. */
function drawTickets(
  result: ListResult,
  screen: Screen,
  { syntax, scope, none }: { syntax: Syntax; scope?: string | undefined; none?: string | undefined },
): void {
  const { tickets, total, cursor, query, notes, heldUp } = result;
  const nothing =
    tickets.length > 0 ? undefined : heldUp ? `${sayNearest(heldUp)} ${printHint(heldUp.next, syntax.call)}` : none;
  if (tickets.length > 0) screen.draw(renderTable(tickets, ticketColumns, screen, ({ snippet }) => snippet));
  const count = total === tickets.length ? plural(total, 'ticket') : `${tickets.length} of ${plural(total, 'ticket')}`;
  const facts = [count, query && `query: ${query}`, cursor && `go on with --cursor ${cursor}`]
    .filter(Boolean)
    .join(' · ');
  const foot = [
    facts,
    ...[nothing ?? blame(result)].filter((line) => typeof line === 'string'),
    ...notes,
    ...(scope ? [scope] : []),
  ];
  if (screen.isTerminal)
    screen.draw([...(tickets.length ? [''] : []), ...foot.map((line) => screen.paint('dim', line))].join('\n'));
  else if (cursor || scope || notes.length > 0 || tickets.length === 0) screen.warn(foot.join('\n'));
}
