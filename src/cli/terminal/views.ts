import type { Reply } from '../../actions/perform.ts';
import type { ListResult } from '../../actions/ticket/list.ts';
import { plural } from '../../render/lines.ts';
import { renderScope } from '../../render/search.ts';
import { shownResult } from '../../render/shown.ts';
import { renderBoard } from './board.ts';
import { drawHistory } from './history.ts';
import type { Screen } from './screen.ts';
import { renderTable } from './table.ts';
import { ticketColumns } from './tickets.ts';

/** How an answer is drawn for people and pipes, where the text for a model says it too tersely for them. */
export function findView(reply: Reply): ((screen: Screen) => void) | undefined {
  switch (reply.action) {
    case 'board.kanban':
      return (screen) => screen.draw(renderBoard(shownResult(reply.result), screen));
    case 'ticket.history':
      return (screen) => drawHistory(shownResult(reply.result), screen);
    case 'ticket.list':
    case 'board.ready':
      return (screen) => drawTickets(shownResult(reply.result), screen);
    case 'search.search': {
      const found = shownResult(reply.result);
      return found.view === 'list' ? (screen) => drawTickets(found, screen, renderScope(found)) : undefined;
    }
  }
}

/** In a pipe the rows are all of standard output; what is to be said about them goes to standard error. */
function drawTickets(result: ListResult, screen: Screen, scope?: string): void {
  const { tickets, total, cursor, query, notes, emptiedBy, nearest } = result;
  if (tickets.length > 0) screen.draw(renderTable(tickets, ticketColumns, screen, ({ snippet }) => snippet));
  const count = total === tickets.length ? plural(total, 'ticket') : `${tickets.length} of ${plural(total, 'ticket')}`;
  const facts = [count, query && `query: ${query}`, cursor && `go on with --cursor ${cursor}`]
    .filter(Boolean)
    .join(' · ');
  const blame = emptiedBy && `${emptiedBy} leaves none${nearest ? `; did you mean ${nearest}?` : '.'}`;
  const foot = [facts, ...(blame ? [blame] : []), ...notes, ...(scope ? [scope] : [])];
  if (screen.isTerminal)
    screen.draw([...(tickets.length ? [''] : []), ...foot.map((line) => screen.paint('dim', line))].join('\n'));
  else if (cursor || scope || notes.length > 0 || tickets.length === 0) screen.warn(foot.join('\n'));
}
