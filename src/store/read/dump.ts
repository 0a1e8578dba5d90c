import { asc, eq, inArray, isNull, notInArray, or, sql } from 'drizzle-orm';
import { compareEvents, type EventKind, type Evidence, type Id } from '../../domain/event/event.ts';
import { findRepeats } from '../../domain/event/fold-discussion.ts';
import { idFromBytes, isId, shortId } from '../../domain/event/id.ts';
import { payloadShapes } from '../../domain/event/payload-shapes.ts';
import { isRedacted } from '../../domain/event/redact.ts';
import { isObject } from '../../domain/event/shape.ts';
import { respell } from '../../domain/shown.ts';
import type { Db } from '../schema/connect.ts';
import { aliases, assignees, conflicts, events, labels, links, tickets } from '../schema/schema.ts';
import { listConflicts } from './conflicts.ts';
import { listComments } from './discussion.ts';
import { listTicketEvents, type StoredEvent, selectEvents, toEvent } from './events.ts';
import { keysOf } from './history.ts';
import { listMentions, type Mention } from './mentions.ts';
import { listProjects } from './projects.ts';
import { descriptionOf, listNames, type TicketRow } from './tickets.ts';

/** A ticket as text; with no id, what belongs to none. */
export interface DumpedPart {
  id: Id | null;
  /** Its own line is the only one that is not indented. None is empty. */
  lines: string[];
}

/** The database as stable, readable text. */
export function* dump(db: Db): Generator<string> {
  let gap = '';
  for (const { lines } of dumpParts(db)) {
    yield `${gap}${lines.join('\n')}\n`;
    gap = '\n';
  }
}

export const renderParts = (parts: readonly DumpedPart[]): string =>
  parts.map(({ lines }) => `${lines.join('\n')}\n`).join('\n');

/** The parts of that text: what belongs to no ticket, then the tickets in order of creation. */
export function* dumpParts(db: Db): Generator<DumpedPart> {
  const parts = findParts(db);
  yield { id: null, lines: [`projects ${listProjects(db).join(', ')}`, ...dumpDiscussion(parts.homeless)] };
  const rows = db.select().from(tickets).orderBy(asc(tickets.createdAt), asc(tickets.id)).all();
  const keys = new Map(rows.map((row) => [row.ticket, row.key]));
  for (const row of rows) yield { id: idFromBytes(row.id), lines: dumpTicket(db, row, { keys, parts }) };
}

/** What only some tickets have, asked for once. */
interface Parts {
  has(part: Part, ticket: number): boolean;
  /** Without them a key in a text is what it says. */
  hasFormerKeys: boolean;
  /** Of the tickets that they belong to. */
  links: ReadonlyMap<number, LinkRow[]>;
  discussions: ReadonlyMap<number, StoredEvent[]>;
  /** Events whose ticket is not there, as its creation is in another version. */
  homeless: readonly StoredEvent[];
}

type Part = 'labels' | 'assignees' | 'conflicts' | 'aliases';
type LinkRow = typeof links.$inferSelect;
const discussionKinds: EventKind[] = ['comment', 'submit', 'decide', 'retract'];
const knownKinds = Object.keys(payloadShapes) as EventKind[];
/** Shown as what they are: the fields of a ticket do not tell of them. */
const isShown = or(
  inArray(events.kind, discussionKinds),
  notInArray(events.kind, knownKinds),
  isNull(events.ticket),
  sql`${events.payload} like '%"redacted"%'`,
);

