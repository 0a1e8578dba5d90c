import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { texts } from '../texts/texts.ts';

const { common } = texts;

/** What comes when it is opened: `at` says of what, another one is another page. */
export function Later({ load, at }: { load: () => Promise<{ default: ComponentType }>; at: string }) {
  const [Page, setPage] = useState<ComponentType>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      ({ default: loaded }) => setPage(() => loaded),
      () => setFailed(true),
    );
  }, [load]);
  // A newer server has other names for its files.
  if (failed)
    return (
      <p class="empty">
        <button type="button" onClick={() => location.reload()}>
          {common.retry}
        </button>
      </p>
    );
  return Page ? <Page key={at} /> : <p class="loading">{common.loading}</p>;
}
