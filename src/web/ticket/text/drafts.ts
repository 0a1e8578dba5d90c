import { useState } from 'preact/hooks';

/** What somebody has typed and not saved. */
export interface Draft {
  text: string;
  /** What it began with. */
  base: string;
  /** Where that was: the heading of its section. */
  heading?: string;
}

const placeOf = (ticket: string, field: string): string => `tracker.draft.${ticket}.${field}`;

/** Where the browser keeps nothing more, or nothing at all, drafts live as long as the page. */
const inMemory = new Map<string, string>();

function read(place: string): string | null {
  return inMemory.get(place) ?? localStorage.getItem(place);
}

/** A draft of a field of a ticket, by the ticket's id, which stays when its key changes. */
export function findDraft(ticket: string, field: string): Draft | undefined {
  const kept = read(placeOf(ticket, field));
  if (kept === null) return undefined;
  try {
    const draft = JSON.parse(kept) as Partial<Draft>;
    return typeof draft.text === 'string' ? { ...draft, text: draft.text, base: draft.base ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(ticket: string, field: string, draft: Draft): void {
  const place = placeOf(ticket, field);
  const text = JSON.stringify(draft);
  try {
    localStorage.setItem(place, text);
    inMemory.delete(place);
  } catch {
    inMemory.set(place, text);
  }
}

export function dropDraft(ticket: string, field: string): void {
  inMemory.delete(placeOf(ticket, field));
  localStorage.removeItem(placeOf(ticket, field));
}

/** The fields of a ticket of which there are drafts, that begin so. */
export function listDrafts(ticket: string, beginning: string): string[] {
  const start = placeOf(ticket, beginning);
  const places = new Set([...Object.keys(localStorage), ...inMemory.keys()]);
  const offset = placeOf(ticket, '').length;
  return [...places].filter((place) => place.startsWith(start)).map((place) => place.slice(offset));
}

/** The field of a section that had this text when somebody began to edit it. */
export function sectionField(text: string): string {
  let sum = 7;
  for (const unit of text) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) % 0x7fffffff;
  return `section.${sum.toString(36)}`;
}

export const wholeField = 'description';

export interface DraftBox {
  text: string;
  /** What is typed, kept at once; nothing typed, nothing kept. */
  type: (text: string) => void;
  /** What was typed before the page was closed is there again. */
  isRestored: boolean;
}

/** A box that begins empty, and with what was typed and not sent. */
export function useDraft(ticket: string, field: string): DraftBox {
  const [kept] = useState(() => findDraft(ticket, field)?.text ?? '');
  const [text, setText] = useState(kept);
  const type = (typed: string) => {
    setText(typed);
    if (typed === '') dropDraft(ticket, field);
    else keepDraft(ticket, field, { text: typed, base: '' });
  };
  return { text, type, isRestored: kept !== '' && text !== '' };
}
