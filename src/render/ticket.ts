import type { ClaimResult } from '../actions/claim/claim.ts';
import type { ReleaseResult } from '../actions/claim/release.ts';
import type { RankResult } from '../actions/rank/rank.ts';
import type { CloseResult } from '../actions/ticket/close.ts';
import type { CommentResult } from '../actions/ticket/comment.ts';
import type { CreatedTicket, CreateResult } from '../actions/ticket/create.ts';
import type { EditResult } from '../actions/ticket/edit.ts';
import type { TemplatesResult } from '../actions/ticket/templates.ts';
import type { UndoneEvent, UndoResult } from '../actions/ticket/undo.ts';
import type { ChangeResult } from '../actions/ticket/update.ts';
import { beginningOf } from '../domain/cut.ts';
import { minuteOf } from '../domain/day.ts';
import { call } from '../domain/hint.ts';
import { markLines } from '../domain/shown.ts';
import { renderPassed, renderTaken } from './gates.ts';
import { describeEdit, describeLink, rangeOf } from './history.ts';
import { join, lines, named, numberedLine, plural, pointsOf, renderNoted } from './lines.ts';
import { renderHandOver } from './notes.ts';
import type { Syntax } from './syntax.ts';

export function renderCreate({ tickets, similar, noted }: CreateResult): string {
  const alike = similar.length > 0 && `Similar open: ${similar.map(named).join(', ')}`;
  const [only, ...others] = tickets;
  if (only && others.length === 0) {
    const what = join(only.key, ...kindOf(only), only.titled && `"${only.title}"`);
    return lines(`Created ${what}${renderNoted(noted)}`, alike);
  }
  const points = tickets.reduce((sum, ticket) => sum + (ticket.points ?? 0), 0);
  const made = join(tickets.map((ticket) => ticket.key).join(', '), points > 0 && `${pointsOf(points)} in all`);
  const places = tickets.flatMap((ticket) => renderPlace(ticket) ?? []);
  const rest = places.length - shownPlaces;
  return lines(
    `Created ${made}${renderNoted(noted)}`,
    ...places.slice(0, shownPlaces),
    rest > 0 && `… and ${rest} more`,
  );
}

/** Whoever makes more at once looks at them by a list. */
const shownPlaces = 20;

/** Where a ticket of a batch stands, which its items may have said by places alone, and what a template has called it. */
function renderPlace({ key, title, titled, points, parent, blocked_by: blockers }: CreatedTicket): string | undefined {
  const place = [titled && `"${title}"`, parent && `parent ${parent}`, blockers && `after ${blockers.join(', ')}`];
  return place.some(Boolean) ? join(key, points !== null && pointsOf(points), ...place) : undefined;
}

/** What is as for every new ticket goes without saying. */
function kindOf({ type, status, priority }: CreatedTicket): (string | false)[] {
  return [type !== 'task' && type, type !== 'task' && status, priority !== 'medium' && priority];
}

type Change = ChangeResult['tickets'][number];

export function renderChange({ tickets }: ChangeResult): string {
  return lines(
    ...tickets.map((ticket) =>
      lines(
        `${ticket.key} ${renderChanges(ticket)}${renderTaken(ticket)}${renderNoted(ticket.noted)}`,
        renderPassed(ticket),
        renderReady(ticket),
      ),
    ),
  );
}

function renderChanges({ changes }: Change): string {
  return changes.length === 0 ? 'is so already' : changes.map(renderField).join(', ');
}

function renderField({ field, from, to }: Change['changes'][number]): string {
  if (field === 'description') {
    const whose = typeof from === 'string' ? `, which was written by ${from}` : '';
    return `description ${to === null ? 'emptied' : 'replaced'}${whose}`;
  }
  if (from === to) return `${field} stays ${to ?? 'none'}, which settles the conflict`;
  if (field === 'archived') return to ? 'archived' : 'unarchived';
  if (field === 'status') return `${from} → ${to}`;
  if (field === 'title') return `title "${String(from)}" → "${String(to)}"`;
  if (Array.isArray(from) && Array.isArray(to)) return `${field} ${renderNames(from, to)}`;
  return `${field} ${from ?? 'none'} → ${to ?? 'none'}`;
}

function renderNames(from: string[], to: string[]): string {
  const added = to.filter((name) => !from.includes(name)).map((name) => `+${name}`);
  const removed = from.filter((name) => !to.includes(name)).map((name) => `-${name}`);
  return [...added, ...removed].join(' ');
}

export const renderReady = ({ ready }: { ready: { key: string; title: string }[] }): string | false =>
  ready.length > 0 && `Ready now: ${ready.map(named).join(', ')}`;

export function renderClose({ tickets, next }: CloseResult, syntax: Syntax): string {
  return lines(
    ...tickets.map((ticket) =>
      lines(
        `${ticket.key} ${ticket.path.join(' → ')}${renderTaken(ticket)}${renderNoted(ticket.noted)}`,
        renderPassed(ticket),
        renderReady(ticket),
      ),
    ),
    next && ('none' in next ? next.none : renderClaim(next, syntax)),
  );
}

