import { useState } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import type { TicketStore } from '../state.ts';
import { useDraft } from '../text/drafts.ts';
import { MarkdownBox } from '../text/editor.tsx';
import { act } from '../write.ts';

const { ticket: said, common } = texts;

interface Given {
  store: TicketStore;
  ticket: string;
  /** The note that is answered, by its short id and its author. */
  answered?: { event: string; actor: string };
  onDone?: () => void;
}

/** What somebody says of the ticket, or of what was said. */
export function CommentForm({ store, ticket, answered, onDone }: Given) {
  const field = answered ? `reply.${answered.event}` : 'comment';
  const { text, type, isRestored } = useDraft(ticket, field);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    const body = { message: text, ...(answered && { reply_to: answered.event }) };
    const answer = await act(store, { path: '/comments', body, said: said.commented(store.key) });
    setBusy(false);
    if (!answer) return;
    type('');
    onDone?.();
  };
  const cancel = () => {
    type('');
    onDone?.();
  };
  return (
    <form
      class="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {isRestored && (
        <p class="note" role="status">
          {said.restored}
        </p>
      )}
      <MarkdownBox
        {...{ id: field, label: answered ? said.replyTo(answered.actor) : said.comment, text, onText: type }}
        rows={answered ? 3 : 4}
        onSend={() => void send()}
        onLeave={answered && text === '' ? onDone : undefined}
        isFocused={answered !== undefined && !isRestored}
      />
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy || text.trim() === ''}>
          {said.send}
        </button>
        {answered && (
          <button type="button" onClick={cancel}>
            {common.cancel}
          </button>
        )}
        <span class="hint">{said.commentHint}</span>
      </div>
    </form>
  );
}
