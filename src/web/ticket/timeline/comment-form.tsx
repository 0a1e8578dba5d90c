import { useState } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { dropDraft, findDraft, keepDraft } from '../drafts.ts';
import { MarkdownBox } from '../editor.tsx';
import type { TicketStore } from '../state.ts';
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
  const [draft] = useState(() => findDraft(ticket, field));
  const [text, setText] = useState(draft?.text ?? '');
  const [isBusy, setBusy] = useState(false);
  const type = (typed: string) => {
    setText(typed);
    if (typed === '') dropDraft(ticket, field);
    else keepDraft(ticket, field, { text: typed, base: '' });
  };
  const send = async () => {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    const answer = await act(store, {
      path: '/comments',
      body: { message: text, ...(answered && { reply_to: answered.event }) },
      said: said.commented(store.key),
    });
    setBusy(false);
    if (!answer) return;
    dropDraft(ticket, field);
    setText('');
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
      {draft && text !== '' && (
        <p class="note" role="status">
          {said.restored}
        </p>
      )}
      <MarkdownBox
        {...{ id: field, label: answered ? said.replyTo(answered.actor) : said.comment, text, onText: type }}
        rows={answered ? 3 : 4}
        onSend={() => void send()}
        onLeave={answered && text === '' ? onDone : undefined}
        isFocused={answered !== undefined && draft === undefined}
      />
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy || text.trim() === ''}>
          {said.send}
        </button>
        {answered && (
          <button
            type="button"
            onClick={() => {
              type('');
              onDone?.();
            }}
          >
            {common.cancel}
          </button>
        )}
        <span class="hint">{said.commentHint}</span>
      </div>
    </form>
  );
}
