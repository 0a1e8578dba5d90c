import { dateOf } from '../../domain/day.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { keyOf } from '../../domain/event/key.ts';
import type { TicketState } from '../../domain/event/state.ts';
import type { Note } from '../../domain/rules/notes.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { firstChildren, progressOf } from '../../store/read/children.ts';
import { type ConflictView, listConflicts } from '../../store/read/conflicts.ts';
import { findReview } from '../../store/read/discussion.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { keysOf } from '../../store/read/history.ts';
import { type LinkView, listLinks } from '../../store/read/links.ts';
import { listMentions, type Mention } from '../../store/read/mentions.ts';
import { listNotes } from '../../store/read/notes.ts';
import { descriptionOf, findTicket, getRow, idOf, listNames, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { listSubmissions, type SubmissionView, submissionsIn, withinBudget } from '../alignment/submissions.ts';
import { parentCycle } from '../change.ts';

export interface LinkedTicket {
  type: LinkView['type'];
  key: string;
  title: string;
  status: string;
  done: boolean;
  suspended: boolean;
  /** It holds nothing up. */
  archived?: boolean;
}

export interface ShownNote extends Note {
  /** Of the body, those that are left out for the budget. */
  characters?: number;
  /** The cursor that goes on with them. */
  rest?: string;
  /** Keys in the body that are not, or not only, the key of the ticket that is meant. */
  mentions?: Mention[];
}

/** A value that lost against a concurrent one, or a parent that would close a cycle. */
export interface ShownConflict extends Pick<ConflictView, 'field' | 'value' | 'actor' | 'event'> {
  cycle?: boolean;
}

/** A ticket as it is shown. Times are milliseconds since 1970. */
export interface TicketView {
  id: string;
  key: string;
  title: string;
  type: string;
  status: string;
  priority: string;
  points: number | null;
  due: string | null;
  archived: boolean;
  /** Its place on the board, where somebody gave it one. */
  rank?: string;
  revision: number;
  assignees: string[];
  labels: string[];
  claim?: { actor: string; until: number; mine: boolean } | undefined;
  parent?: { key: string; title: string; done: number; total: number } | undefined;
  progress?: { done: number; total: number; points: number } | undefined;
  /** The open ones first, and at most twenty. */
  children?: { key: string; title: string; status: string }[] | undefined;
  links: LinkedTicket[];
  commits: { hash: string; subject?: string | undefined }[];
  urls: string[];
  review?: { state: string; actor: string } | undefined;
  /** What the review is about. */
  submission?: SubmissionView | undefined;
  /** The first of them, and how many there are besides. */
  conflicts: ShownConflict[];
  conflictsLeft?: number;
  description: string;
  /** The same for the title and the description. */
  mentions?: Mention[];
  notes: ShownNote[];
  notesTotal: number;
  created: { actor: string; time: number };
  updated: { actor: string; time: number };
  /** Made today by the agent that asks, and touched by nobody else: to say so would be to say what it knows. */
  isOwn?: boolean;
}

/** The ticket as it is now, with its newest notes, newest first. */
export function viewTicket(tx: ReadTx, row: TicketRow, { notes = 20 }: { notes?: number } = {}): TicketView {
  const links = listLinks(tx, row.ticket);
  const review = findReview(tx, row.ticket);
  const said = listNotes(tx, row.ticket, { limit: notes, latest: review?.submission });
  const live = tx.liveClaims.get(row.ticket);
  const { key, title, type, status, priority, points, due, archived, revision } = row;
  const texts = { title, description: descriptionOf(tx, row), notes: said.notes };
  return {
    id: idOf(row),
    ...{ key, title, type, status, priority, points, due, archived, revision },
    ...(row.rank !== null && { rank: row.rank }),
    assignees: listNames(tx, 'assignees', row.ticket),
    labels: listNames(tx, 'labels', row.ticket),
    claim: live && { actor: live.actor, until: live.until, mine: live.session === tx.author.session },
    parent: row.parent === null ? undefined : viewParent(tx, row.parent),
    ...viewChildren(tx, row.ticket),
    links: links.flatMap((link) => viewLink(tx, link)),
    commits: links.flatMap((link) => (link.commit ? [{ hash: link.commit, subject: link.subject }] : [])),
    urls: links.flatMap((link) => (link.url ? [link.url] : [])),
    review: review && {
      state: review.decision ?? 'waiting',
      actor: review.actor,
    },
    submission: review && findShown(listSubmissions(tx, row), shortId(review.submission)),
    ...viewConflicts(tx, row),
    ...withMentions(tx, texts, () => listTicketEvents(tx.db, row.ticket)),
    notesTotal: said.total,
    created: { actor: row.createdBy, time: row.createdAt },
    updated: { actor: row.updatedBy, time: row.updatedAt },
    ...(isOwn(tx, row) && { isOwn: true }),
  };
}

const isOwn = ({ author, now }: ReadTx, { createdBy, createdAt, updatedBy }: TicketRow): boolean =>
  author.actorKind === 'agent' &&
  createdBy === author.actor &&
  updatedBy === author.actor &&
  dateOf(createdAt) === dateOf(now);

/** A ticket's texts, with what the keys in them mean where that is not what they say. */
function withMentions(
  tx: ReadTx,
  texts: Pick<TicketView, 'title' | 'description' | 'notes'>,
  events: () => readonly TrackerEvent[],
): Pick<TicketView, 'description' | 'mentions' | 'notes'> {
  const { description, notes } = texts;
  const found = listMentions(tx, { ...texts, said: notes }, events);
  if (!found) return { description, notes };
  return {
    description,
    ...(found.own.length > 0 && { mentions: found.own }),
    notes: notes.map((note) => {
      const mentions = found.said.get(note.event) ?? [];
      return mentions.length > 0 ? { ...note, mentions } : note;
    }),
  };
}

/** The rest of a long one is for `alignment get`. */
const submissionBudget = 400;

function findShown(submissions: readonly SubmissionView[], event: string): SubmissionView | undefined {
  const found = submissions.find((submission) => submission.event === event);
  return found && withinBudget(found, submissionBudget);
}

function viewParent(tx: ReadTx, ticket: number): TicketView['parent'] {
  const parent = getRow(tx, ticket);
  const { done, total } = progressOf(tx, ticket) ?? { done: 0, total: 0 };
  return { key: parent.key, title: parent.title, done, total };
}

const shownChildren = 20;

function viewChildren(tx: ReadTx, ticket: number): Pick<TicketView, 'progress' | 'children'> {
  const progress = progressOf(tx, ticket);
  if (!progress) return {};
  const children = firstChildren(tx, ticket, shownChildren);
  return { progress, children: children.map(({ key, title, status }) => ({ key, title, status })) };
}

/** More are there only where somebody made them; `tracker conflicts` lists all. */
const shownConflicts = 10;

function viewConflicts(tx: ReadTx, row: TicketRow): Pick<TicketView, 'conflicts' | 'conflictsLeft'> {
  const all = listConflicts(tx, row.ticket);
  const conflicts = all.slice(0, shownConflicts).map((conflict) => viewConflict(tx, row, conflict));
  const left = all.length - conflicts.length;
  return { conflicts, ...(left > 0 && { conflictsLeft: left }) };
}

/** What a conflict says to a reader: keys, not ids. */
export function viewConflict(tx: ReadTx, row: TicketRow, conflict: ConflictView): ShownConflict {
  const { field, value } = conflict;
  if (value === 'null' && (field === 'parent' || field === 'points' || field === 'due'))
    return { ...conflict, value: 'none' };
  const parent = field === 'parent' ? findTicket(tx, value) : undefined;
  if (!parent) return conflict;
  const cycle = row.parent === null && parentCycle(tx, row, parent) !== undefined;
  return { ...conflict, value: parent.key, ...(cycle && { cycle }) };
}

/** A link to another ticket; none for one that leads elsewhere. */
export function viewLink(tx: ReadTx, { type, target, suspended }: LinkView): LinkedTicket[] {
  if (!target) return [];
  return [
    {
      type,
      key: target.key,
      title: target.title,
      status: target.status,
      done: isTerminal(tx.config.types, target.type, target.status),
      suspended,
      ...(target.archived && { archived: true }),
    },
  ];
}

/** A past state, from the events up to then, in the same form; what others linked to it then is not part of its own history. */
export function viewState(
  tx: ReadTx,
  state: TicketState,
  { notes: all, events }: { notes: (Note & { about?: Id | undefined })[]; events: readonly StoredEvent[] },
): TicketView {
  const review = state.reviews.find(({ latest }) => latest);
  const submission = review && findShown(submissionsIn(tx, events), shortId(review.submission));
  // What is said in it and about it is shown with it.
  const notes = all.flatMap(({ about, ...note }) =>
    submission && (note.event === review?.submission || about === review?.submission) ? [] : [note],
  );
  const keys = keysOf(tx, [
    ...state.links.flatMap((link) => link.target ?? []),
    ...(state.parent ? [state.parent] : []),
  ]);
  const { id, title, type, status, priority, points, due, archived, revision, description, created, updated } = state;
  return {
    ...{ id, title, type, status, priority, points, due, archived, revision },
    ...(state.rank !== null && { rank: state.rank }),
    ...withMentions(tx, { title, description, notes }, () => events),
    key: keyOf(state),
    assignees: [...state.sets.assignees.keys()],
    labels: [...state.sets.labels.keys()].sort(),
    parent: state.parent ? { key: keys.get(state.parent) ?? state.parent, title: '', done: 0, total: 0 } : undefined,
    links: state.links.flatMap((link) =>
      link.target && link.type
        ? [
            {
              type: link.type,
              key: keys.get(link.target) ?? link.target,
              title: '',
              status: '',
              done: false,
              suspended: false,
            },
          ]
        : [],
    ),
    commits: state.links.flatMap((link) => (link.commit ? [{ hash: link.commit, subject: link.subject }] : [])),
    urls: state.links.flatMap((link) => (link.url ? [link.url] : [])),
    ...(submission && { review: { state: review?.decision ?? 'waiting', actor: submission.actor }, submission }),
    conflicts: [],
    notesTotal: notes.length,
    created: { actor: created.actor, time: created.time },
    updated: { actor: updated.actor, time: updated.time },
  };
}
