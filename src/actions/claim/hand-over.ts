import { countFitting, estimateTokens } from '../../domain/input/budget.ts';
import { lineCharacters, type Note } from '../../domain/rules/notes.ts';
import { findType } from '../../domain/rules/workflow.ts';
import { isOpen, type LinkView, listLinks, type TicketLink } from '../../store/read/links.ts';
import { listNotes } from '../../store/read/notes.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** A note of a ticket that is done with, as it bears on another. */
export interface Closing {
  type: TicketLink['type'];
  key: string;
  /** Where it did not come to a good end. */
  gone?: string | undefined;
  note: Note;
}

/** What whoever takes a ticket up has to know of what was found out before, the most important first. */
export interface HandOver {
  /** Of the ticket, the newest first. */
  notes: Note[];
  /** What its blockers and related tickets were closed, decided or archived with. */
  closings: Closing[];
  commits: { hash: string; subject?: string | undefined }[];
  /** How many there are besides. */
  left: number;
}

const most = { lines: 12, tokens: 220, closings: 4, commits: 2 };

/** In at most 12 lines and about 220 tokens. */
export function handOverOf(tx: ReadTx, row: TicketRow): HandOver {
  const links = listLinks(tx, row.ticket);
  const closings = listClosings(tx, links);
  const commits = links.flatMap(({ commit, subject }) => (commit ? [{ hash: commit, subject }] : []));
  const shownCommits = commits.slice(-most.commits).reverse();
  const own = most.lines - closings.length - shownCommits.length;
  const { notes, total } = listNotes(tx, row.ticket, { limit: own });
  const beside = [...closings.map(({ note }) => note.body), ...shownCommits.map(({ subject }) => subject ?? '')];
  const tokens = beside.reduce((left, text) => left - costOf(text), most.tokens);
  const shown = notes.slice(0, notes.length && countFitting(notes, tokens, ({ body }) => costOf(body)));
  const left = total - shown.length + commits.length - shownCommits.length;
  return { notes: shown, closings, commits: shownCommits, left };
}

/** Who said it, or of what it is, takes some besides. */
const costOf = (text: string): number => 4 + estimateTokens(text.slice(0, lineCharacters));

/** No more are read than are shown: a ticket may have hundreds of links. */
function listClosings(tx: ReadTx, links: readonly LinkView[]): Closing[] {
  const closings: Closing[] = [];
  for (const link of links) {
    const closing = link.target && closingOf(tx, link);
    if (closing) closings.push(closing);
    if (closings.length === most.closings) break;
  }
  return closings;
}

function closingOf(tx: ReadTx, { type, target }: TicketLink): Closing | undefined {
  if (isOpen(tx, target) || !(type === 'blocked_by' || type === 'related')) return undefined;
  const { notes } = listNotes(tx, target.ticket, { limit: 10 });
  const note = notes.find(({ verb }) => verb?.startsWith('→') || verb === 'archived') ?? notes[0];
  const isGood = findType(tx.config.types, target.type)?.positive === target.status;
  const gone = target.archived ? 'archived' : isGood ? undefined : target.status;
  return note && { type, key: target.key, gone, note };
}
