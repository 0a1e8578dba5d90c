import type { Card } from '../../actions/board/card.ts';
import type { Column, KanbanResult } from '../../actions/board/kanban.ts';
import { defaultPriority, priorities } from '../../domain/event/ticket.ts';
import { blame, plural } from '../../render/lines.ts';
import type { Screen, Style } from './screen.ts';
import { priorityStyle, statusStyle } from './tickets.ts';
import { shorten, widthOf, wrap } from './width.ts';

const minColumn = 24;
const maxColumn = 52;
const gap = 2;
const maxTitleLines = 2;

/** What stands in one column of the screen. */
interface Pile {
  title: string;
  style: Style | undefined;
  count: number;
  cards: readonly Card[];
  /** Whether the title is each card's status. */
  isStatus: boolean;
}

export interface BoardOptions {
  /** A column for each status, or for what people call to do, doing, review and done. */
  by: 'category' | 'status';
}

/** The columns side by side, as many as there is room for; the others below them. Columns without cards are only counted. */
export function renderBoard(result: KanbanResult, screen: Screen, { by }: BoardOptions = { by: 'category' }): string {
  const piles = by === 'status' ? result.columns.map(pileOf) : pileUp(result.columns);
  if (piles.length === 0) return renderNone(result, screen);
  return screen.isTerminal ? drawBoard(result, piles, screen) : listBoard(piles);
}

function renderNone(result: KanbanResult, screen: Screen): string {
  const { query, notes } = result;
  if (query === '') return ['The board is empty.', ...notes, 'The first ticket: tracker create "TITLE"'].join('\n');
  const foot = [`query: ${query}`, blame(result), ...notes].filter((line) => line !== false);
  return ['The board has nothing of that.', ...foot.map((line) => screen.paint('dim', line))].join('\n');
}

const pileOf = ({ status, count, tickets }: Column): Pile => ({
  title: status,
  style: statusStyle({ status }),
  count,
  cards: tickets,
  isStatus: true,
});

const categories = [
  { category: 'todo', title: 'to do', style: undefined },
  { category: 'doing', title: 'doing', style: 'blue' },
  { category: 'review', title: 'review', style: 'magenta' },
  { category: 'done', title: 'done', style: 'green' },
] as const;

/** The four columns that people have, over all types; those without a ticket are left out. Cards lie as on the board. */
function pileUp(columns: readonly Column[]): Pile[] {
  return categories.flatMap(({ category, title, style }) => {
    const count = columns.reduce((sum, column) => sum + (column.categories[category] ?? 0), 0);
    const cards = columns.flatMap(({ tickets }) => tickets.filter((card) => card.category === category));
    return count > 0 ? [{ title, style, count, cards: cards.toSorted(compareCards), isStatus: false }] : [];
  });
}

/** Those with a place by that, then the most urgent first. */
function compareCards(a: Card, b: Card): number {
  if (a.rank === b.rank) return urgencyOf(a) - urgencyOf(b);
  return a.rank === undefined || (b.rank !== undefined && a.rank > b.rank) ? 1 : -1;
}

function urgencyOf({ priority }: Card): number {
  const at = (priorities as readonly string[]).indexOf(priority);
  return at < 0 ? priorities.length : at;
}

/** Without a terminal a ticket is a line under its column. */
function listBoard(piles: readonly Pile[]): string {
  const lines = piles.flatMap(({ title, count, cards }) => [
    `${title} ${count}`,
    ...cards.map((card) => {
      const { key, status, type, priority } = card;
      const marks = marksOf(card).map(({ text }) => `  [${text}]`);
      return `  ${key}  ${status}  ${type}  ${priority}  ${card.title}${marks.join('')}`;
    }),
  ]);
  return lines.join('\n');
}

function drawBoard({ query, notes }: KanbanResult, piles: readonly Pile[], screen: Screen): string {
  const filled = piles.filter(({ cards }) => cards.length > 0);
  const counted = piles.filter(({ cards }) => cards.length === 0);
  const most = Math.max(1, Math.floor((screen.columns + gap) / (minColumn + gap)));
  // Four columns of which three have room are two and two.
  const perBand = Math.ceil(filled.length / Math.max(1, Math.ceil(filled.length / most)));
  const width = Math.min(maxColumn, Math.floor((screen.columns + gap) / Math.max(1, perBand)) - gap);
  const bands: string[] = [];
  for (let first = 0; first < filled.length; first += perBand) {
    const columns = filled.slice(first, first + perBand).map((pile) => renderColumn(pile, width, screen));
    bands.push(renderBand(columns, width));
  }
  const rest = counted.map(({ title, count }) => `${title} ${count}`).join(' · ');
  const foot = [query && `query: ${query}`, ...notes].filter(Boolean).map((line) => screen.paint('dim', line));
  return [...bands, [rest, ...foot].filter(Boolean).join('\n')].filter(Boolean).join('\n\n');
}

/** A line as it is drawn, and the columns that it takes: colours have no width. */
interface Line {
  drawn: string;
  width: number;
}

function renderColumn({ title, style, count, cards, isStatus }: Pile, width: number, screen: Screen): Line[] {
  const heading = shorten(`${title} ${count}`, width);
  const lines: Line[] = [
    { drawn: screen.paint('bold', heading), width: widthOf(heading) },
    { drawn: screen.paint(style ?? 'dim', '─'.repeat(width)), width },
    ...cards.flatMap((card) => renderCard(card, { width, isStatus }, screen)),
  ];
  const left = count - cards.length;
  if (left > 0) lines.push({ drawn: screen.paint('dim', `… ${left} more`), width: widthOf(`… ${left} more`) });
  return lines;
}

function renderCard(card: Card, { width, isStatus }: { width: number; isStatus: boolean }, screen: Screen): Line[] {
  const { key, type, status, priority, points, assignees, claimedBy } = card;
  const facts = [
    isStatus ? '' : status,
    isStatus || type !== 'task' ? type : '',
    priority === defaultPriority ? '' : priority,
    points === null ? '' : plural(points, 'pt'),
    claimedBy === undefined ? assignees.join(', ') : '',
  ];
  const about = shorten(facts.filter(Boolean).join(' · '), width - widthOf(key) - 1);
  const head = `${screen.paint('cyan', key)} ${screen.paint(priorityStyle(card) ?? statusStyle(card), about)}`;
  const title = wrap(card.title, width - 2);
  const shown = title.slice(0, maxTitleLines);
  if (title.length > maxTitleLines)
    shown[maxTitleLines - 1] = shorten(`${shown.at(-1)} ${title[maxTitleLines]}`, width - 2);
  return [
    { drawn: head, width: widthOf(key) + 1 + widthOf(about) },
    ...shown.map((line) => ({ drawn: `  ${line}`, width: 2 + widthOf(line) })),
    ...marksOf(card).map(({ text, style }) => {
      const line = shorten(text, width - 2);
      return { drawn: `  ${screen.paint(style, line)}`, width: 2 + widthOf(line) };
    }),
  ];
}

/** What speaks for or against taking it. */
function marksOf({ blockedBy, claimedBy, overdue, due, parent }: Card): { text: string; style: Style }[] {
  return [
    ...(blockedBy.length > 0 ? [{ text: `blocked by ${blockedBy.join(', ')}`, style: 'red' } as const] : []),
    ...(claimedBy === undefined ? [] : [{ text: `claimed by ${claimedBy}`, style: 'blue' } as const]),
    ...(overdue ? [{ text: `overdue since ${due}`, style: 'yellow' } as const] : []),
    ...(parent === null ? [] : [{ text: `in ${parent}`, style: 'dim' } as const]),
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
