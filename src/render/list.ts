import type { ListResult, TicketLine } from '../actions/ticket/list.ts';
import { sayNearest } from '../domain/held-up.ts';
import { printHint } from '../domain/hint.ts';
import { join, lines, more, notes, pointsOf } from './lines.ts';
import type { Syntax } from './syntax.ts';

/** One line a ticket, under a heading for what its neighbours share. */
export function renderList(result: ListResult, syntax: Syntax, empty = 'No tickets'): string {
  const { tickets, total, query, cursor, left = total - tickets.length } = result;
  if (tickets.length === 0)
    return lines(query ? `${empty}: ${query}` : empty, notes(result) || false, renderHeldUp(result, syntax));
  const count = total > tickets.length ? `${tickets.length} of ${total}` : String(total);
  return lines(join(count, query), notes(result) || false, ...renderGroups(tickets), more(left, cursor, syntax));
}

const renderHeldUp = ({ heldUp }: ListResult, syntax: Syntax): string | false =>
  heldUp !== undefined && `${sayNearest(heldUp)} ${printHint(heldUp.next, syntax.call)}`;

/** Runs of tickets with the same status and priority share a heading. */
function renderGroups(tickets: readonly TicketLine[]): string[] {
  const out: string[] = [];
  let heading: string | undefined;
  for (const ticket of tickets) {
    const own = headingOf(ticket);
    if (own !== heading) out.push(`${own}:`);
    heading = own;
    out.push(renderLine(ticket));
  }
  return out;
}

const headingOf = ({ type, status, priority }: TicketLine): string =>
  [type !== 'task' && type, status, priority !== 'medium' && priority].filter(Boolean).join(' ');

export function renderLine(ticket: TicketLine): string {
  const extras = [
    ticket.points !== null && pointsOf(ticket.points),
    ticket.assignees.length > 0 && `@${ticket.assignees.join(' @')}`,
  ].filter(Boolean);
  const line = `${ticket.key} ${ticket.title}${extras.length > 0 ? ` (${extras.join(', ')})` : ''}`;
  return ticket.snippet ? `${line}\n  ${ticket.snippet}` : line;
}
