import { memo } from 'preact/compat';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Card } from '../data/card.ts';
import { getCard } from '../data/cards.ts';
import { go, ticketPath } from '../data/route.ts';
import { Person } from '../parts/person.tsx';
import { texts } from '../texts/texts.ts';
import { dragCard } from './drag.ts';
import { listMarks, Marks } from './marks.tsx';
import { openMenu } from './menu.tsx';
import { current, isChosen, isCurrent, isTabStop } from './selection.ts';

const { board } = texts;

/** One card: drawn anew only when its own ticket changes. */
export const CardView = memo(function CardView({ id, at, size }: { id: string; at: number; size: number }) {
  const card = getCard(id)?.value;
  const element = useRef<HTMLDivElement>(null);
  const isMeant = useMemo(() => isCurrent(id), [id]).value;
  const isStop = useMemo(() => isTabStop(id, at), [id, at]).value;
  const isOneOfSeveral = useMemo(() => isChosen(id), [id]).value;
  useEffect(() => (element.current ? dragCard(element.current, id) : undefined), [id]);
  useLayoutEffect(() => {
    // A quick hand is at another card by now.
    if (!isMeant || current.peek() !== id) return;
    if (!document.querySelector('dialog[open]')) element.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isMeant, id]);
  if (!card) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is among the keys of the whole page.
    <div
      ref={element}
      class={`card priority-${card.priority}`}
      role="option"
      data-key={card.key}
      data-id={id}
      aria-selected={isOneOfSeveral}
      aria-description={describe(card)}
      aria-setsize={size}
      aria-posinset={at + 1}
      tabIndex={isStop ? 0 : -1}
      onFocus={() => {
        current.value = id;
      }}
      onClick={() => go(ticketPath(card.key))}
    >
      <Face card={card} />
    </div>
  );
});

/** Named "KEY title, status" by its content; what else it shows is its description. */
const describe = (card: Card): string =>
  [
    card.type,
    card.priority,
    ...listMarks(card).map(({ text }) => text),
    ...(card.labels ?? []),
    ...(card.assignees ?? []),
  ].join(', ');

function Face({ card }: { card: Card }) {
  const { key, title, type, status, labels, assignees, priority, points } = card;
  return (
    <>
      <div class="line">
        <span class={`type type-${type}`} aria-hidden="true">
          {type}
        </span>
        <span class="key">{key}</span>
        <span class="status" aria-hidden="true">
          {status.replaceAll('_', ' ')}
        </span>
        {/* By a finger or the mouse: keys and screen readers have m, and the ticket's page has all of it. */}
        <span
          class="more"
          aria-hidden="true"
          title={board.actions(key)}
          onClick={(event) => {
            event.stopPropagation();
            openMenu(card);
          }}
        >
          ⋯
        </span>
      </div>
      <div class="title">
        {title}
        <span class="comma">,</span>
        <span class="sr">{status.replaceAll('_', ' ')}</span>
      </div>
      <div class="line foot" aria-hidden="true">
        {priority !== 'none' && <span class={`priority ${priority}`}>{priority}</span>}
        {points !== undefined && (
          <span class="points" title={board.points(points)}>
            {points}
          </span>
        )}
        <Marks card={card} />
        {labels?.map((label) => (
          <span key={label} class="label">
            {label}
          </span>
        ))}
        <span class="people">
          {assignees?.map((name) => (
            <Person key={name} name={name} />
          ))}
        </span>
      </div>
    </>
  );
}
