import { memo } from 'preact/compat';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { trusted } from '../parts/trusted.ts';
import { finish, type Meanings } from './finish.ts';
import { renderMarkdown } from './render.ts';

interface Given {
  text: string;
  /** Tells the ids of this text from those of others: `v14kty-`. */
  scope?: string;
  level: number;
  /** How many headings before this part have the same words as its first. */
  nth?: number;
  meanings?: Meanings | undefined;
  /** Lines that belong to other parts of the same text, and define what links in this one mean. */
  definitions?: string;
  /** Of a part of a text: the number of its first line. */
  first?: number;
  /** Ticks or unticks the box on a line of the whole text. Must stay the same function. */
  onTick?: ((line: number, checked: boolean) => void) | undefined;
}

const none: Meanings = new Map();

/** A text of a ticket as it is meant to look; nothing in it can run. Drawn anew only when it is another text. */
export const Markdown = memo(function Markdown(given: Given) {
  const { text, scope = '', level, nth = 0, meanings = none, definitions = '', first = 1, onTick } = given;
  const root = useRef<HTMLDivElement>(null);
  const before = definitions === '' ? '' : `${definitions}\n\n`;
  const shift = first - 1 - (before.split('\n').length - 1);
  useLayoutEffect(() => {
    const template = document.createElement('template');
    template.innerHTML = trusted.createHTML(
      renderMarkdown(before + text, first === 1 ? scope : `${scope}${first}-`),
    ) as string;
    finish(template.content, { scope, level, nth, meanings, canTick: onTick !== undefined });
    if (root.current) replaceIn(root.current, template.content);
  }, [before, text, scope, level, nth, first, meanings, onTick !== undefined]);
  return (
    <div
      ref={root}
      class="markdown"
      onChange={({ target }) => {
        if (!(target instanceof HTMLInputElement) || !onTick) return;
        onTick(Number(target.dataset.line) + shift, target.checked);
      }}
    />
  );
});

/** The focus stays on the same box, when another was ticked by somebody else. */
function replaceIn(root: HTMLElement, content: DocumentFragment): void {
  const boxes = [...root.querySelectorAll('input')];
  const focused = boxes.indexOf(document.activeElement as HTMLInputElement);
  root.replaceChildren(content);
  if (focused >= 0) root.querySelectorAll('input')[focused]?.focus({ preventScroll: true });
}
