import { useState } from 'preact/hooks';
import { may } from '../api/session.ts';
import { findCard } from '../data/cards.ts';
import { ticketPath } from '../data/route.ts';
import { Person } from '../parts/person.tsx';
import { texts } from '../texts/texts.ts';
import type { Links, Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { useDraft } from './text/drafts.ts';
import { act } from './write.ts';

const { ticket: said, common } = texts;

/** The tickets that this one is made of, how far they are, and a line to add one. */
export function Children({ store, ticket, links }: { store: TicketStore; ticket: Ticket; links: Links }) {
  const { children } = links;
  const { progress } = ticket;
  return (
    <section class="children" aria-labelledby="children">
      <div class="titled">
        <h2 id="children">{said.children}</h2>
        {progress && (
          <>
            <progress value={progress.done} max={progress.total} aria-labelledby="children" />
            <span class="faint">{said.childrenDone(progress.done, progress.total)}</span>
          </>
        )}
      </div>
      {children.length > 0 && (
        <ul>
          {children.map((child) => (
            <Child key={child.key} child={child} />
          ))}
        </ul>
      )}
      {may('write') && <NewChild {...{ store, ticket }} />}
    </section>
  );
}

function Child({ child }: { child: Links['children'][number] }) {
  const card = findCard(child.key)?.value;
  const status = card?.status ?? child.status;
  return (
    <li>
      <a href={ticketPath(child.key)} class={card?.category === 'done' ? 'closed' : ''}>
        {child.key} {child.title}
      </a>{' '}
      <span class="label">{status.replaceAll('_', ' ')}</span>
      <span class="people">
        {card?.assignees?.map((name) => (
          <Person key={name} name={name} />
        ))}
      </span>
    </li>
  );
}

function NewChild({ store, ticket: { id, key } }: { store: TicketStore; ticket: Ticket }) {
  const { text: title, type } = useDraft(id, 'child');
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    if (title.trim() === '' || isBusy) return;
    setBusy(true);
    const body = { title: title.trim(), parent: key };
    const answer = await act<{ key: string }>(store, { path: '//tickets', body, said: said.childMade(title.trim()) });
    setBusy(false);
    if (answer) type('');
  };
  return (
    <form
      class="new-child"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <input
        class="child-title"
        aria-label={said.newChild}
        placeholder={said.newChild}
        maxLength={200}
        value={title}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
      <button type="submit" disabled={title.trim() === '' || isBusy}>
        {common.create}
      </button>
    </form>
  );
}