export function renderEdit({ key, revision, op, changed, noted, deleted, ...shown }: EditResult): string {
  const said = renderNoted(noted);
  if (!changed) return `${key} is so already, rev ${revision}${said}`;
  if (deleted) return `${key} rev ${revision}, ${rangeOf(deleted)} deleted${said}`;
  if (shown.last < shown.first) return `${key} rev ${revision}, description emptied${said}`;
  const range = op === 'append' || op === 'prepend' ? `, ${rangeOf(shown)}` : '';
  return lines(`${key} rev ${revision}${range}${said}:`, ...renderWritten(shown));
}

/** The lines under their heading; the caller knows them, so their beginnings are enough to see a wrong place. */
const renderWritten = ({
  first,
  last,
  lines: text,
  heading,
}: Pick<EditResult, 'first' | 'last' | 'lines' | 'heading'>): string[] => [
  ...(heading ? [numberedLine(heading.line, shorten(heading.text))] : []),
  ...text.map((line, i) => numberedLine(first + i, shorten(line))),
  ...(last - first + 1 > text.length ? [`… to ${last}`] : []),
];

/** The beginning of a line, whole words where it has some. */
function shorten(line: string): string {
  if (line.length <= 32) return line;
  const start = beginningOf(line, 32);
  const words = start.replace(/\s+\S*$/, '');
  return `${words.length < 16 ? start : words}…`;
}

export function renderClaim(
  { key, title, from, status, already, takenFrom, takenFromOwn, until, noted, turn, toBegin, handOver }: ClaimResult,
  syntax: Syntax,
): string {
  if (already) return `${key} is yours already, until ${minuteOf(until)}${renderNoted(noted)}`;
  // Whose turn it is says that there is somebody at work already.
  const moved = from !== status ? `${from} → ${status}` : !turn && status;
  const before = takenFromOwn ? `another session of ${takenFrom}` : takenFrom;
  return lines(
    `Claimed ${join(key, moved, turn && `${turn.why} by ${turn.by}`)}${before ? `, taken over from ${before}` : ''}${renderNoted(noted)}`,
    markLines(title),
    toBegin && `Not begun: ${[status, ...toBegin.path].join(' → ')}. ${syntax.call(toBegin.next)}`,
    handOver && (renderHandOver(handOver, { key, turn }, syntax) || false),
  );
}

export function renderRelease({ key, from, status, assignees, heldBy, noted }: ReleaseResult): string {
  const moved = from === status ? status : `${from} → ${status}`;
  return `Released ${join(key, moved, assignees.join(', '))}${heldBy ? `, which ${heldBy} held` : ''}${renderNoted(noted)}`;
}

export const renderComment = ({ key, event, replyTo }: CommentResult): string =>
  `${key} commented${event ? ` ${event}` : ''}${replyTo ? ` to ${replyTo.actor} ${replyTo.event}` : ''}`;

const shownUndone = 50;

export function renderUndo({ events, noted }: UndoResult, syntax: Syntax): string {
  const undone = events.filter((event) => event.fields.length > 0).length;
  const all = events.map((event) => {
    const done = event.kind === 'undo' ? 'redone' : `undone ${event.kind}`;
    const what = event.fields.length > 0 ? `${done}${renderBack(event)}` : `left ${event.kind}`;
    const text = `${event.key} ${event.event} ${what}${event.left.length > 0 ? `. ${event.left.join(' ')}` : ''}${event.next ? ` Next: ${syntax.call(event.next)}` : ''}`;
    return { text, isLeft: event.left.length > 0 };
  });
  const [only, ...others] = all;
  if (only && others.length === 0) {
    const { first, last, lines: back = [] } = events[0]?.edit?.written ?? { first: 1, last: 0 };
    return lines(`${only.text}${renderNoted(noted)}`, ...renderWritten({ first, last, lines: back.slice(0, 3) }));
  }
  // What was left alone is always said; a long session's other lines can be read in the history.
  const shown = all.filter(({ isLeft }, at) => at < shownUndone || isLeft).map(({ text }) => text);
  const rest = all.length - shown.length;
  return lines(
    `Undone ${undone} of ${events.length}${renderNoted(noted)}`,
    ...shown,
    rest > 0 && `… and ${rest} more undone`,
  );
}

/** What is as it was before; of what was said, it is enough that it is taken back. */
function renderBack({ kind, fields, changes = [], edit, link = [] }: UndoneEvent): string {
  const back = [
    ...changes.map(renderField),
    ...(edit ? [describeEdit(edit)] : []),
    ...link.map(({ isBack, ...one }) => `${isBack ? '' : 'no longer '}${describeLink(one)}`),
  ];
  if (back.length > 0) return `: ${back.join(', ')}`;
  return fields[0] === kind ? '' : ` (${fields.join(', ')})`;
}

export function renderRank({ key, after, before, already, others }: RankResult): string {
  const place = [after && `after ${after}`, before && `before ${before}`].filter(Boolean).join(', ');
  if (already) return `${key} is ${place} already`;
  return `${key} ${place}${others > 0 ? `; ${plural(others, 'other')} given a place, all in the order they had` : ''}`;
}

export function renderTemplates({ templates }: TemplatesResult, syntax: Syntax): string {
  const rows = templates.map(({ name, about, variables }) =>
    join(`${name}${variables.length > 0 ? `: ${variables.join(', ')}` : ''}`, about),
  );
  return lines(
    `${syntax.call(call('ticket', { action: 'create', template: 'NAME', vars: { NAME: 'VALUE' } }))}; ? has a default`,
    ...rows,
  );
}
