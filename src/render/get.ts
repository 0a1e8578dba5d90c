import type { GetResult, LinesView, NotesView, TextView } from '../actions/ticket/get.ts';
import type { HistoryResult } from '../actions/ticket/history.ts';
import type { LinkedTicket, ShownNote, TicketView } from '../actions/ticket/view.ts';
import { clip } from '../domain/cut.ts';
import { dateOf, minuteOf } from '../domain/day.ts';
import { bothTexts } from '../domain/event/fold-description.ts';
import { shortId } from '../domain/event/id.ts';
import { shownMentions } from '../domain/event/mentions.ts';
import { call } from '../domain/hint.ts';
import { markLines } from '../domain/shown.ts';
import { renderSubmission } from './alignment.ts';
import { renderHistory } from './history.ts';
import { join, lines, numberedLine, plural, pointsOf, urlLine } from './lines.ts';
import { renderLinks } from './link.ts';
import { renderMentions } from './mentions.ts';
import type { Syntax } from './syntax.ts';

export function renderGet(result: GetResult, syntax: Syntax): string {
  if ('part' in result) return renderPart(result.part, syntax);
  if ('said' in result) return renderText(result.said, syntax);
  if ('more' in result) return renderMore(result.more, syntax);
  if ('links' in result) return renderLinks(result.links, syntax);
  if (!('ticket' in result)) return renderHistory(result.history, syntax);
  const { ticket, at, cut, cursor, history, named } = result;
  return lines(
    `${ticket.key} ${ticket.title}${at === undefined ? '' : ` (as of ${at})`}`,
    renderFields(ticket),
    !ticket.isOwn && renderTimes(ticket),
    renderRelations(ticket) || false,
    ...renderChildren(ticket, syntax),
    ...[...ticket.commits, ...(named?.commits ?? [])].map(
      ({ hash, subject }) => `commit ${hash.slice(0, 10)}${subject ? ` ${subject}` : ''}`,
    ),
    !!named?.left &&
      `… ${plural(named.left, 'commit')} more: ${syntax.call(call('ticket', { action: 'history', id: ticket.key }))}`,
    ...ticket.urls.map(urlLine),
    cut.links !== undefined &&
      `… ${plural(cut.links, 'link')} more: ${syntax.call(call('link', { action: 'list', id: ticket.key }))}`,
    ...ticket.conflicts.map((one) => `conflict: ${renderConflict(one)} settles that`),
    !!ticket.conflictsLeft && `… ${plural(ticket.conflictsLeft, 'conflict')} more`,
    renderMentions(ticket.mentions),
    ticket.description !== '' && `\n${ticket.description.trimEnd()}`,
    renderCharacters(cut.characters, cut.cursor, syntax),
    cut.description &&
      `… lines ${cut.description.next}-${cut.description.total} left: ${syntax.field('lines', `${cut.description.next}-`)}`,
    ticket.submission && renderSubmission(ticket.submission, ticket.key, syntax),
    ...ticket.notes.map((note) => renderNote(note, syntax)),
    renderLeft(ticket.notesTotal - ticket.notes.length, cursor, syntax),
    history && renderEvents(history, syntax),
  );
}

/** The newest events behind a ticket; how to go on is said by the call that goes on with them. */
const renderEvents = ({ key = '', entries, left }: HistoryResult, syntax: Syntax): string =>
  lines(
    `\n${renderHistory({ key, entries, left: 0 }, syntax)}`,
    left > 0 && `${plural(left, 'more event')}: ${syntax.call(call('ticket', { action: 'history', id: key }))}`,
  );

const renderCharacters = (left: number | undefined, cursor: string | undefined, { field }: Syntax): string | false =>
  !!left && cursor !== undefined && `… ${plural(left, 'character')} more of this: ${field('cursor', cursor)}`;

function renderText({ key, event, actor, time, body, before, total, cursor }: TextView, syntax: Syntax): string {
  const part =
    cursor === undefined && before === 0 ? '' : `, characters ${before + 1}-${before + body.length} of ${total}`;
  return lines(
    `${key} ${actor} ${dateOf(time)} [${event}]${part}`,
    body,
    cursor !== undefined && `… more: ${syntax.field('cursor', cursor)}`,
  );
}

function renderFields(ticket: TicketView): string {
  const { type, status, priority, points, due, archived, revision, assignees, labels, claim, review } = ticket;
  return join(
    ...[type, status],
    priority !== 'medium' && priority,
    points !== null && pointsOf(points),
    due !== null && `due ${due}`,
    archived && 'archived',
    revision > 1 && `rev ${revision}`,
    assignees.join(', '),
    labels.join(', '),
    claim && (claim.mine ? 'claimed by you' : `claimed by ${claim.actor} until ${minuteOf(claim.until)}`),
    review && `review ${review.state}${review.state === 'waiting' ? ` (${review.actor})` : ''}`,
  );
}

