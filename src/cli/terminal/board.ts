import type { Column, KanbanResult } from '../../actions/board/kanban.ts';
import type { TicketLine } from '../../actions/ticket/list.ts';
import { defaultPriority } from '../../domain/event/ticket.ts';
import type { Screen } from './screen.ts';
import { priorityStyle, statusStyle } from './tickets.ts';
import { shorten, widthOf, wrap } from './width.ts';

const minColumn = 26;
const gap = 2;
const maxTitleLines = 2;

/** The columns side by side, as many as there is room for; the others below them. Columns without cards are only counted. */
export function renderBoard(result: KanbanResult, screen: Screen): string {
  return screen.isTerminal ? drawBoard(result, screen) : listBoard(result);
}

/** Without a terminal a ticket is a line under its status. */
function listBoard({ columns }: KanbanResult): string {
  const lines = columns.flatMap(({ status, count, tickets }) => [
    `${status} ${count}`,
    ...tickets.map(({ key, type, priority, title }) => `  ${key}  ${type}  ${priority}  ${title}`),
  ]);
  return lines.join('\n') || 'The board is empty.';
}

function drawBoard({ columns, query, notes }: KanbanResult, screen: Screen): string {
  const filled = columns.filter(({ tickets }) => tickets.length > 0);
  const counted = columns.filter(({ tickets }) => tickets.length === 0);
  const perBand = Math.max(1, Math.min(filled.length, Math.floor((screen.columns + gap) / (minColumn + gap))));
  const width = Math.min(44, Math.floor((screen.columns + gap) / perBand) - gap);
  const bands: string[] = [];
  for (let first = 0; first < filled.length; first += perBand) {
    bands.push(
      renderBand(
        filled.slice(first, first + perBand).map((column) => renderColumn(column, width, screen)),
        width,
      ),
    );
  }
  const rest = counted.map(({ status, count }) => `${status} ${count}`).join(' · ');
  const empty = columns.length === 0 ? 'The board is empty.' : '';
  const foot = [query && `query: ${query}`, ...notes].filter(Boolean).map((line) => screen.paint('dim', line));
  return [...bands, [empty, rest, ...foot].filter(Boolean).join('\n')].filter(Boolean).join('\n\n');
}

/** A line as it is drawn, and the columns that it takes: colours have no width. */
interface Line {
  drawn: string;
  width: number;
}

function renderColumn({ status, count, tickets }: Column, width: number, screen: Screen): Line[] {
  const heading = shorten(`${status} ${count}`, width);
  const lines: Line[] = [
    { drawn: screen.paint('bold', heading), width: widthOf(heading) },
    { drawn: screen.paint(statusStyle({ status }) ?? 'dim', '─'.repeat(width)), width },
    ...tickets.flatMap((ticket) => renderCard(ticket, width, screen)),
  ];
  const left = count - tickets.length;
  if (left > 0) lines.push({ drawn: screen.paint('dim', `… ${left} more`), width: widthOf(`… ${left} more`) });
  return lines;
}

function renderCard(ticket: TicketLine, width: number, screen: Screen): Line[] {
  const { type, priority, points, assignees } = ticket;
  const facts = [
    type,
    priority === defaultPriority ? '' : priority,
    points === null ? '' : `${points} pts`,
    assignees.join(', '),
  ];
  const about = shorten(facts.filter(Boolean).join(' · '), width - widthOf(ticket.key) - 1);
  const head = `${screen.paint('cyan', ticket.key)} ${screen.paint(priorityStyle(ticket), about)}`;
  const title = wrap(ticket.title, width - 2);
  const shown = title.slice(0, maxTitleLines);
  if (title.length > maxTitleLines)
    shown[maxTitleLines - 1] = shorten(`${shown.at(-1)} ${title[maxTitleLines]}`, width - 2);
  return [
    { drawn: head, width: widthOf(ticket.key) + 1 + widthOf(about) },
    ...shown.map((line) => ({ drawn: `  ${line}`, width: 2 + widthOf(line) })),
  ];
}

function renderBand(columns: Line[][], width: number): string {
  const height = columns.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((lines) => lines[row] ?? { drawn: '', width: 0 })
      .map((line) => line.drawn + ' '.repeat(Math.max(0, width - line.width)))
      .join(' '.repeat(gap))
      .trimEnd(),
  ).join('\n');
}
