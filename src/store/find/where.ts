import { eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { dateOf } from '../../domain/day.ts';
import { priorities } from '../../domain/event/ticket.ts';
import type { Filter, Part, Range, State } from '../../domain/query/model.ts';
import { type Bounds, resolveBounds } from '../../domain/query/moment.ts';
import { readyStatuses, statusesIn, type TypeStatus } from '../../domain/rules/workflow.ts';
import { listNamed } from '../read/questions.ts';
import { assignees, labels, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { resolveActors, resolveKeys, resolveLabels } from './names.ts';

/** The condition on a row of `tickets` that a filter is. */
export function conditionOf(tx: ReadTx, filter: Filter, route: Route): SQL {
  const condition = positive(tx, filter, route);
  // What a ticket does not have (points, a due date) is NULL, and "not" is to let it through.
  return filter.not ? sql`not coalesce(${condition}, 0)` : condition;
}

export const anyOf = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`0` : sql`(${sql.join([...conditions], sql` or `)})`;

/** In the list of numbers, however long it is. */
export const inNumbers = (numbers: Iterable<number>): SQL =>
  sql`${tickets.ticket} in (select value from json_each(${JSON.stringify([...numbers])}))`;

/** Neither archived nor in a terminal status. */
export const isOpen = (tx: Pick<ReadTx, 'config'>): SQL =>
  sql`(${tickets.archived} = 0 and not ${isTerminal(tx, sql`${tickets.type}`, sql`${tickets.status}`)})`;

export const isUnarchived: SQL = eq(tickets.archived, false);

/** In a status that work can start from: `archived = 0` beside it makes this a search of the index. */
export const inReadyStatus = (tx: Pick<ReadTx, 'config'>): SQL => inPairs(readyStatuses(tx.config.types));

/** An open ticket, by a link that counts, blocks this one. */
export const hasOpenBlocker = (tx: Pick<ReadTx, 'config'>): SQL =>
  sql`exists (select 1 from links b join tickets blocker on blocker.ticket = b.ticket
    where b.target = ${tickets.ticket} and b.type = 'blocks' and b.suspended = 0 and blocker.archived = 0
    and not ${isTerminal(tx, sql`blocker.type`, sql`blocker.status`)})`;

/** A part of this one is open: it is finished by its parts, and work on it is work on them. */
export const hasOpenChild = (tx: Pick<ReadTx, 'config'>): SQL =>
  sql`exists (select 1 from tickets child where child.parent = ${tickets.ticket} and child.archived = 0
    and not ${isTerminal(tx, sql`child.type`, sql`child.status`)})`;

/** A status of a type that the configuration does not know is open. */
export function isTerminal({ config }: Pick<ReadTx, 'config'>, type: SQL, status: SQL): SQL {
  const cases = Object.entries(config.types).map(([name, { terminal }]) => {
    const names = terminal.map((one) => sql`${one}`);
    return sql`when ${name} then ${status} in (${sql.join(names, sql`, `)})`;
  });
  return cases.length === 0 ? sql`0` : sql`case ${type} ${sql.join(cases, sql` `)} else 0 end`;
}

function positive(tx: ReadTx, filter: Filter, route: Route): SQL {
  switch (filter.field) {
    case 'nothing':
      return sql`0`;
    case 'type':
      return inArray(tickets.type, filter.values);
    case 'status':
      return inArray(tickets.status, filter.values);
    case 'project':
      return inArray(tickets.project, filter.values);
    case 'label':
      return hasNames(labels, resolveLabels(tx, filter.values), { asked: filter.values, route });
    case 'assignee':
      return hasNames(assignees, resolveActors(tx, filter.values, assignees), { asked: filter.values, route });
    case 'author':
      return inArrayOrNone(tickets.createdBy, resolveActors(tx, filter.values));
    case 'mentions':
      return inNumbers(filter.values.flatMap((name) => listNamed(tx, name === 'me' ? tx.author.actor : name)));
    case 'key':
      return inArrayOrNone(tickets.ticket, resolveKeys(tx, filter.values));
    case 'parent':
      return anyOf([
        inArrayOrNone(tickets.parent, resolveKeys(tx, filter.values)),
        ...(filter.values.includes('none') ? [sql`${tickets.parent} is null`] : []),
      ]);
    case 'is':
      return anyOf(filter.values.map((state) => isInState(tx, state)));
    case 'has':
      return anyOf(filter.values.map(hasPart));
    case 'no':
      return anyOf(filter.values.map((part) => sql`not ${hasPart(part)}`));
    default:
      return anyOf(filter.ranges.map((range) => inRange(tx, filter.field, range)));
  }
}

const inArrayOrNone = (column: SQLiteColumn, values: readonly (string | number)[]): SQL =>
  values.length === 0 ? sql`0` : inArray(column, [...values]);

function hasNames(
  table: typeof labels | typeof assignees,
  names: readonly string[],
  { asked, route }: { asked: readonly string[]; route: Route },
): SQL {
  const isOne = inArrayOrNone(table.name, names);
  const has =
    route === 'walk'
      ? sql`exists (select 1 from ${table} where ${table.ticket} = ${tickets.ticket} and ${isOne})`
      : sql`${tickets.ticket} in (select ${table.ticket} from ${table} where ${isOne})`;
  return asked.includes('none') ? anyOf([has, sql`not ${hasRows(table)}`]) : has;
}

const hasRows = (table: typeof labels | typeof assignees): SQL =>
  sql`exists (select 1 from ${table} where ${table.ticket} = ${tickets.ticket})`;

/** Pairs as row values, which SQLite looks up in an index that begins with both. */
function inPairs(pairs: readonly TypeStatus[]): SQL {
  if (pairs.length === 0) return sql`0`;
  const rows = pairs.map(({ type, status }) => sql`(${type}, ${status})`);
  return sql`(${tickets.type}, ${tickets.status}) in (values ${sql.join(rows, sql`, `)})`;
}

function isInState(tx: ReadTx, state: State): SQL {
  switch (state) {
    case 'open':
      return sql`not ${isTerminal(tx, sql`${tickets.type}`, sql`${tickets.status}`)}`;
    case 'closed':
      return isTerminal(tx, sql`${tickets.type}`, sql`${tickets.status}`);
    case 'ready':
      return sql`(${isUnarchived} and ${inReadyStatus(tx)} and not ${inNumbers([...tx.liveClaims.keys(), ...tx.elsewhere.keys()])}
        and not ${hasOpenBlocker(tx)} and not ${hasOpenChild(tx)})`;
    case 'blocked':
      return sql`(${isOpen(tx)} and (${tickets.status} = 'blocked' or ${hasOpenBlocker(tx)}))`;
    case 'claimed':
      return inNumbers(tx.liveClaims.keys());
    case 'archived':
      return eq(tickets.archived, true);
    case 'any':
      return sql`1`;
    // Where the configuration does not know a status, or the type, work is on the way.
    case 'doing':
      return sql`not ${inPairs((['todo', 'review', 'done'] as const).flatMap((one) => statusesIn(tx.config.types, one)))}`;
    case 'todo':
    case 'review':
    case 'done':
      return inPairs(statusesIn(tx.config.types, state));
    case 'overdue':
      return sql`(${tickets.due} < ${dateOf(tx.now)} and ${isOpen(tx)})`;
  }
}

function hasPart(part: Part): SQL {
  switch (part) {
    case 'assignee':
      return hasRows(assignees);
    case 'label':
      return hasRows(labels);
    case 'due':
    case 'points':
    case 'parent':
      return sql`${tickets[part]} is not null`;
    case 'description':
      return sql`(coalesce(${tickets.description}, (select coalesce(payload ->> '$.text', payload ->> '$.description')
        from events where event = ${tickets.descriptionEvent}), '') <> '')`;
    case 'link':
      return sql`exists (select 1 from links l where l.ticket = ${tickets.ticket} or l.target = ${tickets.ticket})`;
    case 'comment':
      return sql`exists (select 1 from comments c where c.ticket = ${tickets.ticket})`;
    case 'review':
      return sql`exists (select 1 from reviews r where r.ticket = ${tickets.ticket})`;
    case 'conflict':
      return sql`exists (select 1 from conflicts x where x.ticket = ${tickets.ticket})`;
  }
}

function inRange(tx: ReadTx, field: 'priority' | 'points' | 'created' | 'updated' | 'due', range: Range): SQL {
  if (field === 'priority') return inArrayOrNone(tickets.priority, prioritiesIn(range));
  if (field === 'points') return numbersIn(range);
  const bounds = resolveBounds(range, { now: tx.now, field });
  if (field !== 'due') return within(field === 'created' ? tickets.createdAt : tickets.updatedAt, bounds);
  return within(tickets.due, { from: dateFrom(bounds.from), before: dateFrom(bounds.before) });
}

function prioritiesIn({ op, value }: Range): string[] {
  // The first is the most urgent.
  const at = (priorities as readonly string[]).indexOf(value);
  const holds = {
    '>': (i: number) => i < at,
    '>=': (i: number) => i <= at,
    '<': (i: number) => i > at,
    '<=': (i: number) => i >= at,
  };
  return priorities.filter((_, i) => (op in holds ? holds[op as keyof typeof holds](i) : i === at));
}

function numbersIn({ op, value, to }: Range): SQL {
  const points = tickets.points;
  if (op !== '..') return sql`${points} ${sql.raw(op)} ${Number(value)}`;
  return within(points, {
    from: value === '*' ? undefined : Number(value),
    before: to === undefined || to === '*' ? undefined : Number(to) + 1,
  });
}

type Limits = { [K in keyof Bounds]?: number | string | undefined };

function within(column: SQLiteColumn, { from, before }: Limits): SQL {
  const limits = [
    ...(from === undefined ? [] : [sql`${column} >= ${from}`]),
    ...(before === undefined ? [] : [sql`${column} < ${before}`]),
  ];
  return limits.length === 0 ? sql`${column} is not null` : sql`(${sql.join(limits, sql` and `)})`;
}

const day = 86_400_000;

/** The first date that begins at this moment or later. */
const dateFrom = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : isoDate(Math.ceil(time / day) * day);

const firstYear = Date.parse('0000-01-01');

function isoDate(time: number): string {
  if (time < firstYear) return '0000-01-01';
  return time > Date.UTC(9999, 11, 31) ? '9999-12-32' : new Date(time).toISOString().slice(0, 10);
}

/**
 * How the rows are gone through: `seek` from the indexes of what is asked for, `walk` along the order of the last update,
 * which is over soon where many rows match. SQLite, without statistics, cannot tell.
 */
export type Route = 'seek' | 'walk';
