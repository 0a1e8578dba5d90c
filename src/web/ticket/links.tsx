import type { ComponentChildren } from 'preact';
import { may } from '../api/session.ts';
import { allCards } from '../data/cards.ts';
import { ticketPath } from '../data/route.ts';
import { tables } from '../data/tables.ts';
import { type Choice, choose, matching } from '../parts/choose.tsx';
import { texts } from '../texts/texts.ts';
import type { Links, Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { act } from './write.ts';

const { ticket: said } = texts;

export function LinkList({ store, ticket, links }: { store: TicketStore; ticket: Ticket; links: Links }) {
  const kinds = Object.entries(Object.groupBy(links.links, ({ type }) => type));
  const { commits, urls } = links;
  const isEmpty = kinds.length === 0 && commits.length === 0 && urls.length === 0;
  return (
    <section class="links" aria-labelledby="links">
      <div class="titled">
        <h2 id="links">{said.links}</h2>
        {may('write') && (
          <button type="button" class="quiet" onClick={() => addLink(store, ticket)}>
            {said.addLink}
          </button>
        )}
      </div>
      {isEmpty && <p class="faint">{said.noLinks}</p>}
      {kinds.map(([type, some = []]) => (
        <Kind key={type} name={said.linkTypes[type] ?? type.replaceAll('_', ' ')}>
          {some.map((link) => (
            <One key={link.event} {...{ store, event: link.event, what: link.key }}>
              <a href={ticketPath(link.key)} class={link.done ? 'closed' : ''}>
                {link.key} {link.title}
              </a>{' '}
              <span class="label">{link.status.replaceAll('_', ' ')}</span>
              {link.suspended && <span class="mark bad">{said.suspended}</span>}
            </One>
          ))}
        </Kind>
      ))}
      {commits.length > 0 && (
        <Kind name={said.linkTypes.commits ?? ''}>
          {commits.map(({ hash, subject = '', event }) => (
            <One key={event} {...{ store, event, what: hash.slice(0, 10) }}>
              <code>{hash.slice(0, 10)}</code> {subject}
            </One>
          ))}
        </Kind>
      )}
      {urls.length > 0 && (
        <Kind name={said.linkTypes.urls ?? ''}>
          {urls.map(({ url, event }) => (
            <One key={event} {...{ store, event, what: url }}>
              {/^https?:\/\//i.test(url) ? (
                <a href={url} target="_blank" rel="noopener noreferrer nofollow">
                  {url}
                </a>
              ) : (
                url
              )}
            </One>
          ))}
        </Kind>
      )}
    </section>
  );
}

const Kind = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <>
    <h3>{name}</h3>
    <ul>{children}</ul>
  </>
);

interface OneGiven {
  store: TicketStore;
  event: string;
  what: string;
  children: ComponentChildren;
}

const One = ({ store, event, what, children }: OneGiven) => (
  <li>
    <span>{children}</span>
    {may('write') && (
      <button
        type="button"
        class="quiet"
        aria-label={said.removeLink(what)}
        onClick={() => void act(store, { method: 'DELETE', path: `/links/${event}`, said: said.unlinked(store.key) })}
      >
        ×
      </button>
    )}
  </li>
);

const webPage = 'url';

/** First how, then to what. */
function addLink(store: TicketStore, ticket: Ticket): void {
  const types = tables.value.link_types.filter((type) => type !== 'parent' && type !== 'child');
  const choices: Choice[] = [
    ...types.map((type) => ({ id: type, title: said.linkTypes[type] ?? type.replaceAll('_', ' ') })),
    { id: webPage, title: said.linkUrl },
  ];
  choose({
    title: `${ticket.key}: ${said.linkHow}`,
    list: (text) => matching(choices, text),
    // The list that is open closes before the next one opens.
    choose: (type) => queueMicrotask(() => (type === webPage ? chooseUrl(store) : chooseTarget(store, ticket, type))),
  });
}

const link = (store: TicketStore, body: object): void =>
  void act(store, { path: '/links', body, said: said.linked(store.key) });

function chooseUrl(store: TicketStore): void {
  choose({
    title: said.linkUrlHint,
    list: (text) => (/^https?:\/\/\S+$/i.test(text.trim()) ? [{ id: text.trim(), title: text.trim() }] : []),
    choose: (url) => link(store, { url }),
  });
}

const mostTargets = 30;

function chooseTarget(store: TicketStore, ticket: Ticket, type: string): void {
  choose({
    title: said.linkWhat,
    list: (text) => ticketsLike(text, ticket.key),
    choose: (target) => link(store, { type, target }),
  });
}

/** Tickets whose key or title have all words of a text; a key that is no card's counts as well. */
function ticketsLike(text: string, except: string): Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Choice[] = [];
  for (const card of allCards()) {
    const { key, title, status } = card.peek();
    if (key === except || !words.every((word) => `${key} ${title}`.toLowerCase().includes(word))) continue;
    found.push({ id: key, title: `${key} ${title}`, aside: status.replaceAll('_', ' ') });
    if (found.length === mostTargets) break;
  }
  const typed = text.trim().toUpperCase();
  const isKey = /^[A-Z][A-Z0-9]+-\d+$/.test(typed) && !found.some(({ id }) => id === typed);
  return isKey ? [{ id: typed, title: typed }, ...found] : found;
}
