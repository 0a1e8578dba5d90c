import type { TicketLine } from '../../actions/ticket/list.ts';
import type { Priority } from '../../domain/event/ticket.ts';
import type { Style } from './screen.ts';
import type { Column } from './table.ts';

const priorityStyles: Readonly<Partial<Record<Priority, Style>>> = {
  urgent: 'red',
  high: 'yellow',
  low: 'dim',
  none: 'dim',
};

export const priorityStyle = ({ priority }: Pick<TicketLine, 'priority'>): Style | undefined =>
  priorityStyles[priority as Priority];

const statusStyles: ReadonlyMap<string, Style> = new Map(
  Object.entries({
    in_progress: 'blue',
    review: 'magenta',
    blocked: 'red',
    done: 'green',
    resolved: 'green',
    shipped: 'green',
    decided: 'green',
    cancelled: 'dim',
    wont_fix: 'dim',
    rejected: 'dim',
    deferred: 'dim',
  }),
);

export const statusStyle = ({ status }: Pick<TicketLine, 'status'>): Style | undefined => statusStyles.get(status);

/** A line of list, ready or search. */
export const ticketColumns: readonly Column<TicketLine>[] = [
  { heading: 'KEY', cell: ({ key }) => key, style: () => 'cyan' },
  { heading: 'STATUS', cell: ({ status }) => status, style: statusStyle },
  { heading: 'PRIORITY', cell: ({ priority }) => priority, style: priorityStyle },
  { heading: 'TITLE', cell: ({ title }) => title, flexible: true },
  { heading: 'ASSIGNEES', cell: ({ assignees }) => assignees.join(', '), optional: true },
  { heading: 'AFTER', cell: ({ blockedBy }) => blockedBy.join(', '), style: () => 'red', optional: true },
  { heading: 'TYPE', cell: ({ type }) => type, style: () => 'dim', optional: true },
  { heading: 'PTS', cell: ({ points }) => (points === null ? '' : String(points)), optional: true },
];
