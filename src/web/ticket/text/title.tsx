import { useEffect, useRef, useState } from 'preact/hooks';
import { may } from '../../api/session.ts';
import { visible } from '../../data/visible.ts';
import { texts } from '../../texts/texts.ts';
import type { Ticket } from '../shapes.ts';
import type { TicketStore } from '../state.ts';
import { actOnSeen } from '../write.ts';
import { dropDraft, findDraft, keepDraft } from './drafts.ts';

const { ticket: said, common } = texts;
const field = 'title';

/** The title, which becomes a box to type in where it stands. */
export function Title({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const [isOpen, setOpen] = useState(() => findDraft(ticket.id, field) !== undefined);
  const button = useRef<HTMLButtonElement>(null);
  if (isOpen)
    return (
      <TitleForm
        {...{ store, ticket }}
        onClose={() => {
          setOpen(false);
          setTimeout(() => button.current?.focus());
        }}
      />
    );
  return (
    <div class="titled">
      <h1>{visible(ticket.title)}</h1>
      {may('write') && (
        <button ref={button} type="button" class="quiet" aria-label={said.editTitle} onClick={() => setOpen(true)}>
          {said.edit}
        </button>
      )}
    </div>
  );
}

function TitleForm({ store, ticket, onClose }: { store: TicketStore; ticket: Ticket; onClose: () => void }) {
  const [{ base, text }, setDraft] = useState(
    () => findDraft(ticket.id, field) ?? { base: ticket.title, text: ticket.title },
  );
  const [isRestored] = useState(text !== base);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const isChanged = ticket.title !== base;
  const close = () => {
    dropDraft(ticket.id, field);
    onClose();
  };
  const save = async (over: string) => {
    const title = text.trim();
    if (title === '' || title === over) return close();
    const outcome = await actOnSeen(store, () =>
      store.loaded.peek()?.ticket.title === over
        ? { method: 'PATCH', path: '', body: { title }, said: said.titled(store.key) }
        : undefined,
    );
    if (outcome === 'done') close();
  };
  return (
    <form
      class="title-form"
      onSubmit={(event) => {
        event.preventDefault();
        // What they have seen of others' is what theirs takes the place of.
        void save(ticket.title);
      }}
    >
      <h1 class="sr">{ticket.title}</h1>
      <input
        ref={box}
        aria-label={said.title}
        maxLength={200}
        value={text}
        onInput={({ currentTarget }) => {
          const draft = { base, text: currentTarget.value };
          setDraft(draft);
          keepDraft(ticket.id, field, draft);
        }}
        onKeyDown={({ key }) => key === 'Escape' && close()}
      />
      <button type="submit" class="primary">
        {isChanged ? said.keepMine : common.save}
      </button>
      <button type="button" onClick={close}>
        {isChanged ? said.takeTheirs : common.cancel}
      </button>
      {isRestored && (
        <p class="note" role="status">
          {said.restored}
        </p>
      )}
      {isChanged && <TheirTitle ticket={ticket} />}
    </form>
  );
}

const TheirTitle = ({ ticket: { title, updated } }: { ticket: Ticket }) => (
  <p class="note warn" role="status">
    {said.theirs(updated.actor)}: {title}
  </p>
);
