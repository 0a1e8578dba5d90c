import { signal } from '@preact/signals';

const place = 'tracker.collapsed';

function read(): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(place) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}

/** Ids of the columns that this person has folded away, in every tab to come. */
export const collapsed = signal(read());

export function toggleCollapsed(id: string): void {
  const next = new Set(collapsed.peek());
  if (!next.delete(id)) next.add(id);
  collapsed.value = next;
  localStorage.setItem(place, JSON.stringify([...next]));
}
