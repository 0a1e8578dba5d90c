import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { hearChanges } from '../data/cards.ts';
import { hear } from '../live/live.ts';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';

/** What a page has read, which is read again when something changes. */
export interface Loaded<T> {
  /** Undefined: not there yet. What was read before stays while it is read again, and where that fails. */
  value: T | undefined;
  /** Why it could not be read; empty: it could. */
  fault: string;
  again(): void;
}

const restMs = 1_000;

/** Reads what a page shows, at once and after what anybody changes; `load` is the same as long as it reads the same. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [fault, setFault] = useState('');
  const turn = useRef(0);
  const again = useCallback(() => {
    turn.current += 1;
    const own = turn.current;
    load().then(
      (read) => {
        if (turn.current !== own) return;
        setValue(() => read);
        setFault('');
      },
      (error: unknown) => turn.current === own && setFault((error as Error).message),
    );
  }, [load]);
  useEffect(() => {
    again();
    const stop = onChanges(again);
    return () => {
      turn.current += 1;
      stop();
    };
  }, [again]);
  return { value, fault, again };
}

/** Calls once for changes that come one upon the other, and not while nobody looks: what is shown may count as seen. */
function onChanges(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;
  const run = () => {
    isDue = document.hidden;
    if (!isDue) work();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(run, restMs);
  };
  const look = () => isDue && run();
  const stops = [hearChanges(wait), hear(({ event }) => event === 'leases' && wait())];
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    document.removeEventListener('visibilitychange', look);
  };
}

/** That it is being read, or could not be; nothing where it is there. */
export function Waiting({ loaded }: { loaded: Loaded<unknown> }) {
  const { value, fault, again } = loaded;
  if (fault !== '')
    return (
      <p class="fault failed" role="alert">
        {pages.failed} {fault}{' '}
        <button type="button" onClick={again}>
          {texts.common.retry}
        </button>
      </p>
    );
  return value === undefined ? <p class="loading">{texts.common.loading}</p> : null;
}
