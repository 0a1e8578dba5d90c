import { who } from '../api/session.ts';
import type { Card } from '../data/card.ts';
import { findCard, getCard } from '../data/cards.ts';
import { go, keyInPath, page, ticketPath } from '../data/route.ts';
import type { Command } from '../keys/registry.ts';
import { texts } from '../texts/texts.ts';
import { chooseLabels, choosePeople, choosePriority, toggleName } from './fields.tsx';
import { chooseMove } from './menu.tsx';
import { moveTo, type Place, rankCard } from './moves.tsx';
import { columnBeside, currentCard, forSeveral, neighbours, step, stepColumn, toggleChosen } from './selection.ts';

const { keys } = texts;
const onBoard = (): boolean => page.value === 'board';
const onCards = (): boolean => onBoard() || page.value === 'list';

/** The ticket that a key is about: that of the page, else the current card. */
const meant = (): Card | undefined =>
  page.value === 'ticket' ? findCard(keyInPath.value)?.peek() : onCards() ? currentCard() : undefined;

const about = (work: (card: Card) => void): Pick<Command, 'when' | 'run'> => ({
  when: () => meant() !== undefined,
  run: () => {
    const card = meant();
    if (card) work(card);
  },
});

const aboutOnBoard = (work: (card: Card) => void): Pick<Command, 'when' | 'run'> => ({
  when: () => onBoard() && meant() !== undefined,
  run: about(work).run,
});

/** About the chosen ones, where a page has changes of several. */
const aboutChosen = (id: string, work: (card: Card) => void): Pick<Command, 'when' | 'run'> => ({
  when: () => forSeveral(id) !== undefined || meant() !== undefined,
  run() {
    const several = forSeveral(id);
    if (several) several();
    else about(work).run();
  },
});

const step1 = (by: 1 | -1): Pick<Command, 'when' | 'run'> => ({ when: onCards, run: () => step(by) });

function moveBeside(card: Card, by: 1 | -1): void {
  const column = columnBeside(card, by);
  if (column) void moveTo(card, column);
}

/** One place up or down among the cards that are shown. */
function rankBeside(id: string, by: 1 | -1): void {
  const { above, below } = neighbours(id);
  const keyAt = (ids: readonly string[], at: number) => getCard(ids.at(at) ?? '')?.peek().key;
  const place: Place =
    by === -1
      ? {
          after: above.length > 1 ? keyAt(above, -2) : undefined,
          before: above.length > 0 ? keyAt(above, -1) : undefined,
        }
      : {
          after: below.length > 0 ? keyAt(below, 0) : undefined,
          before: below.length > 1 ? keyAt(below, 1) : undefined,
        };
  if (place.after || place.before) void rankCard(id, place);
}

const board: readonly Command[] = [
  { id: 'next', title: keys.next, keys: ['j', 'ArrowDown'], group: 'board', ...step1(1) },
  { id: 'previous', title: keys.previous, keys: ['k', 'ArrowUp'], group: 'board', ...step1(-1) },
  { id: 'left', title: keys.left, keys: ['h', 'ArrowLeft'], group: 'board', when: onBoard, run: () => stepColumn(-1) },
  {
    id: 'right',
    title: keys.right,
    keys: ['l', 'ArrowRight'],
    group: 'board',
    when: onBoard,
    run: () => stepColumn(1),
  },
  {
    id: 'rankUp',
    title: keys.rankUp,
    keys: ['Shift+K'],
    group: 'board',
    ...aboutOnBoard(({ id }) => rankBeside(id, -1)),
  },
  {
    id: 'rankDown',
    title: keys.rankDown,
    keys: ['Shift+J'],
    group: 'board',
    ...aboutOnBoard(({ id }) => rankBeside(id, 1)),
  },
  { id: 'select', title: keys.select, keys: ['x'], group: 'board', ...about(({ id }) => toggleChosen(id)) },
];

const ticket: readonly Command[] = [
  {
    ...{ id: 'open', title: keys.open, keys: ['Enter'], group: 'ticket' },
    when: () => onCards() && currentCard() !== undefined && !isOnControl(),
    run: () => go(ticketPath(currentCard()?.key ?? '')),
  },
  { id: 'status', title: keys.status, keys: ['s', 'm'], group: 'ticket', ...aboutChosen('status', chooseMove) },
  { id: 'priority', title: keys.priority, keys: ['p'], group: 'ticket', ...aboutChosen('priority', choosePriority) },
  { id: 'assign', title: keys.assign, keys: ['a'], group: 'ticket', ...aboutChosen('assign', choosePeople) },
  { id: 'label', title: keys.label, keys: ['l', 'Shift+A'], group: 'ticket', ...aboutChosen('label', chooseLabels) },
  {
    ...{ id: 'toMe', title: keys.toMe, keys: ['i'], group: 'ticket' },
    ...about(({ id }) => who.value && toggleName(id, 'assignees', who.value.actor)),
  },
  {
    id: 'moveLeft',
    title: keys.moveLeft,
    keys: ['Shift+H'],
    group: 'ticket',
    ...aboutOnBoard((card) => moveBeside(card, -1)),
  },
  {
    id: 'moveRight',
    title: keys.moveRight,
    keys: ['Shift+L'],
    group: 'ticket',
    ...aboutOnBoard((card) => moveBeside(card, 1)),
  },
];

/** Enter on a button presses the button. */
const isOnControl = (): boolean => /^(?:BUTTON|A|SELECT|SUMMARY)$/.test(document.activeElement?.tagName ?? '');

export const boardCommands: readonly Command[] = [...board, ...ticket];
