import { useId, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../data/suggest.ts';
import { pages } from '../texts/pages.ts';
import { SuggestionList, useSuggestions } from './suggestions.tsx';

interface Given {
  label: string;
  values: readonly string[];
  onChange(values: readonly string[]): void;
  suggest(text: string): Suggestion[];
  /** One takes the place of the one before. */
  isSingle?: boolean;
  /** Before it is among the values; undefined: it is no value. */
  read?(text: string): string | undefined;
  onFocus?(): void;
}

/** Names one after the other, each of which can be taken away again; what is known is suggested. */
export function NamesInput({ label, values, onChange, suggest, isSingle = false, read, onFocus }: Given) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isIn, setIsIn] = useState(false);
  const found = isIn ? suggest(text.trim()).filter(({ value }) => !values.includes(value)) : [];
  const add = (given: string) => {
    const value = read ? read(given.trim()) : given.trim();
    if (value) onChange(isSingle ? [value] : [...new Set([...values, value])]);
    setText('');
  };
  const suggesting = useSuggestions(found, text, ({ value }) => add(value));
  const isOpen = suggesting.list.length > 0;
  const remove = (value: string) => {
    onChange(values.filter((one) => one !== value));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Without a letter typed, Enter and Tab mean the form.
    const isForForm = text === '' && (event.key === 'Enter' || event.key === 'Tab');
    if (!isForForm && suggesting.onKeyDown(event)) return;
    if ((event.key === 'Enter' || event.key === ',') && text.trim() !== '') {
      event.preventDefault();
      add(text);
    }
    const last = values.at(-1);
    if (event.key === 'Backspace' && text === '' && last !== undefined) remove(last);
  };
  return (
    <div class="field completed">
      <label for={id}>{label}</label>
      <div class="names">
        <Chosen values={values} remove={remove} />
        <input
          {...{ id, value: text, onKeyDown }}
          ref={input}
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen && text !== '' ? `${id}-list-${suggesting.at}` : undefined}
          onInput={({ currentTarget }) => {
            setIsIn(true);
            setText(currentTarget.value);
          }}
          onFocus={() => {
            onFocus?.();
            setIsIn(true);
          }}
          onBlur={() => {
            setIsIn(false);
            if (text.trim() !== '') add(text);
          }}
        />
      </div>
      <SuggestionList {...suggesting} id={`${id}-list`} label={label} pick={({ value }) => add(value)} />
    </div>
  );
}

const Chosen = ({ values, remove }: { values: readonly string[]; remove: (value: string) => void }) => (
  <>
    {values.map((value) => (
      <span key={value} class="label">
        {value}
        <button type="button" class="quiet" aria-label={pages.remove(value)} onClick={() => remove(value)}>
          ×
        </button>
      </span>
    ))}
  </>
);
