import { signal } from '@preact/signals';
import { linesOf, readSections, type Section } from '../../markdown/sections.ts';
import { fault } from '../../parts/toasts.tsx';
import { texts } from '../../texts/texts.ts';
import type { TicketStore } from '../state.ts';
import { actOnSeen } from '../write.ts';
import { dropDraft, findDraft, listDrafts, sectionField, wholeField } from './drafts.ts';

/** An edit of a description, or of one of its sections, that has begun. */
export interface Edit {
  /** Under which its draft is kept. */
  field: string;
  /** The text that it takes the place of. */
  base: string;
  heading: string;
  /** What is in the box at first. */
  text: string;
  isRestored: boolean;
}

/** The one that is open on the page. */
export const editing = signal<Edit | undefined>(undefined);

export function beginEdit(ticket: string, { heading, text }: { heading: string; text: string }, field: string): void {
  const draft = findDraft(ticket, field);
  editing.value = {
    ...{ field, heading: draft?.heading ?? heading },
    ...{ base: draft?.base ?? text, text: draft?.text ?? text, isRestored: draft !== undefined },
  };
}

export const beginSection = (ticket: string, section: Section): void =>
  beginEdit(ticket, section, sectionField(section.text));

export const beginWhole = (ticket: string, description: string): void =>
  beginEdit(ticket, { heading: '', text: linesOf(description).join('\n') }, wholeField);

/** Goes on with what was typed before the page was closed, if anything was. */
export function resumeEdit(ticket: string): void {
  const [field] = [...listDrafts(ticket, wholeField), ...listDrafts(ticket, 'section.')];
  if (field !== undefined && !editing.peek()) beginEdit(ticket, { heading: '', text: '' }, field);
}

/** Where the text that an edit is about stands now, and what it is. */
export type Place =
  | { kind: 'same' | 'changed'; text: string; section?: Section; at?: number }
  /** There is no such section any more. */
  | { kind: 'gone' };

export function locate(description: string, { field, base, heading }: Edit): Place {
  if (field === wholeField) {
    const text = linesOf(description).join('\n');
    return { kind: text === base ? 'same' : 'changed', text };
  }
  const { sections } = readSections(description);
  const same = sections.findIndex(({ text }) => text === base);
  const at = same >= 0 ? same : sections.findIndex((section) => section.heading === heading);
  const section = sections[at];
  if (!section) return { kind: 'gone' };
  return { kind: same >= 0 ? 'same' : 'changed', text: section.text, section, at };
}

/** What POST /edits takes to put a text in a place. Without a place it comes at the end. */
function editOf(description: string, place: Place, text: string): object {
  const isEmpty = text.trim() === '';
  if (place.kind === 'gone') return { op: 'append', new: /(?:^|\n)\s*\n$/.test(description) ? text : `\n${text}` };
  if (!place.section) {
    if (isEmpty) return { op: 'delete' };
    return { op: 'replace', new: /\r\n/.test(description) ? text.replaceAll('\n', '\r\n') : text };
  }
  const lines = `${place.section.first}-${place.section.last}`;
  return isEmpty ? { op: 'delete', lines } : { op: 'replace', lines, new: text };
}

/** Saves what was typed, unless what it takes the place of is another text by now: 'conflict'. */
export async function saveEdit(store: TicketStore, edit: Edit, text: string): Promise<'done' | 'conflict' | 'refused'> {
  const outcome = await actOnSeen(store, () => {
    const now = store.loaded.peek()?.ticket.description ?? '';
    const place = locate(now, edit);
    if (place.kind === 'changed' || (place.kind === 'gone' && edit.base !== '')) return undefined;
    return { path: '/edits', body: editOf(now, place, text), said: texts.ticket.saved(store.key) };
  });
  const id = store.loaded.peek()?.ticket.id;
  if (outcome === 'done' && id !== undefined) dropDraft(id, edit.field);
  return outcome;
}

/** A line with a box, whichever way it is ticked. */
const unmarked = (line: string | undefined): string => (line ?? '').replace(/\[[ xX]\]/, '[ ]');

/** Ticks or clears the box on a line, wherever that line stands by now. Answers whether it was done. */
export async function tick(store: TicketStore, line: number, checked: boolean): Promise<boolean> {
  const read = () => linesOf(store.loaded.peek()?.ticket.description ?? '').map(unmarked);
  const meant = read()[line - 1];
  const outcome = await actOnSeen(store, () => {
    const lines = read();
    const at = lines[line - 1] === meant ? line - 1 : lines.indexOf(meant ?? '');
    const isOne = at === line - 1 || lines.lastIndexOf(meant ?? '') === at;
    if (meant === undefined || at < 0 || !isOne) return undefined;
    return {
      ...{ path: '/edits', body: { op: checked ? 'check' : 'uncheck', lines: String(at + 1) } },
      said: checked ? texts.ticket.ticked(store.key) : texts.ticket.unticked(store.key),
    };
  });
  if (outcome === 'conflict') fault(new Error(texts.ticket.boxGone));
  return outcome === 'done';
}
