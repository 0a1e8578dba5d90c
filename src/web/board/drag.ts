import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { signal } from '@preact/signals';
import { getCard } from '../data/cards.ts';
import { moveTo, type Place } from './moves.tsx';
import { type Column, columns, idsOf } from './view.ts';

/** The card that is being dragged, by its ticket's id. */
export const dragged = signal<string | undefined>(undefined);
/** Where it would be put: above a card of a column, or at its end. */
export const spot = signal<{ lane: string; column: string; before: string | undefined } | undefined>(undefined);

/** Lets a card be dragged. Answers how to stop. */
export const dragCard = (element: HTMLElement, id: string): (() => void) =>
  draggable({
    element,
    getInitialData: () => ({ id }),
    onDragStart: () => {
      dragged.value = id;
    },
    onDrop: () => {
      dragged.value = undefined;
      spot.value = undefined;
    },
  });

/** Whether a column takes the card that is being dragged; nothing is dragged: it takes any. */
export function takes(column: Column): boolean {
  const card = getCard(dragged.value ?? '')?.peek();
  return card === undefined || column.target(card) !== undefined;
}

/** Lets cards be dropped in the cards of a lane and column, whose list scrolls by itself. Answers how to stop. */
export function dropInto(element: HTMLElement, list: HTMLElement, lane: string, column: string): () => void {
  const columnNow = () => columns.peek().find(({ id }) => id === column);
  const cardOf = (data: Record<string, unknown>) => getCard(String(data.id))?.peek();
  return combine(
    autoScrollForElements({ element: list }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => {
        const [card, target] = [cardOf(source.data), columnNow()];
        return card !== undefined && target?.target(card) !== undefined;
      },
      onDrag: ({ location }) => {
        spot.value = { lane, column, before: cardAt(list, location.current.input.clientY) };
      },
      onDragLeave: () => {
        spot.value = undefined;
      },
      onDrop: ({ source, location }) => {
        const [card, target] = [cardOf(source.data), columnNow()];
        const before = cardAt(list, location.current.input.clientY);
        if (card && target) void moveTo(card, target, placeIn(idsOf(lane, column), card.id, before));
      },
    }),
  );
}

/** The card above whose middle the pointer is; undefined: below all of them. */
function cardAt(list: HTMLElement, y: number): string | undefined {
  for (const element of list.querySelectorAll<HTMLElement>('[data-id]')) {
    const { top, height } = element.getBoundingClientRect();
    if (y < top + height / 2) return element.dataset.id;
  }
  return undefined;
}

/** The neighbours that a card gets, by their keys; undefined where it stays where it is. */
function placeIn(ids: readonly string[], id: string, before: string | undefined): Place | undefined {
  const others = ids.filter((one) => one !== id);
  const at = before === undefined || before === id ? others.length : others.indexOf(before);
  const was = ids.indexOf(id);
  if (before === id || (was >= 0 && was === at)) return undefined;
  const keyOf = (one: string | undefined) => (one === undefined ? undefined : getCard(one)?.peek().key);
  return { after: keyOf(others[at - 1]), before: keyOf(others[at]) };
}

/** Says where dragging is possible at all: nothing outside of columns takes a card. */
export const followDrags = (): (() => void) =>
  monitorForElements({
    onDrop: () => {
      spot.value = undefined;
      dragged.value = undefined;
    },
  });
