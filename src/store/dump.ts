import { asc } from 'drizzle-orm';
import { compareEvents } from '../domain/event.ts';
import { idFromBytes, shortId } from '../domain/id.ts';
import { listTicketEvents } from './events.ts';
import { listLinks } from './links.ts';
import { listProjects } from './refold.ts';
import { tickets } from './schema.ts';
import { descriptionOf, listConflicts, listNames, type TicketRow } from './tickets.ts';
import type { Db } from './tx.ts';

/** The database as stable, readable text, ticket by ticket in order of creation: what `git diff` compares. */
export function* dump(db: Db): Generator<string> {
  yield `projects ${listProjects(db).join(', ')}\n`;
  const rows = db.select().from(tickets).orderBy(asc(tickets.createdAt), asc(tickets.id)).all();
  const keys = new Map(rows.map((row) => [row.ticket, row.key]));
  for (const row of rows) yield `\n${dumpTicket(db, row, keys)}`;
}

function dumpTicket(db: Db, row: TicketRow, keys: ReadonlyMap<number, string>): string {
  const tx = { db };
  const out = [`${row.key} ${flat(row.title)}`];
  const put = (name: string, value: unknown) => {
    if (value !== null && value !== '' && value !== undefined) out.push(`  ${name} ${flat(String(value))}`);
  };
  put('id', idFromBytes(row.id));
  for (const field of ['type', 'status', 'priority', 'points', 'due'] as const) put(field, row[field]);
  put('parent', row.parent === null ? null : keys.get(row.parent));
  put('labels', listNames(tx, 'labels', row.ticket).join(', '));
  put('assignees', listNames(tx, 'assignees', row.ticket).sort().join(', '));
  put('claimed by', row.claimActor);
  if (row.archived) put('archived', 'yes');
  put('created', `${timeOf(row.createdAt)} ${row.createdBy}`);
  put('updated', `${timeOf(row.updatedAt)} ${row.updatedBy}`);
  for (const line of dumpLinks(tx, row)) put('link', line);
  for (const conflict of listConflicts(tx, row.ticket))
    put('conflict', `${conflict.field} ${conflict.value} (${conflict.actor} ${shortId(conflict.event)})`);
  const description = descriptionOf(tx, row);
  if (description) out.push('  description', ...block(description));
  out.push(...dumpDiscussion(db, row));
  return `${out.join('\n')}\n`;
}

const dumpLinks = (tx: { db: Db }, row: TicketRow): string[] =>
  listLinks(tx, row.ticket)
    .filter((link) => link.owner === idFromBytes(row.id))
    .map((link) =>
      link.target
        ? `${link.type} ${link.target.key}${link.suspended ? ' (suspended)' : ''}`
        : link.commit
          ? `commit ${link.commit} ${link.subject ?? ''}`.trim()
          : `url ${link.url}`,
    )
    .sort();

function dumpDiscussion(db: Db, row: TicketRow): string[] {
  const events = listTicketEvents(db, row.ticket).sort(compareEvents);
  const gone = new Set(events.flatMap((event) => (event.kind === 'retract' ? [event.payload.event] : [])));
  return events.flatMap((event) => {
    const head = `${timeOf(event.time)} ${event.actor} [${shortId(event.id)}]`;
    if (gone.has(event.id)) return [];
    if (event.kind === 'comment') return [`  comment ${head}`, ...block(event.payload.body)];
    if (event.kind === 'submit')
      return [
        `  submission ${head}`,
        ...block([event.payload.message, ...event.payload.evidence.map((item) => `- ${item.value}`)].join('\n')),
      ];
    if (event.kind === 'decide')
      return [`  decision ${event.payload.decision} ${head}`, ...block(event.payload.message ?? '')];
    return [];
  });
}

const timeOf = (time: number): string => new Date(time).toISOString();

/** A text's lines behind a margin, so that nothing in it can be taken for a field. */
const block = (text: string): string[] =>
  text === '' ? [] : text.split(/\r?\n/).map((line) => `    | ${line}`.trimEnd());

const flat = (text: string): string => text.replace(/[\r\n]+/g, ' ');