function findParts(db: Db): Parts {
  const numbersOf = (rows: readonly { ticket: number }[]) => new Set(rows.map(({ ticket }) => ticket));
  const owners: Record<Part, Set<number>> = {
    labels: numbersOf(db.selectDistinct({ ticket: labels.ticket }).from(labels).all()),
    assignees: numbersOf(db.selectDistinct({ ticket: assignees.ticket }).from(assignees).all()),
    conflicts: numbersOf(db.selectDistinct({ ticket: conflicts.ticket }).from(conflicts).all()),
    aliases: numbersOf(db.selectDistinct({ ticket: aliases.ticket }).from(aliases).all()),
  };
  const discussions = new Map<number, StoredEvent[]>();
  const homeless: StoredEvent[] = [];
  for (const row of selectEvents(db).where(isShown).all()) {
    const event = toEvent(row);
    if (!event) continue;
    const own = row.number === null ? homeless : discussions.get(row.number);
    if (own) own.push(event);
    else if (row.number !== null) discussions.set(row.number, [event]);
  }
  return {
    has: (part, ticket) => owners[part].has(ticket),
    hasFormerKeys: owners.aliases.size > 0,
    links: Map.groupBy(db.select().from(links).all(), ({ ticket }) => ticket),
    discussions,
    homeless: homeless.filter(({ kind }) => kind !== 'project' && kind !== 'drop'),
  };
}

interface Context {
  keys: ReadonlyMap<number, string>;
  parts: Parts;
}

function dumpTicket(db: Db, row: TicketRow, { keys, parts }: Context): string[] {
  const tx = { db };
  const has = (part: Part) => parts.has(part, row.ticket);
  const out = [`${row.key} ${oneLine(row.title)}`];
  const put = (name: string, value: unknown) => {
    if (value !== null && value !== '' && value !== undefined) out.push(`  ${name} ${oneLine(String(value))}`);
  };
  // Three lines that stay as they are: the context of a hunk, which then begins below the ticket's line, its heading.
  put('id', idFromBytes(row.id));
  put('created', `${timeOf(row.createdAt)} ${row.createdBy}`);
  put('type', row.type);
  put('updated', `${timeOf(row.updatedAt)} ${row.updatedBy}`);
  for (const field of ['status', 'priority', 'points', 'due'] as const) put(field, row[field]);
  put('rank', row.rank);
  put('parent', row.parent === null ? null : keys.get(row.parent));
  if (has('labels')) put('labels', listNames(tx, 'labels', row.ticket).join(', '));
  if (has('assignees')) put('assignees', listNames(tx, 'assignees', row.ticket).sort().join(', '));
  put('claimed by', row.claimActor);
  if (row.archived) put('archived', 'yes');
  if (has('aliases')) put('formerly', listFormerKeys(db, row).join(', '));
  const links = parts.links.get(row.ticket)?.map((link) => dumpLink(link, keys)) ?? [];
  for (const line of links.sort()) put('link', line);
  for (const line of has('conflicts') ? dumpConflicts(tx, row) : []) put('conflict', line);
  const description = descriptionOf(tx, row);
  for (const line of parts.hasFormerKeys ? dumpMentions(tx, row, description) : []) put('mention', line);
  const text = description ? ['  description', ...block(description)] : [];
  return out.concat(text, dumpDiscussion(parts.discussions.get(row.ticket) ?? []));
}

const dumpLink = ({ type, target, commit, subject, url, suspended }: LinkRow, keys: Context['keys']): string =>
  target !== null
    ? `${type} ${keys.get(target)}${suspended ? ' (suspended)' : ''}`
    : commit
      ? `commit ${commit} ${subject ?? ''}`.trim()
      : `url ${url}`;

const listFormerKeys = (db: Db, { ticket }: TicketRow): string[] =>
  db
    .select({ key: aliases.key })
    .from(aliases)
    .where(eq(aliases.ticket, ticket))
    .orderBy(asc(aliases.key))
    .all()
    .map(({ key }) => key);

const dumpConflicts = (tx: { db: Db }, row: TicketRow): string[] =>
  listConflicts(tx, row.ticket).map(({ field, value, actor, event }) => {
    const shown = isId(value) ? (keysOf(tx, [value]).get(value) ?? value) : value;
    return `${field} ${shown} (${actor} ${shortId(event)})`;
  });

