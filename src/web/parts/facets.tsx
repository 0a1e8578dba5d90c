import { useComputed } from '@preact/signals';
import { focusCurrent, step } from '../board/selection.ts';
import { allCards } from '../data/cards.ts';
import {
  clearFilter,
  type FacetName,
  facets,
  isFiltered,
  markNames,
  query,
  queryFault,
  setQuery,
  toggleFacet,
} from '../data/filter.ts';
import { tables } from '../data/tables.ts';
import { texts } from '../texts/texts.ts';
import { choose, matching } from './choose.tsx';

const { board } = texts;

/** The values that a facet can have, as the cards have them. */
function valuesOf(name: FacetName): readonly { id: string; title: string }[] {
  const plain = (values: Iterable<string>) => [...values].map((id) => ({ id, title: id }));
  if (name === 'type') return plain(tables.peek().types.map((type) => type.name));
  if (name === 'priority') return plain(tables.peek().priorities);
  if (name === 'mark') return markNames.map((id) => ({ id, title: board.marks[id] ?? id }));
  const found = new Set<string>();
  for (const card of allCards()) {
    const { labels, assignees } = card.peek();
    for (const value of (name === 'label' ? labels : assignees) ?? []) found.add(value);
  }
  return plain([...found].sort((a, b) => a.localeCompare(b)));
}

/** Enter leads to what was found, Escape back to where one was. */
function leave({ key, currentTarget, isComposing }: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if ((key !== 'Enter' && key !== 'Escape') || isComposing) return;
  const isThere = focusCurrent();
  if (isThere) return;
  currentTarget.blur();
  if (key === 'Enter') step(1);
}

export function Filter() {
  const names = Object.keys(board.facets) as FacetName[];
  return (
    <search class="filter">
      <input
        id="filter"
        type="search"
        aria-label={board.filter}
        placeholder={board.filter}
        value={query.value}
        aria-invalid={queryFault.value !== ''}
        aria-describedby={queryFault.value ? 'query-fault' : undefined}
        onInput={({ currentTarget }) => setQuery(currentTarget.value)}
        onKeyDown={leave}
      />
      {names.map((name) => (
        <Facet key={name} name={name} />
      ))}
      {isFiltered.value && (
        <button type="button" onClick={clearFilter}>
          {board.clear}
        </button>
      )}
      {queryFault.value && (
        <p id="query-fault" class="fault" role="alert">
          {queryFault.value}
        </p>
      )}
    </search>
  );
}

function Facet({ name }: { name: FacetName }) {
  const chosen = useComputed(() => facets.value[name]).value;
  const title = board.facets[name];
  return (
    <button
      type="button"
      class={chosen.length > 0 ? 'facet on' : 'facet'}
      aria-haspopup="dialog"
      onClick={() =>
        choose({
          ...{ title, several: true },
          list: (text) =>
            matching(
              valuesOf(name).map((value) => ({ ...value, isChosen: facets.value[name].includes(value.id) })),
              text,
            ),
          choose: (value) => toggleFacet(name, value),
        })
      }
    >
      {title}
      {chosen.length > 0 && <span class="values">: {chosen.join(', ')}</span>}
    </button>
  );
}
