// biome-ignore-all lint/a11y/useFocusableInteractive: rows are stepped through by the page's keys, heads by their buttons.
// biome-ignore-all lint/a11y/useSemanticElements: virtua puts its own elements between the body and its rows, which a <table> does not allow.
import '../style/pages.ts';
import { useEffect, useRef } from 'preact/hooks';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { chosen, current, stepBy } from '../board/selection.ts';
import { isLoaded } from '../data/cards.ts';
import { isFiltered } from '../data/filter.ts';
import { run } from '../keys/run.ts';
import { Filter } from '../parts/facets.tsx';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';
import { welcome } from '../texts/welcome.ts';
import { BulkBar, severalByKey } from './bulk-bar.tsx';
import { RowView } from './row.tsx';
import {
  type ColumnName,
  columnNames,
  type GroupName,
  groupBy,
  grouping,
  groupNames,
  type Row,
  rows,
  shownIds,
  sortBy,
  sorting,
} from './view.ts';

const { list } = pages;

/** Up to so many rows stand whole in the document, where the browser's find and screen readers have them. */
const mostWhole = 200;

export default function Page() {
  useEffect(() => stepBy({ step, ofSeveral: severalByKey }), []);
  useEffect(
    () => () => {
      chosen.value = new Set();
    },
    [],
  );
  if (!isLoaded.value) return <p class="loading">{texts.common.loading}</p>;
  return (
    <div class="list-page">
      <div class="bar">
        <Filter />
        <div class="views">
          <span class="faint" role="status">
            {list.count(shownIds.value.length)}
          </span>
          <label>
            <span class="sr">{list.group}</span>
            <select value={grouping.value} onChange={({ currentTarget }) => groupBy(currentTarget.value as GroupName)}>
              {groupNames.map((name) => (
                <option key={name} value={name}>
                  {list.groups[name]}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      <BulkBar />
      {shownIds.value.length === 0 ? <Empty /> : <Table />}
    </div>
  );
}

const Empty = () =>
  isFiltered.value ? (
    <p class="empty">{list.nothing}</p>
  ) : (
    <p class="empty">
      {list.empty}{' '}
      <button type="button" class="primary" onClick={() => run('create')}>
        {welcome.create}
      </button>
    </p>
  );

/** One row up or down, over the heads of groups. */
function step(by: 1 | -1): void {
  const ids = shownIds.peek();
  const at = ids.indexOf(current.peek() ?? '');
  const next = ids[at < 0 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1)];
  if (next !== undefined) current.value = next;
}

function Table() {
  const scroller = useRef<HTMLDivElement>(null);
  const all = rows.value;
  return (
    <div class="table" role="table" aria-label={list.title} aria-rowcount={all.length + 1} ref={scroller}>
      <div role="rowgroup" class="heads">
        <Heads />
      </div>
      <div role="rowgroup" class="body">
        {all.length > mostWhole ? (
          <Many all={all} scroller={scroller} />
        ) : (
          all.map((row, at) => <One key={keyOf(row)} row={row} at={at} first={firstId(all)} />)
        )}
      </div>
    </div>
  );
}

const keyOf = (row: Row): string => ('card' in row ? row.card : `group ${row.group}`);
const firstId = (all: readonly Row[]): string | undefined => {
  const first = all.find((row) => 'card' in row);
  return first && 'card' in first ? first.card : undefined;
};

function One({ row, at, first }: { row: Row; at: number; first: string | undefined }) {
  if ('card' in row) return <RowView id={row.card} at={at + 2} isFirst={row.card === first} />;
  return (
    <div role="row" class="group" aria-rowindex={at + 2}>
      <div role="cell" aria-colspan={columnNames.length + 1}>
        {row.title} <span class="count">{row.count}</span>
      </div>
    </div>
  );
}

/** Of thousands of rows only those in sight are in the document. */
function Many({ all, scroller }: { all: readonly Row[]; scroller: { current: HTMLDivElement | null } }) {
  const handle = useRef<VirtualizerHandle>(null);
  const meant = current.value;
  const at = meant === undefined ? -1 : all.findIndex((row) => 'card' in row && row.card === meant);
  useEffect(() => {
    if (at >= 0) handle.current?.scrollToIndex(at, { align: 'nearest' });
  }, [at]);
  const first = firstId(all);
  return (
    <Virtualizer
      ref={handle}
      scrollRef={scroller}
      data={all}
      bufferSize={300}
      itemSize={36}
      startMargin={36}
      keepMounted={at >= 0 ? [at] : []}
    >
      {(row: Row, index: number) => <One key={keyOf(row)} row={row} at={index} first={first} />}
    </Virtualizer>
  );
}

function Heads() {
  const ids = shownIds.value;
  const areAll = ids.length > 0 && ids.every((id) => chosen.value.has(id));
  return (
    <div role="row" class="row" aria-rowindex={1}>
      <div role="columnheader" class="tick">
        <input
          type="checkbox"
          aria-label={list.selectAll}
          checked={areAll}
          onChange={() => {
            chosen.value = areAll ? new Set() : new Set(ids);
          }}
        />
      </div>
      {columnNames.map((name) => (
        <Head key={name} name={name} />
      ))}
    </div>
  );
}

function Head({ name }: { name: ColumnName }) {
  const { by, isDown } = sorting.value;
  const isBy = by === name;
  return (
    <div role="columnheader" data-column={name} aria-sort={isBy ? (isDown ? 'descending' : 'ascending') : 'none'}>
      <button type="button" class="quiet" onClick={() => sortBy(name)}>
        {list.columns[name]}
        <span aria-hidden="true">{isBy ? (isDown ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </div>
  );
}
