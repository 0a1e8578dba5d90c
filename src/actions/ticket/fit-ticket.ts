import { clip } from '../../domain/cut.ts';
import { shortId } from '../../domain/event/id.ts';
import { shownMentions } from '../../domain/event/mentions.ts';
import { countFitting, estimateTokens, startWithin } from '../../domain/input/budget.ts';
import { splitLines } from '../../domain/text/text.ts';
import { costOf } from '../alignment/submissions.ts';
import type { LinkedTicket, ShownNote, TicketView } from './view.ts';

/** What the budget has left out of a ticket. */
export interface Cut {
  /** The first line of the description that is not shown, and how many there are. */
  description?: { next: number; total: number };
  /** Characters of the last line shown that are left, and the cursor that goes on with them. */
  characters?: number;
  cursor?: string;
  links?: number;
}

/** Cuts the description at a line's end, and leaves out links and older notes. */
export function fitTicket(
  view: TicketView,
  { limit, budget }: { limit: number; budget: number },
): { ticket: TicketView; cut: Cut; cursor?: string | undefined } {
  const names = [
    view.title,
    ...view.labels,
    ...view.assignees,
    ...view.conflicts.map((one) => one.value),
    mentionText(view),
  ];
  const head = 85 + estimateTokens(names.join(', ')) + (view.submission ? costOf(view.submission) : 0);
  const linked = [...view.links, ...view.commits, ...view.urls];
  const shownLinks = countLinks(linked, (budget - head) / 3);
  const links = view.links.slice(0, shownLinks);
  const commits = view.commits.slice(0, Math.max(0, shownLinks - view.links.length));
  const urls = view.urls.slice(0, Math.max(0, shownLinks - view.links.length - view.commits.length));
  const children = view.children?.slice(0, countFitting(view.children, (budget - head) / 3, childCost));
  const listed = (children ?? []).reduce((sum, child) => sum + childCost(child), 0);
  const left = budget - head - listed - linked.slice(0, shownLinks).reduce((sum, one) => sum + linkCost(one), 0);
  // The newest note is always shown, and what its keys mean cannot be cut.
  const kept = estimateTokens(mentionText(view.notes[0] ?? {}));
  const { description, cut } = fitDescription(view.description, Math.max(50, left * 0.75 - kept));
  const notes = fitNotes(view.notes.slice(0, limit), left - estimateTokens(description));
  return {
    ticket: { ...view, links, commits, urls, description, notes, ...(children && { children }) },
    cut: { ...cut, ...(shownLinks < linked.length && { links: linked.length - shownLinks }) },
    cursor: cursorAfter(notes, view.notesTotal),
  };
}

const childCost = ({ title, status }: { title: string; status: string }): number =>
  9 + estimateTokens(`${title} ${status}`);

/** None, where not even the first fits: the ticket itself comes before its links. */
const countLinks = (linked: readonly Linked[], budget: number): number =>
  countFitting([undefined, ...linked], budget, (one) => (one ? linkCost(one) : 0)) - 1;

const linkCost = (link: Linked): number => 12 + estimateTokens(linkText(link));

type Linked = LinkedTicket | TicketView['commits'][number] | string;

const linkText = (link: Linked): string =>
  typeof link === 'string'
    ? link
    : 'hash' in link
      ? `commit ${link.hash.slice(0, 10)} ${link.subject}`
      : `${link.key} ${link.status} ${clip(link.title, shownMentions.titleCharacters)}`;

const mentionText = ({ mentions = [] }: Pick<TicketView, 'mentions'>): string =>
  mentions
    .slice(0, shownMentions.count)
    .map(
      ({ written, tickets }) =>
        `${written} in this text is ${tickets.map((one) => `${one.key} "${one.title.slice(0, shownMentions.titleCharacters)}"`)}`,
    )
    .join();

function fitDescription(text: string, budget: number): { description: string; cut: Omit<Cut, 'links'> } {
  const lines = splitLines(text);
  const count = countFitting(lines, budget, estimateTokens);
  const [first] = lines;
  if (count > 1 || first === undefined || estimateTokens(first) <= budget) {
    const cut = count < lines.length ? { description: { next: count + 1, total: lines.length } } : {};
    return { description: count < lines.length ? lines.slice(0, count).join('') : text, cut };
  }
  const start = startWithin(first, budget);
  const next = lines.length > 1 ? { description: { next: 2, total: lines.length } } : {};
  const characters = first.trimEnd().length - start.length;
  return { description: start, cut: { ...next, characters, ...(characters > 0 && { cursor: `1:${start.length}` }) } };
}

/** Those that fit, newest first; where not even the first does, its beginning. */
export function fitNotes(notes: readonly ShownNote[], budget: number): ShownNote[] {
  const count = countFitting(notes, budget, (note) => estimateTokens(note.body + note.actor + mentionText(note)) + 14);
  const [newest] = notes;
  if (count !== 1 || !newest) return notes.slice(0, count);
  const body = startWithin(newest.body, Math.max(20, budget));
  const characters = newest.body.length - body.length;
  const rest = characters > 0 ? { rest: `${shortId(newest.event)}+${body.length}` } : {};
  return [{ ...newest, body, characters, ...rest }];
}

export function cursorAfter(notes: readonly ShownNote[], total: number): string | undefined {
  const last = notes.at(-1);
  return last && notes.length < total ? shortId(last.event) : undefined;
}
