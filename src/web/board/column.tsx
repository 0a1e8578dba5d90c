import { useComputed } from '@preact/signals';
import type { RefObject } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { texts } from '../texts/texts.ts';
import { CardView } from './card.tsx';
import { dropInto, spot, takes } from './drag.ts';
import { collapsed, toggleCollapsed } from './folded.ts';
import { current } from './selection.ts';
import { type Column, countOf, idsOf } from './view.ts';

/** Up to so many cards of a column stand whole in the document, where the browser's find and screen readers have them. */
const mostWhole = 200;

/** The heads of the columns, above all lanes. */
export function ColumnHead({ column }: { column: Column }) {
  const isFolded = collapsed.value.has(column.id);
  const { title, id } = column;
  return (
    <div class={`head ${isFolded ? 'folded' : ''} category-${id}`}>
      <h2 id={`column-${id}`}>
        {title} <span class="count">{countOf(id)}</span>
      </h2>
      <button
        type="button"
        class="quiet"
        aria-expanded={!isFolded}
        aria-label={isFolded ? texts.board.showColumn(title) : texts.board.hideColumn(title)}
        onClick={() => toggleCollapsed(id)}
      >
        {isFolded ? '▸' : '▾'}
      </button>
    </div>
  );
}

/** The cards of a column in one lane. */
export const Cell = memo(function Cell({ column, lane, laneTitle }: CellGiven) {
  const cell = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const isFolded = collapsed.value.has(column.id);
  useEffect(() => {
    const [outer, inner] = [cell.current, list.current];
    return outer && inner && !isFolded ? dropInto(outer, inner, lane, column.id) : undefined;
  }, [column.id, lane, isFolded]);
  const isOff = useComputed(() => !takes(column)).value;
  if (isFolded) return <div class="cell folded" ref={cell} />;
  return (
    <div class={`cell ${isOff ? 'off' : ''}`} ref={cell} data-column={column.id}>
      <div
        class="list"
        ref={list}
        role="listbox"
        aria-labelledby={`column-${column.id}`}
        aria-description={laneTitle || undefined}
        aria-multiselectable="true"
      >
        <Cards column={column.id} lane={lane} scroller={list} />
      </div>
    </div>
  );
});

interface CellGiven {
  column: Column;
  lane: string;
  laneTitle: string;
}

interface CardsGiven {
  column: string;
  lane: string;
  scroller: RefObject<HTMLDivElement | null>;
}

function Cards({ column, lane, scroller }: CardsGiven) {
  const ids = useComputed(() => idsOf(lane, column)).value;
  const before = useComputed(() => {
    const now = spot.value;
    return now?.lane === lane && now.column === column ? (now.before ?? 'end') : undefined;
  }).value;
  if (ids.length > mostWhole) return <ManyCards ids={ids} scroller={scroller} />;
  return (
    <>
      {ids.map((id, at) => (
        <div key={id} role="presentation" class={before === id ? 'slot marked' : 'slot'}>
          <CardView id={id} at={at} size={ids.length} />
        </div>
      ))}
      {before === 'end' && <div class="end marked" role="presentation" />}
    </>
  );
}

/** Of thousands of cards only those in sight are in the document. */
function ManyCards({ ids, scroller }: { ids: readonly string[]; scroller: RefObject<HTMLDivElement | null> }) {
  const handle = useRef<VirtualizerHandle>(null);
  const at = ids.indexOf(current.value ?? '');
  useEffect(() => {
    if (at >= 0) handle.current?.scrollToIndex(at, { align: 'nearest' });
  }, [at]);
  return (
    <Virtualizer ref={handle} scrollRef={scroller} data={ids} bufferSize={400} keepMounted={at >= 0 ? [at] : []}>
      {(id: string, index: number) => (
        <div key={id} role="presentation" class="slot">
          <CardView id={id} at={index} size={ids.length} />
        </div>
      )}
    </Virtualizer>
  );
}
