import type { KanbanResult } from '../actions/board/kanban.ts';
import type { MeResult } from '../actions/board/me.ts';
import type { StatsResult } from '../actions/board/stats.ts';
import type { SummaryResult } from '../actions/board/summary.ts';
import { dateOf, minuteOf } from '../domain/day.ts';
import { call } from '../domain/hint.ts';
import type { Note } from '../domain/rules/notes.ts';
import { personNamed } from '../domain/rules/persons.ts';
import { join, lines, nameWorkTrees, notes, plural } from './lines.ts';
import { renderLine } from './list.ts';
import { knownOfTurn, noteLine, questionLine } from './notes.ts';
import type { Syntax } from './syntax.ts';

export function renderKanban(result: KanbanResult, syntax: Syntax): string {
  const [first] = result.columns;
  if (!first) return renderNone(result);
  return lines(
    result.query || false,
    notes(result) || false,
    ...result.columns.map(({ status, count, tickets }) =>
      lines(
        `${status} ${count}`,
        ...tickets.map((ticket) => {
          const marks = [ticket.type !== 'task' && ticket.type, ticket.priority !== 'medium' && ticket.priority]
            .filter(Boolean)
            .join(' ');
          return ` ${renderLine(ticket)}${marks ? ` · ${marks}` : ''}`;
        }),
        result.left === 0 && tickets.length > 0 && count > tickets.length && ` ${count - tickets.length} more`,
      ),
    ),
    result.left > 0 &&
      `${result.left} more: ${syntax.call(call('ticket', { action: 'list', query: `status:${first.status}` }))}, or a budget`,
  );
}

const renderNone = (result: { query: string } & Parameters<typeof notes>[0]): string =>
  lines(result.query ? `No tickets: ${result.query}` : 'No tickets', notes(result) || false);

export function renderSummary(result: SummaryResult): string {
  const { query, total, open, types, ready, blocked, claimed, overdue, conflicts, unapproved, closedInGit } = result;
  const state = [`${ready} ready`, `${blocked} blocked`, `${claimed} claimed`, overdue > 0 && `${overdue} overdue`];
  return lines(
    join(`${plural(total, 'ticket')}, ${open} open`, ...state, query),
    notes(result) || false,
    ...Object.entries(types).map(([type, statuses]) => {
      const counts = Object.entries(statuses).map(([status, count]) => `${status} ${count}`);
      return `${type}: ${counts.join(', ')}`;
    }),
    conflicts.length > 0 &&
      `Conflicts to settle: ${first(conflicts.map(({ key, fields }) => `${key} (${fields.join(', ')})`))}`,
    unapproved.length > 0 && `Closed without approval: ${first(unapproved)}`,
    closedInGit.length > 0 &&
      `Open, but closed by a commit: ${first(closedInGit.map(({ key, hash }) => `${key} (${hash.slice(0, 10)})`))}`,
  );
}

const listed = 20;
const first = (names: readonly string[]): string =>
  names.length <= listed ? names.join(', ') : `${names.slice(0, listed).join(', ')} and ${names.length - listed} more`;

export function renderMe(me: MeResult, syntax: Syntax): string {
  const list = <T extends { key: string; title: string }>(
    heading: string,
    items: readonly T[],
    detail: (item: T) => string = () => '',
  ): string | false =>
    items.length > 0 && lines(`${heading}:`, ...items.map((item) => ` ${item.key} ${item.title}${detail(item)}`));
  return lines(
    `You are ${me.actor} (${me.kind}), session ${me.session}, ${me.client}`,
    join(syntax.place, me.branch, me.query) || false,
    me.others.length > 0 && `Other work trees of the clone: ${nameWorkTrees(me.others)}`,
    notes(me) || false,
    list(
      'Holding',
      me.holding,
      (one) =>
        ` · ${one.status} until ${minuteOf(one.until)}${one.thisSession ? '' : ', in another session'}${noteBelow(one.note, { actor: me.actor })}`,
    ),
    list(
      'Your turn',
      me.turns,
      (one) => ` · ${one.status}, ${one.why} by ${one.by}${noteBelow(one.note, knownOfTurn(one))}`,
    ),
    rest(me.left.turns, syntax.call(call('ticket', { action: 'list', query: 'assignee:me is:open' }))),
    list('Said to you', me.questions, (one) => ` · ${one.status}\n  ${questionLine(one)}`),
    rest(me.left.questions, syntax.call(call('search', { query: `"@${personNamed(me.actor)}"` }))),
    list('Assigned', me.assigned, (one) => ` · ${one.status}`),
    rest(me.left.assigned, syntax.call(call('ticket', { action: 'list', query: 'assignee:me is:open' }))),
    list('Waiting for your review', me.reviews, (one) => ` · by ${one.actor} ${dateOf(one.time)}`),
    rest(me.left.reviews, syntax.call(call('alignment', { action: 'list' }))),
    list('Claimed earlier by somebody else, not yours any more', me.lost),
    list(
      `Changed since ${me.since === undefined ? 'then' : minuteOf(me.since)}`,
      me.changed,
      (one) => ` · ${one.events} by ${one.actors.join(', ')}`,
    ),
    rest(
      me.left.changed,
      syntax.call(call('ticket', { action: 'history', since: new Date(me.since ?? 0).toISOString() })),
    ),
    me.holding.length === 0 &&
      me.assigned.length === 0 &&
      me.turns.length === 0 &&
      me.questions.length === 0 &&
      me.reviews.length === 0 &&
      (me.query
        ? 'Nothing of that is yours.'
        : `Nothing is yours. Next: ${syntax.call(call('ticket', { action: 'claim' }))}`),
  );
}

const noteBelow = (note: Note | undefined, known: Parameters<typeof noteLine>[1]): string =>
  note ? `\n  ${noteLine(note, known)}` : '';

const rest = (left: number, call: string): string | false => left > 0 && ` ${left} more: ${call}`;

export function renderStats(result: StatsResult): string {
  if (result.types.length === 0) return renderNone(result);
  return lines(
    join('Last 4 weeks', result.query),
    notes(result) || false,
    ...result.types.map(({ type, open, closedByWeek, cycleHours, ageDays }) =>
      join(
        `${type}: ${open} open`,
        `closed ${closedByWeek.join(' ')}`,
        cycleHours && `cycle ${hours(cycleHours.median)}, 90 % within ${hours(cycleHours.p90)}`,
        ageDays && `age ${ageDays.median} d, oldest ${ageDays.oldest} d (${ageDays.oldestKey})`,
      ),
    ),
  );
}

export const hours = (value: number): string =>
  value >= 48 ? `${Math.round((value / 24) * 10) / 10} d` : `${value} h`;
