import '../style/pages.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { request } from '../api/request.ts';
import { may } from '../api/session.ts';
import { hearChanges } from '../data/cards.ts';
import { ticketPath } from '../data/route.ts';
import { didIt, undoEvent } from '../data/undo.ts';
import { Waiting } from '../parts/loaded.tsx';
import { Person } from '../parts/person.tsx';
import { fault as tell, toast } from '../parts/toasts.tsx';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';
import { describe, type Entry, type HistoryPage, isUndoable } from './describe.ts';

const { history } = pages;
const pageSize = 50;
const restMs = 1_000;

export default function Page() {
  const { entries, cursor, fault, more, fresh } = useHistory();
  if (!entries) return <Waiting loaded={{ value: entries, fault, again: fresh }} />;
  if (entries.length === 0)
    return (
      <div class="empty">
        <p>{history.empty}</p>
        <p class="hint">{history.emptyHint}</p>
      </div>
    );
  const days = Map.groupBy(entries, ({ time }) => new Date(time).toLocaleDateString(undefined, { dateStyle: 'full' }));
  return (
    <div class="page">
      {[...days].map(([day, some]) => (
        <section key={day}>
          <h2>{day}</h2>
          <ol class="events">
            {some.map((entry) => (
              <One key={entry.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {fault !== '' && <Waiting loaded={{ value: entries, fault, again: more }} />}
      {cursor !== undefined && fault === '' && (
        <button type="button" class="more" onClick={more}>
          {history.more}
        </button>
      )}
    </div>
  );
}

/** Pages of events, the newest first; what comes while one looks is put before them. */
function useHistory() {
  const [entries, setEntries] = useState<readonly Entry[]>();
  const [cursor, setCursor] = useState<string>();
  const [fault, setFault] = useState('');
  const isThere = useRef(true);
  const read = async (from: string | undefined): Promise<HistoryPage> => {
    const query = { limit: String(pageSize), cursor: from };
    return (await request<HistoryPage>('GET', '/history', { query })).body;
  };
  const run = (from: string | undefined, take: (page: HistoryPage) => void) => {
    read(from).then(
      (page) => {
        if (!isThere.current) return;
        setFault('');
        take(page);
      },
      (error: unknown) => isThere.current && setFault((error as Error).message),
    );
  };
  const fresh = () =>
    run(undefined, (page) => {
      setEntries((before) => merge(page.entries, before ?? []));
      // Pages that were read already stay where they are.
      setCursor((before) => before ?? page.cursor);
    });
  const more = () =>
    run(cursor, (page) => {
      setEntries((before) => merge(before ?? [], page.entries));
      setCursor(page.cursor);
    });
  useEffect(() => {
    isThere.current = true;
    fresh();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = hearChanges(() => {
      clearTimeout(timer);
      timer = setTimeout(fresh, restMs);
    });
    return () => {
      isThere.current = false;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return { entries, cursor, fault, more, fresh };
}

/** Each once. */
const merge = (first: readonly Entry[], rest: readonly Entry[]): readonly Entry[] => {
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...rest.filter(({ id }) => !known.has(id))];
};

function One({ entry }: { entry: Entry }) {
  const [isBusy, setIsBusy] = useState(false);
  const { actor, ticket, time } = entry;
  const { verb, changes, said } = describe(entry);
  const undo = async () => {
    setIsBusy(true);
    try {
      const { events, left } = await undoEvent(ticket ?? '', entry.id);
      if (events.length > 0) didIt(ticket ?? '', events, history.undone(ticket ?? ''));
      else toast(left.join(' ') || history.nothing, { kind: 'fault' });
    } catch (error) {
      tell(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <li>
      <Person name={actor} />
      <div class="what">
        <span class="name">{actor}</span> {verb}{' '}
        {ticket && (
          <a class="key" href={ticketPath(ticket)}>
            {ticket}
          </a>
        )}{' '}
        {changes.map((change) => (
          <span key={change} class="change">
            {change}
          </span>
        ))}
        {said && <p class="said">{said.length > mostSaid ? `${said.slice(0, mostSaid)}…` : said}</p>}
      </div>
      <time class="faint" dateTime={time} title={new Date(time).toLocaleString()}>
        {new Date(time).toLocaleTimeString(undefined, { timeStyle: 'short' })}
      </time>
      {isUndoable(entry) && may('write') && (
        <button
          type="button"
          class="quiet"
          disabled={isBusy}
          aria-label={`${history.undoOf(ticket ?? '')}: ${verb} ${changes.join(', ')}`}
          onClick={() => void undo()}
        >
          {texts.common.undo}
        </button>
      )}
    </li>
  );
}

const mostSaid = 300;
