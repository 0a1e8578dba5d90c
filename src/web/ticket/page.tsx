import { useEffect, useMemo } from 'preact/hooks';
import { keyInPath, replace, ticketPath } from '../data/route.ts';
import { adopt } from '../parts/adopt.ts';
import { announce } from '../parts/announce.ts';
import { pageTitle } from '../shell/unread.ts';
import { texts } from '../texts/texts.ts';
import { Children } from './children.tsx';
import { registerTicketCommands } from './commands.ts';
import { Conflicts } from './conflicts.tsx';
import { Details } from './details.tsx';
import { LinkList } from './links.tsx';
import { Parents } from './parents.tsx';
import { ReviewPanel } from './review.tsx';
import { follow, type Loaded, openTicket, type TicketStore } from './state.ts';
import style from './style.css' with { type: 'text' };
import { Description } from './text/description.tsx';
import { editing, resumeEdit } from './text/editing.ts';
import { Title } from './text/title.tsx';
import { Timeline } from './timeline/view.tsx';
import { Tools } from './tools.tsx';
import { useClock } from './when.tsx';

const { ticket: said, common } = texts;

adopt(style);

export default function Page() {
  const store = useMemo(() => openTicket(keyInPath.peek()), []);
  useEffect(() => follow(store), []);
  useEffect(() => registerTicketCommands(store), []);
  useEffect(
    () => () => {
      editing.value = undefined;
      pageTitle.value = '';
    },
    [],
  );
  const { loaded, missing } = store;
  if (missing.value !== '') return <Missing why={missing.value} name={store.key} />;
  if (!loaded.value) return <p class="loading">{common.loading}</p>;
  return <Whole store={store} now={loaded.value} />;
}

function Whole({ store, now }: { store: TicketStore; now: Loaded }) {
  const { ticket, links, review, conflicts } = now;
  useClock();
  useEffect(() => resumeEdit(ticket.id), [ticket.id]);
  useEffect(() => {
    pageTitle.value = `${ticket.key} ${ticket.title}`;
    // Asked for by a former key, or by another way to write it.
    if (ticket.key !== keyInPath.peek()) replace(ticketPath(ticket.key));
  }, [ticket.key, ticket.title]);
  useEffect(() => announce(`${ticket.key} ${ticket.title}`), [ticket.id]);
  return (
    <article class="ticket-page">
      <div class="ticket-head">
        <Parents ticket={ticket} />
        <Title key={ticket.id} {...{ store, ticket }} />
        {ticket.archived && <p class="note">{said.archived}</p>}
        <Tools {...{ store, ticket }} />
        <Conflicts {...{ store, ticket, conflicts }} />
      </div>
      <Details {...{ store, ticket }} />
      <div class="ticket-texts">
        <Description {...{ store, ticket }} />
        <Children {...{ store, ticket, links }} />
      </div>
      <div class="ticket-beside">
        <LinkList {...{ store, ticket, links }} />
        <ReviewPanel {...{ store, ticket, review }} />
      </div>
      <Timeline {...{ store, ticket }} />
    </article>
  );
}

const Missing = ({ name, why }: { name: string; why: string }) => (
  <div class="missing">
    <h1>{said.noTicket(name)}</h1>
    <p>{why.includes(name) ? said.noTicketHint : why}</p>
    <p>
      <a class="button" href="/">
        {common.toBoard}
      </a>
    </p>
  </div>
);
