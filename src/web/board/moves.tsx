import { useState } from 'preact/hooks';
import { send } from '../api/outbox.ts';
import { Refused } from '../api/problem.ts';
import type { Card } from '../data/card.ts';
import { getCard, put } from '../data/cards.ts';
import { findStatus } from '../data/tables.ts';
import { doing } from '../data/undo.ts';
import { Dialog } from '../parts/dialog.tsx';
import { hide, show } from '../parts/open.ts';
import { isSending } from '../parts/sending.ts';
import { fault } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import type { Column } from './view.ts';

/** Where a card is put within its column: below one, above another. */
export interface Place {
  after?: string | undefined;
  before?: string | undefined;
}

/** What a card gets by being let go somewhere; a move that needs a reason asks for it first. */
export async function moveTo(card: Card, column: Column, place?: Place): Promise<void> {
  const target = column.target(card);
  if (!target) {
    fault(new Error(texts.board.cannot(card.key, column.title)));
    return;
  }
  if (target.status !== card.status) await moveToStatus(card, target);
  if (place && (place.after || place.before)) await rankCard(card.id, place);
}

/** Moves a ticket along its state machine; a refusal puts the card back and says why. */
export async function moveToStatus(card: Card, target: { status: string; needs_message: boolean }): Promise<void> {
  const message = target.needs_message ? await askReason(texts.board.reasonFor(card.key, target.status)) : '';
  if (message === undefined) return;
  await change(
    card,
    { status: target.status, category: findStatus(card.type, target.status)?.category ?? card.category },
    {
      path: '/move',
      body: { status: target.status, ...(message !== '' && { message }) },
      said: texts.board.moved(card.key, target.status),
    },
  );
}

export async function rankCard(id: string, { after, before }: Place): Promise<void> {
  const card = getCard(id)?.peek();
  if (!card) return;
  await change(card, {}, { path: '/rank', body: { after, before }, said: texts.board.ranked(card.key) });
}

interface Sent {
  /** Below the ticket's. */
  path: string;
  body: object;
  said: string;
  method?: 'POST' | 'PATCH';
}

/** Shows a change at once and sends it; where it is refused the card is as it was. */
export async function change(
  card: Card,
  shown: Partial<Card>,
  { path, body, said, method = 'POST' }: Sent,
): Promise<void> {
  // As it is now: it may have changed since somebody was asked what to do with it.
  const before = getCard(card.id)?.peek() ?? card;
  put({ ...before, ...shown });
  const name = `${card.key} ${path.slice(1)}`;
  try {
    await doing(card.key, send({ method, path: `/tickets/${card.key}${path}`, body, about: card.key, name }), said);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const now = getCard(card.id)?.peek();
    // What others have changed meanwhile stays; only what was shown too early goes back.
    const early = Object.keys(shown) as (keyof Card)[];
    if (now) put({ ...now, ...Object.fromEntries(early.map((name) => [name, before[name]])) });
    fault(error);
  }
}

/** A person's reason; undefined: they think better of it. */
export function askReason(title: string): Promise<string | undefined> {
  return new Promise((resolve) => show(() => <ReasonDialog title={title} answer={resolve} />));
}

function ReasonDialog({ title, answer }: { title: string; answer: (reason: string | undefined) => void }) {
  const [reason, setReason] = useState('');
  const finish = (given: string | undefined) => {
    hide();
    answer(given);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() !== '') finish(reason.trim());
  };
  return (
    <Dialog title={title} onClose={() => finish(undefined)}>
      <form onSubmit={submit} onKeyDown={(event) => isSending(event) && submit(event)}>
        <textarea
          aria-label={texts.board.reason}
          rows={3}
          required
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <div class="buttons">
          <button type="submit" class="primary">
            {texts.board.move}
          </button>
          <button type="button" onClick={() => finish(undefined)}>
            {texts.common.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
