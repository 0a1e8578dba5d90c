import { useRef, useState } from 'preact/hooks';
import { Dialog, shut } from './dialog.tsx';
import { hide, show } from './open.ts';

export interface Choice {
  id: string;
  title: string;
  /** What stands at its end, such as its key. */
  aside?: string | undefined;
  isChosen?: boolean;
}

interface Choosing {
  title: string;
  /** Those that a text means; asked anew with each letter. */
  list(text: string): readonly Choice[];
  choose(id: string, text: string): void;
  /** Stays open, so that several can be chosen. */
  several?: boolean;
}

/** Lets a person choose by typing, arrows or the mouse. */
export const choose = (choosing: Choosing): void => show(() => <Chooser {...choosing} />);

/** Choices whose title has all words of a text. */
export function matching(choices: readonly Choice[], text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
}

const mostShown = 50;

/** At once, so that what is done next can have the focus: all else on the page is inert until the dialog is closed. */
function leave(input: HTMLInputElement | null): void {
  hide();
  shut(input?.closest('dialog'));
}

function Chooser({ title, list, choose: take, several = false }: Choosing) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const options = useRef<HTMLDivElement>(null);
  const found = list(text).slice(0, mostShown);
  const current = Math.min(at, Math.max(found.length - 1, 0));
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    if (!several) leave(input.current);
    take(choice.id, text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = (current + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(found.length, 1);
      setAt(next);
      options.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      // What was typed last may not be drawn yet.
      const typed = input.current?.value ?? text;
      pick(typed === text ? found[current] : list(typed)[0]);
    }
  };
  return (
    <Dialog title={title} onClose={hide}>
      <input
        ref={input}
        class="chooser"
        role="combobox"
        aria-expanded="true"
        aria-controls="choices"
        aria-activedescendant={found.length > 0 ? `choice-${current}` : undefined}
        aria-label={title}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="choices" class="choices" role="listbox" aria-label={title} tabIndex={-1} ref={options}>
        {found.map((choice, index) => (
          <Option
            key={choice.id}
            {...{ choice, index, isCurrent: index === current, onKeyDown }}
            onPoint={() => setAt(index)}
            onPick={() => pick(choice)}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface OptionGiven {
  choice: Choice;
  index: number;
  isCurrent: boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onPoint: () => void;
  onPick: () => void;
}

const Option = ({ choice, index, isCurrent, onKeyDown, onPoint, onPick }: OptionGiven) => (
  <div
    id={`choice-${index}`}
    role="option"
    tabIndex={-1}
    aria-selected={isCurrent}
    class={choice.isChosen ? 'chosen' : ''}
    onPointerMove={onPoint}
    onClick={onPick}
    onKeyDown={onKeyDown}
  >
    <span>{choice.title}</span>
    {choice.aside && <kbd>{choice.aside}</kbd>}
  </div>
);
