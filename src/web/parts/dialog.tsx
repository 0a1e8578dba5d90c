import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { above } from './open.ts';

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
      onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
    >
      <div class="dialog">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
