import '../style/pages.ts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
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
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLInputElement>(null);
  const [isAnother, setIsAnother] = useState(false);
  const { refusal, isBusy, submit } = useMaking(form, isAnother ? () => heading.current?.focus() : hide, isAnother);
  useLayoutEffect(() => heading.current?.focus(), []);
  const now = draft.value;
  return (
    <Dialog title={create.title} onClose={hide} wide>
      <form
        class="create"
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          submit();
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
          onSubmit={submit}
        />
        <Fields />
        {refusal && (
          <p class="fault" role="alert">
            {refusal}
          </p>
        )}
        {!may('write') && <p class="fault">{texts.common.notAllowed('write')}</p>}
        <Buttons isBusy={isBusy} isAnother={isAnother} setIsAnother={setIsAnother} />
      </form>
    </Dialog>
  );
}

interface ButtonsGiven {
  isBusy: boolean;
  isAnother: boolean;
  setIsAnother(isAnother: boolean): void;
}

const Buttons = ({ isBusy, isAnother, setIsAnother }: ButtonsGiven) => (
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
    {isBegun(draft.value) && (
      <span class="kept">
        <span class="hint">{create.kept}</span>
        <button type="button" onClick={() => clearDraft({ keep: true })}>
          {create.discard}
        </button>
      </span>
    )}
  </div>
);

/** Makes the ticket once the form has all that it needs; what the server refuses stays in the form. */
function useMaking(form: { current: HTMLFormElement | null }, onMade: () => void, keep: boolean) {
  const [refusal, setRefusal] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const work = async () => {
    setIsBusy(true);
    setRefusal('');
    try {
      const made = await make();
      clearDraft({ keep });
      didIt(made.key, made.events, create.made(made.key), { isNew: true });
      onMade();
    } catch (error) {
      setRefusal((error as Error).message);
    } finally {
      setIsBusy(false);
    }
  };
  const submit = () => {
    if (!isBusy && form.current?.reportValidity() !== false) void work();
  };
  return { refusal, isBusy, submit };
}

async function make(): Promise<{ key: string; events: readonly string[] }> {
  const { body, events } = await send<{ key: string }>({
    ...{ method: 'POST', path: '/tickets', body: bodyOf(draft.peek()), about: 'new ticket', name: create.title },
  });
  return { key: body.key, events };
}
