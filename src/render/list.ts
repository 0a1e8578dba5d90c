import type { HeldUp } from '../actions/claim/held-up.ts';
import type { ListResult, TicketLine } from '../actions/ticket/list.ts';
import { printHint } from '../domain/hint.ts';
import { lines, more, named, notes, pointsOf } from './lines.ts';
import type { Syntax } from './syntax.ts';

/**
 * One line a ticket, under a heading for what its neighbours share; keys of the same project are said by their number,
 * which every tool takes.
 */
export function renderList(result: ListResult, syntax: Syntax, empty = 'No tickets'): string {
  const { tickets, total, query, cursor, left = total - tickets.length } = result;
  if (tickets.length === 0)
    return lines(query ? `${empty}: ${query}` : empty, notes(result) || false, renderHeldUp(result, syntax));
  const count = total > tickets.length ? `${tickets.length} of ${total}` : String(total);
  const project = sharedProject(tickets);
  return lines(
    [count, project && `${project}-`, query].filter(Boolean).join(' · '),
    notes(result) || false,
    ...renderGroups(tickets, project),
    more(left, cursor, syntax),
  );
}

const renderHeldUp = ({ heldUp }: ListResult, syntax: Syntax): string | false =>
  heldUp !== undefined && `${renderNearest(heldUp)} ${printHint(heldUp.next, syntax.call)}`;

/** Of the ticket that is nearest to being ready: what is between. */
export const renderNearest = (heldUp: Pick<HeldUp, 'key' | 'title' | 'why'>): string =>
  `The nearest is ${named(heldUp)}: ${heldUp.why}.`;

/** Runs of tickets with the same status and priority share a heading. */
function renderGroups(tickets: readonly TicketLine[], project: string | undefined): string[] {
  const out: string[] = [];
  let heading: string | undefined;
  for (const ticket of tickets) {
    const own = headingOf(ticket);
    if (own !== heading) out.push(`${own}:`);
    heading = own;
    out.push(renderLine(ticket, project));
  }
  return out;
}

const headingOf = ({ type, status, priority }: TicketLine): string =>
  [type !== 'task' && type, status, priority !== 'medium' && priority].filter(Boolean).join(' ');

/** The project that all keys share, if they do. */
export function sharedProject(tickets: readonly { key: string }[]): string | undefined {
  const projects = new Set(tickets.map(({ key }) => key.slice(0, key.lastIndexOf('-'))));
  return projects.size === 1 ? [...projects][0] : undefined;
}

export function renderLine(ticket: TicketLine, project: string | undefined): string {
  const key = project === undefined ? ticket.key : ticket.key.slice(project.length + 1);
  const extras = [
    ticket.points !== null && pointsOf(ticket.points),
    ticket.assignees.length > 0 && `@${ticket.assignees.join(' @')}`,
  ].filter(Boolean);
  const line = `${key} ${ticket.title}${extras.length > 0 ? ` (${extras.join(', ')})` : ''}`;
  return ticket.snippet ? `${line}\n  ${ticket.snippet}` : line;
}
