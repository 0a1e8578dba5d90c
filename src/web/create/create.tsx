import { useEffect, useRef, useState } from 'preact/hooks';
import { send } from '../api/outbox.ts';
import { may } from '../api/session.ts';
import { tables } from '../data/tables.ts';
import { didIt } from '../data/undo.ts';
import { Dialog } from '../parts/dialog.tsx';
import { hide, show } from '../parts/open.ts';
import { TextArea } from '../parts/text-area.tsx';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';
import { bodyOf, clearDraft, draft, isBegun, resumeDraft, setDraft } from './draft.ts';
import { Fields } from './fields.tsx';
import { Similar } from './similar.tsx';

const { create } = pages;

/** Opens the form for a new ticket, with what was begun and not finished. */
export function showCreate(): void {
  resumeDraft();
  const { types } = tables.peek();
  if (!types.some(({ name }) => name === draft.peek().type))
    draft.value = { ...draft.peek(), type: types[0]?.name ?? '' };
  show(() => <Create />);
}

function Create() {
  const [isAnother, setIsAnother] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLInputElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const submit = async () => {
    if (isBusy || form.current?.reportValidity() === false) return;
    setIsBusy(true);
    setRefusal('');
    try {
      const made = await make();
      clearDraft({ keep: isAnother });
      didIt(made.key, made.events, create.made(made.key), { isNew: true });
      if (isAnother) heading.current?.focus();
      else hide();
    } catch (error) {
      setRefusal((error as Error).message);
    } finally {
      setIsBusy(false);
    }
  };
  const now = draft.value;
  return (
    <Dialog title={create.title} onClose={hide} wide>
      <form
        class="create"
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void submit();
        }}
      >
        <label class="field">
          {create.heading}
          <input
            ref={heading}
            required
            value={now.title}
            onInput={({ currentTarget }) => setDraft({ title: currentTarget.value })}
          />
        </label>
        <Similar title={now.title} onLeave={hide} />
        <TextArea
          label={create.description}
          rows={8}
          value={now.description}
          placeholder={create.descriptionHint}
          onInput={(description) => setDraft({ description })}
          onSubmit={() => void submit()}
        />
        <Fields />
        {refusal && (
          <p class="fault" role="alert">
            {refusal}
          </p>
        )}
        {!may('write') && <p class="fault">{texts.common.notAllowed('write')}</p>}
        <div class="buttons">
          <button type="submit" class="primary" disabled={isBusy}>
            {create.create}
          </button>
          <label class="check">
            <input
              type="checkbox"
              checked={isAnother}
              onChange={({ currentTarget }) => setIsAnother(currentTarget.checked)}
            />
            {create.another}
          </label>
          {isBegun(now) && (
            <span class="kept">
              <span class="hint">{create.kept}</span>
              <button type="button" onClick={() => clearDraft({ keep: true })}>
                {create.discard}
              </button>
            </span>
          )}
        </div>
      </form>
    </Dialog>
  );
}

async function make(): Promise<{ key: string; events: readonly string[] }> {
  const { body, events } = await send<{ key: string }>({
    ...{ method: 'POST', path: '/tickets', body: bodyOf(draft.peek()), about: 'new ticket', name: create.title },
  });
  return { key: body.key, events };
}
