import { signal } from '@preact/signals';
import { send } from '../api/outbox.ts';
import { chosen } from '../board/selection.ts';
import type { Card } from '../data/card.ts';
import { getCard } from '../data/cards.ts';
import { type Done, didThem } from '../data/undo.ts';
import { toast } from '../parts/toasts.tsx';
import { pages } from '../texts/pages.ts';

const { list } = pages;

/** What is sent for one of the tickets. */
export interface OneWrite {
  method: 'POST' | 'PATCH';
  /** Below the ticket's. */
  path: string;
  body: object;
}

export interface Refusal {
  key: string;
  why: string;
}

/** How far a change of several is; undefined: none is under way. */
export const progress = signal<{ done: number; all: number } | undefined>(undefined);
/** What the server has refused of the last one. */
export const refusals = signal<{ refused: readonly Refusal[]; all: number } | undefined>(undefined);

/** More at once would take turns at the server all the same. */
const atOnce = 4;

export const chosenCards = (): Card[] => [...chosen.peek()].flatMap((id) => getCard(id)?.peek() ?? []);

/**
 * Sends each ticket's write by itself, so that one that is refused holds up none of the others. `writeOf` answers undefined where
 * there is nothing to change. What was done can be undone at once; what was not is listed.
 */
export async function changeSeveral(
  cards: readonly Card[],
  what: string,
  writeOf: (card: Card) => OneWrite | undefined,
): Promise<void> {
  const queue = cards.flatMap((card) => {
    const write = writeOf(card);
    return write ? [{ card, write }] : [];
  });
  if (queue.length === 0) {
    toast(list.unchanged);
    return;
  }
  const all = queue.length;
  const done: Done[] = [];
  const refused: Refusal[] = [];
  progress.value = { done: 0, all };
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { key } = next.card;
      const { method, path, body } = next.write;
      try {
        const { events } = await send({
          ...{ method, path: `/tickets/${key}${path}`, body, about: key, name: `${key} ${what}` },
        });
        done.push({ key, events });
      } catch (error) {
        refused.push({ key, why: (error as Error).message });
      }
      progress.value = { done: done.length + refused.length, all };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  progress.value = undefined;
  if (done.length > 0) didThem(done, list.did(done.length, what));
  refusals.value = refused.length > 0 ? { refused, all } : undefined;
}
