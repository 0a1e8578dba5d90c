import '../style/completed.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../data/suggest.ts';
import { pages } from '../texts/pages.ts';
import { announce } from './announce.ts';

/** What is suggested below a field while somebody types in it: by arrows, Enter or Tab, or a click. */
export interface Suggesting {
  list: readonly Suggestion[];
  at: number;
  setAt(at: number): void;
  /** Whether the key was for the suggestions, and so does nothing else. */
  onKeyDown(event: KeyboardEvent): boolean;
  close(): void;
}

/** `found`: what is suggested for what stands there now, which `token` tells from what was typed before. */
export function useSuggestions(
  found: readonly Suggestion[],
  token: string,
  pick: (suggestion: Suggestion) => void,
): Suggesting {
  const [at, setAt] = useState(0);
  const [closedFor, setClosedFor] = useState<string>();
  const list = closedFor === token ? [] : found;
  const count = list.length;
  useEffect(() => setAt(0), [token]);
  useEffect(() => {
    if (count > 0) announce(pages.suggestions(count));
  }, [count]);
  const current = Math.min(at, Math.max(count - 1, 0));
  return {
    list,
    at: current,
    setAt,
    close: () => setClosedFor(token),
    onKeyDown(event) {
      if (count === 0 || event.isComposing) return false;
      const { key } = event;
      if (key === 'ArrowDown') setAt((current + 1) % count);
      else if (key === 'ArrowUp') setAt((current - 1 + count) % count);
      else if (key === 'Escape') setClosedFor(token);
      else if ((key === 'Enter' && !event.ctrlKey && !event.metaKey) || (key === 'Tab' && !event.shiftKey)) {
        const chosen = list[current];
        if (chosen) pick(chosen);
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

interface ListGiven extends Pick<Suggesting, 'list' | 'at' | 'setAt'> {
  id: string;
  label: string;
  pick(suggestion: Suggestion): void;
}

export function SuggestionList({ id, label, list, at, setAt, pick }: ListGiven) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  if (list.length === 0) return null;
  return (
    <div class="suggestions" role="listbox" id={id} aria-label={label} ref={element}>
      {list.map(({ value, title, aside }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys.
        <div
          key={value}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onPointerMove={() => setAt(index)}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick({ value, title, aside })}
        >
          <span>{title}</span>
          {aside && <span class="faint">{aside}</span>}
        </div>
      ))}
    </div>
  );
}
