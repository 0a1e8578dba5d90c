import { customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { EventKind } from '../../domain/event/event.ts';

/** As the driver gives them: a file from elsewhere may hold something else there, which is for its reader to see. */
const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'blob' });

const id = () => bytes('id').notNull();

/** Facts about the file itself: `lineage`, `fold`. */
export const meta = sqliteTable('meta', { name: text('name').primaryKey(), value: text('value').notNull() });

export const actors = sqliteTable(
  'actors',
  { actor: integer('actor').primaryKey(), name: text('name').notNull(), kind: text('kind').notNull() },
  (t) => [uniqueIndex('actors_name').on(t.name, t.kind)],
);

export const sessions = sqliteTable(
  'sessions',
  { session: integer('session').primaryKey(), name: text('name').notNull(), client: text('client').notNull() },
  (t) => [uniqueIndex('sessions_name').on(t.name, t.client)],
);

/** The truth. `event` and `ticket` are local to this file; `id` and `parents` (16 bytes each) are the same in every clone. */
export const events = sqliteTable(
  'events',
  {
    event: integer('event').primaryKey(),
    id: id(),
    time: integer('time').notNull(),
    actor: integer('actor').notNull(),
    session: integer('session').notNull(),
    ticket: integer('ticket'),
    kind: text('kind').$type<EventKind>().notNull(),
    payload: text('payload').notNull(),
    parents: bytes('parents').notNull(),
  },
  (t) => [uniqueIndex('events_id').on(t.id), index('events_ticket').on(t.ticket)],
);

/** A ticket's description is `description`, or, where that is null, the text that the event `description_event` carries. */
export const tickets = sqliteTable(
  'tickets',
  {
    ticket: integer('ticket').primaryKey(),
    id: id(),
    key: text('key').notNull(),
    project: text('project').notNull(),
    number: integer('number').notNull(),
    type: text('type').notNull(),
    status: text('status').notNull(),
    priority: text('priority').notNull(),
    title: text('title').notNull(),
    points: integer('points'),
    due: text('due'),
    parent: integer('parent'),
    archived: integer('archived', { mode: 'boolean' }).notNull(),
    description: text('description'),
    descriptionEvent: integer('description_event'),
    claimActor: text('claim_actor'),
    claimSession: text('claim_session'),
    claimEvent: integer('claim_event'),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
    revision: integer('revision').notNull(),
    /** The events that no other event of the ticket names as a parent, 16 bytes each. */
    heads: bytes('heads').notNull(),
    /** Base-62 digits, which sort as bytes do; null: nobody has given it a place. */
    rank: text('rank'),
  },
  (t) => [
    uniqueIndex('tickets_id').on(t.id),
    uniqueIndex('tickets_key').on(t.key),
    index('tickets_status').on(t.archived, t.type, t.status, t.priority, t.createdAt),
    index('tickets_parent').on(t.parent),
    index('tickets_updated').on(t.updatedAt),
    index('tickets_claim').on(t.claimSession),
    index('tickets_rank').on(t.status, t.rank),
  ],
);

/** One row for each add that no remove has seen: a name may stand twice after a merge. */
export const labels = sqliteTable(
  'labels',
  { ticket: integer('ticket').notNull(), name: text('name').notNull(), event: integer('event').notNull() },
  (t) => [primaryKey({ columns: [t.ticket, t.name, t.event] }), index('labels_name').on(t.name)],
);

export const assignees = sqliteTable(
  'assignees',
  { ticket: integer('ticket').notNull(), name: text('name').notNull(), event: integer('event').notNull() },
  (t) => [primaryKey({ columns: [t.ticket, t.name, t.event] }), index('assignees_name').on(t.name)],
);

/** `ticket` type `target` reads as a sentence; or a commit, or a URL. A suspended link would close a cycle. */
export const links = sqliteTable(
  'links',
  {
    event: integer('event').primaryKey(),
    ticket: integer('ticket').notNull(),
    type: text('type'),
    target: integer('target'),
    commit: text('commit'),
    subject: text('subject'),
    url: text('url'),
    suspended: integer('suspended', { mode: 'boolean' }).notNull(),
  },
  (t) => [index('links_ticket').on(t.ticket), index('links_target').on(t.target)],
);

/** The body stands in the event's payload. */
export const comments = sqliteTable(
  'comments',
  { event: integer('event').primaryKey(), ticket: integer('ticket').notNull(), replyTo: integer('reply_to') },
  (t) => [index('comments_ticket').on(t.ticket)],
);

/** One row a submission; `decided` is the event of the decision that counts. */
export const reviews = sqliteTable(
  'reviews',
  {
    event: integer('event').primaryKey(),
    ticket: integer('ticket').notNull(),
    decision: text('decision'),
    decided: integer('decided'),
    /** The submission that the ticket's review state is about. */
    latest: integer('latest', { mode: 'boolean' }).notNull(),
    /** Waits for a decision. */
    open: integer('open', { mode: 'boolean' }).notNull(),
  },
  (t) => [index('reviews_ticket').on(t.ticket), index('reviews_open').on(t.open)],
);

export const projects = sqliteTable('projects', {
  project: text('project').primaryKey(),
  event: integer('event').notNull(),
});

/** Former keys, and keys that a clash took. */
export const aliases = sqliteTable(
  'aliases',
  { key: text('key').notNull(), ticket: integer('ticket').notNull() },
  (t) => [primaryKey({ columns: [t.key, t.ticket] }), index('aliases_ticket').on(t.ticket)],
);

/** Values that lost against a concurrent event, until a later event settles the field. */
export const conflicts = sqliteTable(
  'conflicts',
  {
    ticket: integer('ticket').notNull(),
    field: text('field').notNull(),
    event: integer('event').notNull(),
    value: text('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticket, t.field, t.event] })],
);

/** One row for each event that was made by a call with a key: `position` is the event's number, `hash` is of the call's input. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    key: text('key').notNull(),
    position: integer('position').notNull(),
    ticket: integer('ticket').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.position] })],
);
