import { useMemo, useState } from 'preact/hooks';
import { may } from '../../api/session.ts';
import { Markdown } from '../../markdown/markdown.tsx';
import { fault } from '../../parts/toasts.tsx';
import { texts } from '../../texts/texts.ts';
import { Name } from '../details.tsx';
import { EvidenceList } from '../evidence.tsx';
import type { Ticket } from '../shapes.ts';
import type { TicketStore } from '../state.ts';
import { findDraft } from '../text/drafts.ts';
import { meaningsOf } from '../text/meanings.ts';
import { When } from '../when.tsx';
import { act } from '../write.ts';
import { buildTimeline, type Item } from './build.ts';
import { CommentForm } from './comment-form.tsx';
import { describeEntry } from './said.ts';

const { ticket: said, board } = texts;

/** All that was said and done, the newest last, and the box to say more. */
export function Timeline({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const entries = store.entries.value;
  const items = useMemo(() => buildTimeline(entries), [entries]);
  const { left } = store.older.value;
  return (
    <section class="timeline" aria-labelledby="timeline">
      <h2 id="timeline">{said.history}</h2>
      {left > 0 && (
        <button type="button" onClick={() => void store.readOlder().catch(fault)}>
          {said.olderEvents(left)}
        </button>
      )}
      <ol>
        {items.map((item) => (
          <ItemView key={item.entry.id} {...{ store, ticket, item }} />
        ))}
      </ol>
      {may('comment') && <CommentForm {...{ store, ticket: ticket.id }} />}
    </section>
  );
}

interface ItemGiven {
  store: TicketStore;
  ticket: Ticket;
  item: Item;
  isReply?: boolean;
}

function ItemView({ store, ticket, item, isReply = false }: ItemGiven) {
  const { entry, said: text, isUndone, replies } = item;
  const [isAnswering, setAnswering] = useState(() => findDraft(ticket.id, `reply.${entry.event}`) !== undefined);
  const isNote = (text !== '' || entry.kind === 'submit') && !isUndone;
  return (
    <li class={`${isNote ? 'noted' : 'done'} ${isUndone ? 'undone' : ''}`} data-event={entry.event}>
      <div class="line">
        <Name name={entry.actor} />
        <span class="what">{describeEntry(entry)}</span>
        {isUndone && <span class="label">{said.undone}</span>}
        <When time={entry.time} />
        <UndoButton {...{ store, item }} />
      </div>
      {isNote && <Body {...{ ticket, item }} />}
      {replies.length > 0 && (
        <ol class="replies">
          {replies.map((reply) => (
            <ItemView key={reply.entry.id} {...{ store, ticket, item: reply }} isReply />
          ))}
        </ol>
      )}
      {isNote && !isReply && may('comment') && !isAnswering && (
        <button
          type="button"
          class="quiet reply"
          aria-label={said.replyTo(entry.actor)}
          onClick={() => setAnswering(true)}
        >
          {said.reply}
        </button>
      )}
      {isAnswering && (
        <CommentForm
          {...{ store, ticket: ticket.id, answered: { event: entry.event, actor: entry.actor } }}
          onDone={() => setAnswering(false)}
        />
      )}
    </li>
  );
}

/** Notes begin below the heading of the timeline. */
const noteLevel = 3;

function Body({ ticket, item: { entry, said: text } }: { ticket: Ticket; item: Item }) {
  const mentions = ticket.notes.find(({ event }) => event === entry.id)?.mentions;
  const meanings = useMemo(() => meaningsOf(mentions), [JSON.stringify(mentions)]);
  const { evidence } = entry.payload;
  return (
    <div class="body">
      {text !== '' && <Markdown {...{ text, meanings }} level={noteLevel} scope={`${entry.event}-`} />}
      {evidence && evidence.length > 0 && <EvidenceList evidence={evidence} />}
    </div>
  );
}

/** What made the ticket is taken back by its archive, and commits by git. */
const fixed = new Set(['create', 'commit', 'project', 'drop']);

function UndoButton({ store, item: { entry, isUndone } }: { store: TicketStore; item: Item }) {
  if (isUndone || fixed.has(entry.kind) || !may('write')) return null;
  return (
    <button
      type="button"
      class="quiet undo"
      aria-label={said.undo(describeEntry(entry))}
      onClick={() => void act(store, { path: '//undo', body: { event: entry.id }, said: board.undone(store.key) })}
    >
      {texts.common.undo}
    </button>
  );
}
