import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { above } from './open.ts';

/** Closes a dialog before it is drawn away, and lets nothing in it swallow the next key: a quick hand is on the page by now. */
export function shut(dialog: HTMLDialogElement | null | undefined): void {
  dialog?.close();
  if (dialog?.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
}

/** A modal dialog: the browser keeps the focus in it, closes it by Escape and gives the focus back. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const own = useRef(above.peek()?.number);
  // Before the next frame: whoever types at once types into it.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      // The browser gives the focus back to whoever had it.
      if (element?.open) element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? 'wide' : ''}
      aria-label={title}
      // The browser says so a moment later, when another one may be there, drawn already or not.
      onClose={() => above.peek()?.number === own.current && onClose()}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') event.stopPropagation();
        else if (!event.defaultPrevented && !event.isComposing) {
          event.preventDefault();
          shut(dialog.current);
          onClose();
        }
      }}
    >
      <div class="dialog">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
