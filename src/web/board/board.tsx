import { useEffect } from 'preact/hooks';
import { isLoaded, loadCards } from '../data/cards.ts';
import { isFiltered } from '../data/filter.ts';
import { setParams } from '../data/route.ts';
import { tables } from '../data/tables.ts';
import { choose, matching } from '../parts/choose.tsx';
import { Filter } from '../parts/facets.tsx';
import { Later } from '../parts/later.tsx';
import { fault } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import { Cell, ColumnHead } from './column.tsx';
import { followDrags } from './drag.ts';
import { hidden, toggleHidden } from './folded.ts';
import { followSelection } from './selection.ts';
import {
  allColumns,
  areArchivedShown,
  boardType,
  columns,
  countOf,
  type Lanes,
  lanes,
  setBoardType,
  setLanes,
  shownLanes,
} from './view.ts';

const { board, common } = texts;

const welcome = () => import('./welcome.tsx');

export function Board() {
  useEffect(() => followSelection(), []);
  useEffect(() => followDrags(), []);
  if (!isLoaded.value) return <p class="loading">{common.loading}</p>;
  const all = columns.value;
  const count = all.reduce((sum, { id }) => sum + countOf(id), 0);
  return (
    <>
      <h1 class="sr">{common.nav.board}</h1>
      <div class="bar">
        <Filter />
        <Views />
      </div>
      {count === 0 &&
        (isFiltered.value || areArchivedShown.value ? (
          <p class="empty">{board.nothingFound}</p>
        ) : (
          <Later load={welcome} at="welcome" />
        ))}
      <div class={`board ${lanes.value === 'none' ? '' : 'laned'}`} style={{ '--columns': all.length }}>
        <div class="heads">
          {all.map((column) => (
            <ColumnHead key={column.id} column={column} />
          ))}
        </div>
        {shownLanes.value.map(({ id, title, key }) => (
          <section key={id} class="lane" aria-label={title || common.nav.board}>
            {lanes.value !== 'none' && <h3>{key ? <a href={`/t/${key}`}>{`${key} ${title}`}</a> : title}</h3>}
            <div class="cells">
              {all.map((column) => (
                <Cell key={column.id} column={column} lane={id} laneTitle={title} />
              ))}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}

function Views() {
  const isArchive = areArchivedShown.value;
  return (
    <div class="views">
      <label>
        <span class="sr">{board.columnsOf}</span>
        <select value={boardType.value?.name ?? ''} onChange={({ currentTarget }) => setBoardType(currentTarget.value)}>
          <option value="">{board.allTypes}</option>
          {tables.value.types.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="sr">{board.lanes}</span>
        <select value={lanes.value} onChange={({ currentTarget }) => setLanes(currentTarget.value as Lanes)}>
          {(Object.keys(board.laneNames) as Lanes[]).map((name) => (
            <option key={name} value={name}>
              {board.laneNames[name]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" aria-haspopup="dialog" class={hidden.value.size > 0 ? 'on' : ''} onClick={chooseColumns}>
        {board.columns}
      </button>
      <button
        type="button"
        aria-pressed={isArchive}
        onClick={() => {
          setParams({ archived: isArchive ? undefined : '1' });
          if (!isArchive) loadCards({ withArchived: true }).catch(fault);
        }}
      >
        {board.archived}
      </button>
    </div>
  );
}

function chooseColumns(): void {
  choose({
    ...{ title: board.columns, several: true },
    list: (text) =>
      matching(
        allColumns.value.map(({ id, title }) => ({ id, title, isChosen: !hidden.value.has(id) })),
        text,
      ),
    choose: toggleHidden,
  });
}