/** Who made it, and who was the last to do anything about it, where that was another or on another day. */
function renderTimes({ created, updated }: TicketView): string {
  const day = dateOf(created.time);
  const made = `created ${day} by ${created.actor}`;
  if (updated.actor === created.actor && dateOf(updated.time) === day) return made;
  return `${made}, last ${minuteOf(updated.time)}${updated.actor === created.actor ? '' : ` by ${updated.actor}`}`;
}

function* renderChildren({ key, progress, children }: TicketView, syntax: Syntax): Generator<string> {
  if (!progress || !children) return;
  for (const child of children)
    yield ` ${child.key} ${child.status} ${clip(child.title, shownMentions.titleCharacters)}`;
  const left = progress.total - children.length;
  if (left > 0) yield ` ${left} more: ${syntax.call(call('ticket', { action: 'list', query: `parent:${key}` }))}`;
}

const words = new Map<LinkedTicket['type'], string>([
  ['blocked_by', 'after'],
  ['discovered_from', 'discovered from'],
  ['duplicated_by', 'duplicated by'],
]);

/** What is archived holds nothing up, whatever its status. */
function stateOf({ suspended, archived, status }: LinkedTicket): string {
  if (suspended) return 'suspended: cycle';
  return archived ? 'archived' : status;
}

const titled = (title: string): string => (title === '' ? '' : ` "${clip(title, shownMentions.titleCharacters)}"`);

function renderRelations({ parent, progress, links }: TicketView): string {
  return join(
    parent &&
      `parent ${parent.key}${parent.total > 0 ? ` (${parent.done}/${parent.total} done)` : ''}${titled(parent.title)}`,
    progress &&
      `children ${progress.done}/${progress.total} done${progress.points > 0 ? `, ${pointsOf(progress.points)}` : ''}`,
    ...links.map((link) => {
      const state = stateOf(link);
      return `${words.get(link.type) ?? link.type} ${link.key}${state ? ` (${state})` : ''}${titled(link.title)}`;
    }),
  );
}

function renderConflict({ field, value, actor, cycle }: TicketView['conflicts'][number]): string {
  const who = actor;
  if (cycle)
    return `parent ${value}, set by ${who}, is suspended, as it would close a cycle; breaking that or another parent`;
  switch (field) {
    case 'description':
      if (value !== bothTexts) return `description lacks lines by ${who}: ${value}; writing it whole`;
      return `description has lines by ${who} beside others for the same place; writing those lines`;
    case 'claim':
      return `claim was made by ${who} too; a release or the next claim`;
    case 'review':
      return `review was also decided as ${value} by ${who}; the next decision`;
    case 'archived':
      return `archived was also set to ${value} by ${who}; archive or unarchive`;
    case 'key':
      return `key was also set to ${value} by ${who}; update with project`;
    default:
      return `${field} was also set to ${value} by ${who}; setting it`;
  }
}

function renderNote(
  { event, actor, time, verb, body, replyTo, characters, rest, mentions }: ShownNote,
  syntax: Syntax,
): string {
  const to = replyTo ? ` to ${shortId(replyTo)}` : '';
  return lines(
    `\n${actor} ${dateOf(time)} [${shortId(event)}]${to}${verb === undefined ? '' : ` ${verb}`}`,
    body.trimEnd(),
    renderCharacters(characters, rest, syntax),
    renderMentions(mentions),
  );
}

const renderLeft = (left: number, cursor: string | undefined, { field }: Syntax): string | false =>
  left > 0 && cursor !== undefined && `\n${plural(left, 'more note')}: ${field('cursor', cursor)}`;

function renderMore({ key, before, total, notes, cursor }: NotesView, syntax: Syntax): string {
  if (notes.length === 0) return `${key} has no notes before that`;
  const last = before + notes.length;
  return lines(
    `${key} notes ${before + 1}-${last} of ${total}, newest first`,
    ...notes.map((note) => renderNote(note, syntax)),
    renderLeft(total - last, cursor, syntax),
  );
}

function renderPart(
  { key, revision, first, total, lines: text, next, characters, cursor, numbered }: LinesView,
  syntax: Syntax,
): string {
  if (total === 0) return `${key} rev ${revision} has no description`;
  const last = first + text.length - 1;
  const width = String(last).length;
  return lines(
    `${key} rev ${revision}, lines ${first}-${last} of ${total}`,
    ...text.map((line, i) => (numbered ? numberedLine(first + i, line, width) : markLines(line))),
    renderCharacters(characters, cursor, syntax),
    next !== undefined && `… more: ${syntax.field('lines', `${next}-`)}`,
  );
}
