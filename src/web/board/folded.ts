import { type Signal, signal } from '@preact/signals';

interface Kept {
  ids: Signal<ReadonlySet<string>>;
  toggle(id: string): void;
}

/** A set of columns' ids that this browser keeps. */
function keep(place: string): Kept {
  const ids = signal(read(place));
  return {
    ids,
    toggle(id) {
      const next = new Set(ids.peek());
      if (!next.delete(id)) next.add(id);
      ids.value = next;
      localStorage.setItem(place, JSON.stringify([...next]));
    },
  };
}

function read(place: string): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(place) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}

/** Columns that are as narrow as can be: cards can still be dropped there. */
export const { ids: collapsed, toggle: toggleCollapsed } = keep('tracker.collapsed');
/** Columns that are not shown at all. */
export const { ids: hidden, toggle: toggleHidden } = keep('tracker.hidden');
