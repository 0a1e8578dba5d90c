import { useEffect, useState } from 'preact/hooks';
import { request } from '../api/request.ts';
import { ticketPath } from '../data/route.ts';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';

const { create } = pages;

interface Found {
  key: string;
  title: string;
  status: string;
}

const waitMs = 300;
const fewestLetters = 4;
const most = 5;

/** Tickets that may be the same already, while a title is typed; each opens in place. */
export function Similar({ title, onLeave }: { title: string; onLeave: () => void }) {
  const [found, setFound] = useState<readonly Found[]>([]);
  // Words alone: in a title a colon is no qualifier.
  const words = title.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  useEffect(() => {
    const asking = new AbortController();
    if (words.length < fewestLetters) {
      setFound([]);
      return;
    }
    const timer = setTimeout(() => {
      request<{ tickets?: Found[] }>('GET', '/search', {
        query: { query: words, limit: String(most) },
        signal: asking.signal,
      }).then(
        ({ body }) => setFound(body.tickets?.slice(0, most) ?? []),
        () => {
          // What is not known hinders nobody; a server that is away says so in the header.
          if (!asking.signal.aborted) setFound([]);
        },
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [words]);
  if (found.length === 0) return null;
  return (
    <section class="similar" aria-label={create.similar}>
      <h3>{create.similar}</h3>
      {found.map((one) => (
        <One key={one.key} found={one} onLeave={onLeave} />
      ))}
    </section>
  );
}

const shownCharacters = 600;

function One({ found: { key, title, status }, onLeave }: { found: Found; onLeave: () => void }) {
  const [text, setText] = useState<string>();
  const load = () => {
    if (text !== undefined) return;
    request<{ description?: string }>('GET', `/tickets/${key}`, { query: { include_comments: 'false' } }).then(
      ({ body: { description = '' } }) => setText(description.trim() || create.noDescription),
      (error: unknown) => setText((error as Error).message),
    );
  };
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && load()}>
      <summary>
        <span class="key">{key}</span> {title} <span class="faint">{status.replaceAll('_', ' ')}</span>
      </summary>
      <p class="excerpt">{text === undefined ? texts.common.loading : text.slice(0, shownCharacters)}</p>
      <a href={ticketPath(key)} onClick={onLeave}>
        {create.openTicket(key)}
      </a>
    </details>
  );
}
