import { signal } from '@preact/signals';
import { tables } from '../data/tables.ts';

interface Filled {
  title: string;
  description: string;
  /** The variable that is the template's title whole: the ticket's title is given for it. */
  titleVariable: string;
}

/** A ticket that is not made yet. */
export interface Draft {
  type: string;
  template: string;
  vars: Record<string, string>;
  title: string;
  description: string;
  /** What the template has put there: what a person wrote is never taken away by another template. */
  filled: Filled;
  priority: string;
  points: string;
  labels: readonly string[];
  assignees: readonly string[];
  parent: string;
  blockedBy: readonly string[];
}

export const nothingFilled: Filled = { title: '', description: '', titleVariable: '' };

const nothing: Draft = {
  ...{ type: '', template: '', vars: {}, title: '', description: '', filled: nothingFilled },
  ...{ priority: '', points: '', labels: [], assignees: [], parent: '', blockedBy: [] },
};

/** A browser may show more than one tracker at an address, one after the other. */
const place = (): string => `tracker.draft.${tables.peek().name}`;

export const draft = signal<Draft>(nothing);

/** Takes up what was not finished. */
export function resumeDraft(): void {
  try {
    draft.value = { ...nothing, ...(JSON.parse(localStorage.getItem(place()) ?? '{}') as Partial<Draft>) };
  } catch {
    draft.value = nothing;
  }
}

export function setDraft(changed: Partial<Draft>): void {
  draft.value = { ...draft.peek(), ...changed };
  localStorage.setItem(place(), JSON.stringify(draft.peek()));
}

/** For the next one; `keep`: what several tickets in a row have in common. */
export function clearDraft({ keep = false } = {}): void {
  const { type, priority, labels, assignees, parent } = draft.peek();
  draft.value = keep ? { ...nothing, type, priority, labels, assignees, parent } : nothing;
  localStorage.removeItem(place());
}

export const isBegun = ({ title, description, filled }: Draft): boolean =>
  title.trim() !== filled.title.trim() || description.trim() !== filled.description.trim();

/** As `POST /tickets` takes it. */
export function bodyOf(given: Draft): Record<string, unknown> {
  const { title, type, description, priority, points, labels, assignees, parent, blockedBy, template } = given;
  const { titleVariable } = given.filled;
  const vars = { ...given.vars, ...(titleVariable && { [titleVariable]: title.trim() }) };
  return {
    ...{
      title: title.trim(),
      type: type || undefined,
      description: description.trim() === '' ? undefined : description,
    },
    ...{ priority: priority || undefined, points: points === '' ? undefined : Number(points) },
    ...{ labels: some(labels), assignees: some(assignees), parent: parent || undefined, blocked_by: some(blockedBy) },
    ...(template && { template, ...(Object.keys(vars).length > 0 && { vars }) }),
  };
}

const some = (names: readonly string[]): readonly string[] | undefined => (names.length > 0 ? names : undefined);
