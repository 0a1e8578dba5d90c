import { useState } from 'preact/hooks';
import { Markdown } from '../../markdown/markdown.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { toast } from '../../parts/toasts.tsx';
import { texts } from '../../texts/texts.ts';
import type { Ticket } from '../shapes.ts';
import type { TicketStore } from '../state.ts';
import { dropDraft, keepDraft } from './drafts.ts';
import { type Edit, editing, locate, saveEdit } from './editing.ts';

const { ticket: said, common } = texts;

/** A text that is being typed, with how it will look. */
export function MarkdownBox(given: {
  id: string;
  label: string;
  text: string;
  rows: number;
  onText: (text: string) => void;
  onSend: () => void;
  onLeave?: (() => void) | undefined;
  isFocused?: boolean;
}) {
  const { id, label, text, rows, onText, onSend, onLeave, isFocused = false } = given;
  const [isPreview, setPreview] = useState(false);
  return (
    <>
      <div class="tabs">
        <label for={id}>{label}</label>
        <button type="button" class="quiet" aria-pressed={!isPreview} onClick={() => setPreview(false)}>
          {said.write}
        </button>
        <button type="button" class="quiet" aria-pressed={isPreview} onClick={() => setPreview(true)}>
          {said.preview}
        </button>
      </div>
      <div hidden={isPreview}>
        <TextArea
          {...{ id, label, rows, value: text, hasFocus: isFocused }}
          isLabelled
          onInput={onText}
          onSubmit={onSend}
          onLeave={onLeave ?? (() => (document.activeElement as HTMLElement | null)?.blur())}
        />
      </div>
      {isPreview && (
        <div class="preview">
          {text.trim() === '' ? (
            <p class="faint">{said.nothingToSee}</p>
          ) : (
            <Markdown text={text} level={3} scope={`preview-${id}-`} />
          )}
        </div>
      )}
    </>
  );
}

const rowsFor = (text: string): number => Math.min(Math.max(text.split('\n').length + 2, 6), 28);

interface EditorGiven {
  store: TicketStore;
  ticket: Ticket;
  edit: Edit;
}

/** What is typed, and what may be done with it. What others write meanwhile never touches it. */
function useEdit({ store, ticket, edit }: EditorGiven) {
  const [text, setText] = useState(edit.text);
  const [isBusy, setBusy] = useState(false);
  const [isConflict, setConflict] = useState(false);
  const place = locate(ticket.description, edit);
  const isGone = place.kind === 'gone';
  const theirs = isGone ? '' : place.text;
  const close = () => {
    dropDraft(ticket.id, edit.field);
    editing.value = undefined;
  };
  const leave = () => {
    close();
    if (text !== edit.base) toast(said.discarded, { undo: () => reopen(ticket.id, edit, text) });
  };
  const type = (typed: string) => {
    setText(typed);
    keepDraft(ticket.id, edit.field, { text: typed, base: edit.base, heading: edit.heading });
  };
  const save = async (over: Edit) => {
    if (isBusy) return;
    if (text === over.base) return close();
    setBusy(true);
    const outcome = await saveEdit(store, over, text);
    setBusy(false);
    setConflict(outcome === 'conflict');
    if (outcome === 'done' && editing.peek() === edit) editing.value = undefined;
  };
  /** What they have seen of others' is what theirs takes the place of. */
  const saveMine = () => save({ ...edit, base: theirs });
  const changed = place.kind === 'same' ? undefined : isConflict ? 'both' : 'said';
  return { text, type, close, leave, save, saveMine, isBusy, isGone, theirs, changed };
}

/** A section, or all of the description, while it is edited. */
export function Editor(given: EditorGiven) {
  const { ticket, edit } = given;
  const { text, type, close, leave, save, saveMine, isBusy, isGone, theirs, changed } = useEdit(given);
  const { actor } = ticket.updated;
  // Who has both texts before them has chosen.
  const submit = () => void (changed === 'both' ? saveMine() : save(edit));
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {edit.isRestored && (
        <p class="note" role="status">
          {said.restored}
        </p>
      )}
      {changed === 'said' && (
        <p class="note warn" role="status">
          {said.changedMeanwhile(actor)}
        </p>
      )}
      {changed === 'both' && (
        <Theirs
          {...{ actor, theirs, isGone, onTheirs: close }}
          onMine={() => void saveMine()}
          onMerge={() => type(`${theirs}\n\n${text}`)}
        />
      )}
      <MarkdownBox
        {...{ id: 'edit', label: changed === 'both' ? said.mine : said.markdown, text, onText: type, isFocused: true }}
        rows={rowsFor(edit.text)}
        onSend={submit}
        onLeave={() => text === edit.base && close()}
      />
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {common.save}
        </button>
        <button type="button" onClick={leave}>
          {common.cancel}
        </button>
      </div>
    </form>
  );
}

function reopen(ticket: string, edit: Edit, text: string): void {
  keepDraft(ticket, edit.field, { text, base: edit.base, heading: edit.heading });
  editing.value = { ...edit, text, isRestored: false };
}

interface TheirsGiven {
  actor: string;
  theirs: string;
  isGone: boolean;
  onMine: () => void;
  onTheirs: () => void;
  onMerge: () => void;
}

const Theirs = ({ actor, theirs, isGone, onMine, onTheirs, onMerge }: TheirsGiven) => (
  <div class="conflict" role="alert">
    <p>{said.both}</p>
    <h3>{said.theirs(actor)}</h3>
    {isGone ? (
      <p class="faint">{said.gone}</p>
    ) : (
      <textarea readOnly rows={rowsFor(theirs)} aria-label={said.theirs(actor)} value={theirs} />
    )}
    <div class="buttons">
      <button type="button" onClick={onMine}>
        {said.keepMine}
      </button>
      <button type="button" onClick={onTheirs}>
        {said.takeTheirs}
      </button>
      {!isGone && (
        <button type="button" onClick={onMerge}>
          {said.merge}
        </button>
      )}
    </div>
  </div>
);
