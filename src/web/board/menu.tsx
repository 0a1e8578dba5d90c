import { send } from '../api/outbox.ts';
import type { Card } from '../data/card.ts';
import { go, ticketPath } from '../data/route.ts';
import { movesOf } from '../data/tables.ts';
import { doing } from '../data/undo.ts';
import { choose, matching } from '../parts/choose.tsx';
import { fault } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import { chooseLabels, choosePeople, choosePriority } from './fields.tsx';
import { moveToStatus } from './moves.tsx';

const { board, keys } = texts;

/** Where a ticket may go, as a list: the way for touch and for screen readers. */
export function chooseMove(card: Card): void {
  const moves = movesOf(card);
  const choices = moves.map(({ status, needs_message }) => ({
    ...{ id: status, title: status.replaceAll('_', ' ') },
    aside: needs_message ? board.reason : undefined,
  }));
  choose({
    title: `${card.key}: ${board.moveTo}`,
    list: (text) => matching(choices, text),
    choose: (id) => {
      const move = moves.find(({ status }) => status === id);
      if (move) void moveToStatus(card, move);
    },
  });
}

async function toggleArchived(card: Card): Promise<void> {
  try {
    const path = `/tickets/${card.key}/${card.archived ? 'unarchive' : 'archive'}`;
    const write = send({ method: 'POST', path, body: {}, about: card.key, name: `${card.key} archive` });
    await doing(card.key, write, card.archived ? board.restored(card.key) : board.archivedOne(card.key));
  } catch (error) {
    fault(error);
  }
}

/** All that can be done to a card. */
export function openMenu(card: Card): void {
  const actions: Readonly<Record<string, () => void>> = {
    [keys.open]: () => go(ticketPath(card.key)),
    [board.moveTo]: () => chooseMove(card),
    [keys.priority]: () => choosePriority(card),
    [keys.assign]: () => choosePeople(card),
    [keys.label]: () => chooseLabels(card),
    [card.archived ? board.unarchive : board.archive]: () => void toggleArchived(card),
  };
  const choices = Object.keys(actions).map((title) => ({ id: title, title }));
  choose({
    title: board.actions(card.key),
    list: (text) => matching(choices, text),
    choose: (id) => actions[id]?.(),
  });
}
