import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { askPeople } from '../data/people.ts';
import { keyPrefixes, type Suggestion, suggestPeople, suggestTickets } from '../data/suggest.ts';
import { SuggestionList, useSuggestions } from './suggestions.tsx';

interface Given {
  label: string;
  value: string;
  onInput(text: string): void;
  rows?: number;
  /** Ctrl+Enter, or ⌘ and Enter. */
  onSubmit?: (() => void) | undefined;
  placeholder?: string | undefined;
  /** The label is for screen readers alone: what is around it says it to the others. */
  isLabelHidden?: boolean;
  /** A label for this id stands elsewhere. */
  isLabelled?: boolean;
  /** Escape, where nothing is suggested. */
  onLeave?: (() => void) | undefined;
  hasFocus?: boolean;
  id?: string | undefined;
}

/** A name, or the beginning of a key, that is being typed. */
interface Token {
  kind: 'person' | 'ticket';
  text: string;
  /** Where it begins, in the field's value. */
  from: number;
}

/** A text of several lines, in which `@` completes people and agents, and `#` or a key's letters tickets. */
export function TextArea({ label, value, onInput, rows = 4, onSubmit, ...rest }: Given) {
  const { placeholder, isLabelHidden = false, isLabelled = false, hasFocus = false, onLeave } = rest;
  const made = useId();
  const id = rest.id ?? made;
  const { element, suggesting, pick, follow, setIsIn } = useCompletion(value, onInput);
  const isOpen = suggesting.list.length > 0;
  useEffect(() => {
    if (hasFocus) element.current?.focus();
  }, [hasFocus]);
  return (
    <div class="completed">
      {!isLabelled && (
        <label for={id} class={isLabelHidden ? 'sr' : ''}>
          {label}
        </label>
      )}
      <textarea
        {...{ id, rows, value, placeholder }}
        ref={element}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen ? `${id}-list-${suggesting.at}` : undefined}
        onInput={(event) => {
          follow(event);
          setIsIn(true);
          onInput(event.currentTarget.value);
        }}
        onSelect={follow}
        onFocus={() => void askPeople()}
        onBlur={() => setIsIn(false)}
        onKeyDown={(event) => {
          if (suggesting.onKeyDown(event)) return;
          if (event.key === 'Escape' && onLeave) {
            event.preventDefault();
            onLeave();
          }
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !onSubmit) return;
          event.preventDefault();
          event.stopPropagation();
          onSubmit();
        }}
      />
      <SuggestionList {...suggesting} id={`${id}-list`} label={label} pick={pick} />
    </div>
  );
}

/** What is suggested for the word at the caret, and how a suggestion takes its place. */
function useCompletion(value: string, onInput: (text: string) => void) {
  const element = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [isIn, setIsIn] = useState(false);
  const next = useRef<number | undefined>(undefined);
  const token = isIn ? tokenAt(value, caret) : undefined;
  const found = token ? suggest(token) : [];
  const pick = (suggestion: Suggestion) => {
    if (!token) return;
    const put = `${token.kind === 'person' ? '@' : ''}${suggestion.value} `;
    next.current = token.from + put.length;
    onInput(`${value.slice(0, token.from)}${put}${value.slice(caret).replace(/^ /, '')}`);
  };
  const suggesting = useSuggestions(found, token ? `${token.from} ${token.text}` : '', pick);
  useLayoutEffect(() => {
    if (next.current === undefined) return;
    element.current?.setSelectionRange(next.current, next.current);
    setCaret(next.current);
    next.current = undefined;
  });
  const follow = ({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => setCaret(currentTarget.selectionEnd);
  return { element, suggesting, pick, follow, setIsIn };
}

function tokenAt(value: string, caret: number): Token | undefined {
  const before = value.slice(Math.max(0, caret - 80), caret);
  const [, sign = '', text = ''] = /(?:^|[\s([])([@#]?)([\p{L}\p{N}._/-]*)$/u.exec(before) ?? [];
  const from = caret - sign.length - text.length;
  if (sign === '@') return { kind: 'person', text, from };
  if (sign === '#') return { kind: 'ticket', text, from };
  // `PAY-4`: a word alone is no key yet.
  const [, letters = ''] = /^([A-Za-z][A-Za-z0-9]*)-\d*$/.exec(text) ?? [];
  return letters !== '' && keyPrefixes().has(letters.toUpperCase()) ? { kind: 'ticket', text, from } : undefined;
}

function suggest({ kind, text }: Token): Suggestion[] {
  const found = kind === 'person' ? suggestPeople(text) : suggestTickets(text);
  // What stands there in full already needs no completion.
  return found.length === 1 && found[0]?.value.toLowerCase() === text.toLowerCase() ? [] : found;
}
