// biome-ignore-all lint/a11y/useSemanticElements: virtua puts its own elements between the body and its rows, which a <table> does not allow.
import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { chosen, current, isCurrent, toggleChosen } from '../board/selection.ts';
import type { Card } from '../data/card.ts';
import { getCard } from '../data/cards.ts';
import { go, ticketPath } from '../data/route.ts';
import { Person } from '../parts/person.tsx';
import { printAge } from '../parts/times.tsx';
import { pages } from '../texts/pages.ts';

const { list } = pages;

interface Given {
  id: string;
  /** From one, the head of the table being the first. */
  at: number;
  isFirst: boolean;
}

/** One ticket: drawn anew only when it changes. */
export const RowView = memo(function RowView({ id, at, isFirst }: Given) {
  const card = getCard(id)?.value;
  const element = useRef<HTMLDivElement>(null);
  const isMeant = useMemo(() => isCurrent(id), [id]).value;
  useEffect(() => {
    // Keys may be faster than what is drawn: the focus of a row that was passed by would lead back to it.
    if (!isMeant || current.peek() !== id || document.querySelector('dialog[open]')) return;
    // Whoever is typing or ticking is where they want to be.
    if (!element.current?.contains(document.activeElement)) element.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView({ block: 'nearest' });
  }, [isMeant]);
  if (!card) return null;
  const { key } = card;
  const isChosen = chosen.value.has(id);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is among the keys of the whole page.
    <div
      class={`row ${isChosen ? 'chosen' : ''}`}
      role="row"
      ref={element}
      data-key={key}
      aria-rowindex={at}
      tabIndex={isMeant || (isFirst && current.value === undefined) ? 0 : -1}
      onFocus={() => {
        current.value = id;
      }}
      onClick={(event) => {
        if (!(event.target as Element).closest('input, a, label')) go(ticketPath(key));
      }}
    >
      <div role="cell" class="tick">
        <input type="checkbox" aria-label={list.select(key)} checked={isChosen} onChange={() => toggleChosen(id)} />
      </div>
      <Cells card={card} />
    </div>
  );
});

function Cells({ card }: { card: Card }) {
  const { key, title, type, status, priority, assignees = [], labels = [], points, due, updated } = card;
  return (
    <>
      <div role="cell" class="key">
        {key}
      </div>
      <div role="cell" class="title">
        <a href={ticketPath(key)}>{title}</a>
      </div>
      <div role="cell" class={`type type-${type}`}>
        {type}
      </div>
      <div role="cell" class="status">
        {status.replaceAll('_', ' ')}
      </div>
      <div role="cell">{priority !== 'none' && <span class={`priority ${priority}`}>{priority}</span>}</div>
      <div role="cell" class="who">
        {assignees.map((name) => (
          <Person key={name} name={name} />
        ))}
      </div>
      <div role="cell" class="labels">
        {labels.map((label) => (
          <span key={label} class="label">
            {label}
          </span>
        ))}
      </div>
      <div role="cell" class="number">
        {points}
      </div>
      <div role="cell" class="due">
        {due}
      </div>
      <div role="cell" class="number" title={new Date(updated).toLocaleString()}>
        {printAge(updated)}
      </div>
    </>
  );
}
