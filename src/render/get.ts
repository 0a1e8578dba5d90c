import type { GetResult, LinesView } from '../actions/ticket/get.ts';
import type { LinkedTicket, TicketView } from '../actions/ticket/view.ts';
import { dateOf, join, lines, minuteOf, oneLine } from './lines.ts';

export function renderGet(result: GetResult): string {
  if ('part' in result) return renderPart(result.part);
  const { ticket, at, descriptionCut } = result;
  return lines(
    `${ticket.key} ${oneLine(ticket.title)}${at === undefined ? '' : ` (as of ${at})`}`,
    renderFields(ticket),
    renderRelations(ticket) || false,
    ...ticket.commits.map(({ hash, subject }) => `commit ${hash.slice(0, 10)}${subject ? ` ${oneLine(subject)}` : ''}`),
    ...ticket.urls,
    ...ticket.conflicts.map(
      (one) => `conflict: ${one.field} was also set to ${oneLine(one.value)} by ${one.actor}; setting it settles that`,
    ),
    ticket.description && `\n${ticket.description.replace(/\s+$/, '')}`,
    descriptionCut && `… lines ${descriptionCut.next}-${descriptionCut.total} left: lines:"${descriptionCut.next}-"`,
    renderComments(ticket),
  );
}

function renderFields(ticket: TicketView): string {
  const { type, status, priority, points, due, archived, revision, assignees, labels, claim, review } = ticket;
  return join(
    ...[type, status],
    priority !== 'medium' && priority,
    points !== null && `${points} pts`,
    due !== null && `due ${due}`,
    archived && 'archived',
    revision > 1 && `rev ${revision}`,
    assignees.join(', '),
    labels.join(', '),
    claim && (claim.mine ? 'claimed by you' : `claimed by ${claim.actor} until ${minuteOf(claim.until)}`),
    review && `review ${review.state} (${review.actor})`,
  );
}

const words: Partial<Record<LinkedTicket['type'], string>> = {
  blocked_by: 'after',
  discovered_from: 'discovered from',
  duplicated_by: 'duplicated by',
};

function renderRelations({ parent, progress, links }: TicketView): string {
  return join(
    parent && `parent ${parent.key}${parent.total > 0 ? ` (${parent.done}/${parent.total} done)` : ''}`,
    progress &&
      `children ${progress.done}/${progress.total} done${progress.points > 0 ? `, ${progress.points} pts` : ''}`,
    ...links.map((link) => {
      const state = link.suspended ? 'suspended: cycle' : link.type === 'blocked_by' || link.done ? link.status : '';
      return `${words[link.type] ?? link.type} ${link.key}${state ? ` (${state})` : ''}`;
    }),
  );
}

function renderComments({ comments, commentsTotal, key }: TicketView): string | false {
  if (commentsTotal === 0) return false;
  const left = commentsTotal - comments.length;
  return lines(
    ...comments.map(({ event, actor, time, body, replyTo }) => {
      const head = `\n${actor} ${dateOf(time)} [${event.slice(-6).toLowerCase()}]${replyTo ? ` to ${replyTo.slice(-6).toLowerCase()}` : ''}`;
      return lines(head, body.replace(/\s+$/, ''));
    }),
    left > 0 && `\n${left} more comment${left === 1 ? '' : 's'}: history id:"${key}"`,
  );
}

function renderPart({ key, revision, first, total, lines: text, next, numbered }: LinesView): string {
  const last = first + text.length - 1;
  const width = String(last).length;
  return lines(
    `${key} rev ${revision}, lines ${first}-${last} of ${total}`,
    ...text.map((line, i) => (numbered ? `${String(first + i).padStart(width)} ${line}` : line)),
    next !== undefined && `… more: lines:"${next}-"`,
  );
}