/** What the keys in its texts mean, where that is not what they say. */
function dumpMentions(tx: { db: Db }, row: TicketRow, description: string): string[] {
  const { comments } = listComments(tx, row.ticket, Number.MAX_SAFE_INTEGER);
  const texts = { title: row.title, description, said: comments };
  const found = listMentions(tx, texts, () => listTicketEvents(tx.db, row.ticket));
  const lineOf = ({ written, tickets }: Mention): string =>
    `${written} is ${tickets.map((ticket) => ticket.key).join(' or ')}`;
  const said = [...(found?.said ?? [])].reverse();
  return [
    ...(found?.own ?? []).map(lineOf),
    ...said.flatMap(([event, mentions]) => mentions.map((one) => `${lineOf(one)} in [${shortId(event)}]`)),
  ];
}

function dumpDiscussion(discussion: readonly StoredEvent[]): string[] {
  const repeats = findRepeats(discussion.filter((event) => event.ticket !== null));
  const retracted = discussion.flatMap((event) => (event.kind === 'retract' ? [event.payload.event] : []));
  const gone = new Set([...retracted, ...repeats.keys()]);
  return discussion
    .toSorted(compareEvents)
    .flatMap((event) => [
      ...(isRedacted(event.payload)
        ? [`  redacted ${event.kind} ${headOf(event)}`, ...block(sayRedaction(event.payload))]
        : []),
      ...(gone.has(event.id) ? [] : dumpEvent(event, repeats)),
    ]);
}

const headOf = (event: StoredEvent): string => oneLine(`${timeOf(event.time)} ${event.actor} [${shortId(event.id)}]`);

function dumpEvent(event: StoredEvent, repeats: ReadonlyMap<Id, Id>): string[] {
  const head = headOf(event);
  if (event.kind === 'comment') {
    const { body, replyTo } = event.payload;
    const answered = replyTo && (repeats.get(replyTo) ?? replyTo);
    return [`  comment ${head}${answered ? ` to [${shortId(answered)}]` : ''}`, ...block(body)];
  }
  if (event.kind === 'submit') {
    const { message, evidence } = event.payload;
    return [`  submission ${head}`, ...block([message, ...evidence.map(evidenceLine)].join('\n'))];
  }
  if (event.kind === 'decide')
    return [`  decision ${event.payload.decision} ${head}`, ...block(event.payload.message ?? '')];
  // Of a newer program, or of a ticket that is not there: kept and merged, and no field shows it.
  if (event.ticket !== null && knownKinds.includes(event.kind)) return [];
  const { kind, payload }: { kind: string; payload: object } = event;
  return [`  event ${kind} ${head}`, ...block(JSON.stringify(payload))];
}

/** By whom, and why. What says so may have been written by anybody. */
function sayRedaction({ redacted }: { redacted: unknown }): string {
  const { actor, reason } = isObject(redacted) ? redacted : {};
  return `by ${typeof actor === 'string' ? actor : 'nobody'}${typeof reason === 'string' ? `: ${reason}` : ''}`;
}

const evidenceLine = ({ kind, value, exitCode, verified }: Evidence): string =>
  `- ${kind} ${value}${exitCode === undefined ? '' : ` -> ${exitCode}`}${verified === false ? ' (not found)' : ''}`;

const timeOf = (time: number): string => new Date(time).toISOString();

/** A text's lines behind a margin, so that nothing in it can be taken for a field. */
const block = (text: string): string[] =>
  text === '' ? [] : text.split(/\r?\n/).map((line) => (line === '' ? '    |' : `    | ${visible(line)}`));

/** Without what would end the line, or move the cursor of a terminal. */
export const oneLine = (text: string): string => visible(text.replace(/[\r\n]+/g, ' '));

/** What is not safe to show is spelled out: git shows a change of it as one. */
const visible = (text: string): string =>
  respell(text, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 2 ? `\\u{${code}}` : `\\x${code.padStart(2, '0')}`;
  });
