/** JSON Schema, as much of it as is said here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const text: JsonSchema = { type: 'string' };
const number: JsonSchema = { type: 'integer' };
const yes: JsonSchema = { type: 'boolean' };
const any: JsonSchema = {};
const textOrNull: JsonSchema = { type: ['string', 'null'] };
const numberOrNull: JsonSchema = { type: ['integer', 'null'] };
const moment: JsonSchema = { type: 'string', format: 'date-time', description: 'In UTC.' };
/** Of cards, of which there are thousands. */
const ms: JsonSchema = { type: 'integer', description: 'Milliseconds since 1970.' };
const key: JsonSchema = { type: 'string', description: 'A key, such as PAY-482913.' };
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const texts = list(text);
const map = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });
const of = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** An object; a name that ends in a question mark may be missing. */
function object(fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const names = Object.keys(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), fields[name]])),
    required: names.filter((name) => !name.endsWith('?')),
  };
}

const short = { key, title: text };
const made = { 'dry_run?': yes, 'caveats?': texts };
const replayed = { 'existing?': yes, 'already?': yes, 'reply?': text, 'tickets?': list(any) };
const page = { 'cursor?': text, ...made };
const line = object({
  ...{ ...short, type: text, status: text, priority: text, points: numberOrNull, assignees: texts, 'snippet?': text },
  ...{ labels: texts, due: textOrNull, parent: textOrNull, blockedBy: texts, createdAt: moment, updatedAt: moment },
});
const heldUp = { 'heldUp?': any, 'scope?': any, 'emptiedBy?': text, 'nearest?': text };
const ticketList = {
  ...{ tickets: list(line), total: number, 'left?': number, query: text, notes: texts, ...heldUp, ...page },
};
const link = {
  ...{ type: text, ...short, status: text, done: yes, suspended: yes, 'archived?': yes },
};
const note = object({
  ...{ event: text, actor: text, time: moment, body: text, 'verb?': text, 'replyTo?': text },
  ...{ 'characters?': number, 'rest?': text, 'mentions?': list(any) },
});
const stamp = object({ actor: text, time: moment });
const change = object({ field: text, 'from?': any, 'to?': any });
const freed = list(object(short));
const changes = { 'changes?': list(change), 'ready?': freed, 'noted?': yes, 'gates?': any };
const created = object({
  // Of one that a request has made before on another branch the key alone is known.
  ...{ key, 'title?': text, id: text, type: text, status: text, priority: text, 'points?': numberOrNull, url: text },
  ...{ 'revision?': number, 'parent?': key, 'blocked_by?': texts, 'titled?': yes, 'similar?': freed },
  ...{ 'existing?': yes, ...made },
});
const card = object({
  ...{ id: text, ...short, type: text, status: text, category: text, priority: text, revision: number },
  ...{ created: ms, updated: ms, 'labels?': texts, 'assignees?': texts, 'points?': number, 'due?': text },
  ...{ 'parent?': key, 'blocked?': yes, 'ready?': yes, 'claim?': text, 'review?': text, 'comments?': number },
  ...{
    'archived?': yes,
    'elsewhere?': text,
    'conflict?': yes,
    'claimed?': ms,
    'children?': list(number),
    'rank?': text,
  },
});
const counted = { total: number, open: number };
const parts = {
  ...{ first: number, total: number, lines: texts, 'next?': number, characters: number, numbered: yes },
};
const turn = { 'turn?': any, status: text };

const session = { actor: text, kind: text, scopes: texts, expires_at: moment };

const undone = object({
  ...{ event: text, kind: text, key, fields: texts, 'changes?': list(change), left: texts },
  ...{ 'edit?': any, 'link?': any, 'next?': any },
});

/** What is answered, for what boards and programs use most; the rest is an object of which nothing is said. */
export const responseSchemas = {
  Problem: object({
    ...{ type: text, title: text, status: number, detail: text, 'hint?': text },
    'next?': list(object({ tool: text, args: any, method: text, path: text, body: any })),
  }),
  TicketList: object(ticketList),
  SearchResult: {
    anyOf: [object({ view: text, ...ticketList }), object({ view: { enum: ['ticket', 'history', 'graph'] } })],
  },
  Created: { anyOf: [created, object({ tickets: list(created), 'existing?': yes, ...made })] },
  TicketItself: object({
    ...{ id: text, ...short, type: text, status: text, priority: text, points: numberOrNull, due: textOrNull },
    ...{ archived: yes, 'rank?': text, revision: number, url: text, assignees: texts, labels: texts },
    'claim?': object({ actor: text, until: moment, mine: yes }),
    'parent?': object({ ...short, done: number, total: number }),
    'progress?': object({ done: number, total: number, points: number }),
    'children?': list(object({ ...short, status: text })),
    ...{ links: list(object(link)), commits: list(object({ hash: text, 'subject?': text })), urls: texts },
    'review?': object({ state: text, actor: text }),
    ...{
      'submission?': any,
      conflicts: list(any),
      'conflictsLeft?': number,
      description: text,
      'mentions?': list(any),
    },
    ...{ notes: list(note), notesTotal: number, created: stamp, updated: stamp, 'isOwn?': yes },
    ...{ 'at?': text, 'cut?': any, 'history?': any, 'named?': any, ...changes, ...page },
  }),
  TicketPart: object({ key, 'revision?': number, ...parts, ...page }),
  Ticket: { anyOf: [of('TicketItself'), of('TicketPart'), object({ 'key?': key, 'entries?': any, 'notes?': any })] },
  Changed: object({
    ...{ 'key?': key, 'from?': text, 'to?': text, 'revision?': number, 'status?': text, 'path?': texts, 'next?': any },
    ...{ 'assignees?': texts, 'heldBy?': text, ...changes, ...replayed, ...made },
  }),
  Edited: object({
    ...{ key, 'revision?': number, 'op?': text, 'changed?': yes, 'first?': number, 'last?': number, 'lines?': texts },
    'heading?': object({ line: number, text }),
    'deleted?': object({ first: number, last: number }),
    ...{ 'noted?': yes, ...replayed, ...made },
  }),
  Claimed: object({
    ...{
      key,
      'title?': text,
      'from?': text,
      'to?': text,
      'status?': text,
      'until?': moment,
      'revision?': number,
      'already?': yes,
    },
    ...{ 'takenFrom?': text, 'takenFromOwn?': yes, 'noted?': yes, 'turn?': any, 'toBegin?': any, 'handOver?': any },
    ...{ 'reply?': text, 'tickets?': list(any), ...made },
  }),
  Ranked: object({
    ...{ key, 'after?': key, 'before?': key, 'already?': yes, 'others?': number, 'revision?': number },
    ...{ 'reply?': text, 'tickets?': list(any), ...made },
  }),
  Undone: object({ 'events?': list(undone), 'noted?': yes, ...replayed, ...made }),
  Comments: object({ key, before: number, total: number, notes: list(note), ...page }),
  Commented: object({
    ...{ key, 'event?': text, 'replyTo?': object({ event: text, actor: text }), 'revision?': number },
    ...{ ...replayed, ...made },
  }),
  Links: object({
    ...{ ...short, links: list(object({ ...link, event: text })), 'parent?': object(short) },
    children: list(object({ ...short, status: text })),
    commits: list(object({ hash: text, 'subject?': text, event: text })),
    ...{ urls: list(object({ url: text, event: text })), left: number, ...page },
  }),
  Linked: object({
    ...{ key, type: text, target: text, 'subject?': text, 'instead?': text, already: yes, 'event?': text },
    ...{ 'ready?': freed, 'revision?': number, 'reply?': text, 'tickets?': list(any), ...made },
  }),
  History: object({
    'key?': key,
    entries: list(
      object({
        ...{
          id: text,
          event: text,
          time: moment,
          actor: text,
          client: text,
          session: text,
          kind: text,
          'ticket?': key,
        },
        ...{ payload: any, 'change?': any },
      }),
    ),
    ...{ left: number, ...page },
  }),
  Review: object({
    ...{ ...short, type: text, ...turn, state: text, gated: yes, 'said?': list(any), submissions: list(any) },
    ...{ left: number, ...made },
  }),
  Submitted: object({
    ...{ key, event: text, 'evidence?': list(any), 'outside?': texts, 'moveTo?': text, 'status?': text, 'turn?': any },
    ...{ 'revision?': number, ...replayed, ...made },
  }),
  Decided: object({
    ...{ key, event: text, decision: text, 'submission?': text, 'submitter?': text, 'ownAgent?': yes, 'held?': texts },
    ...{ 'said?': list(any), 'status?': text, 'turn?': any, 'revision?': number, ...replayed, ...made },
  }),
  Board: object({
    columns: list(object({ status: text, count: number, categories: map(number), tickets: list(any) })),
    ...{ query: text, notes: texts, 'emptiedBy?': text, 'nearest?': text, left: number, ...made },
  }),
  Summary: object({
    ...{ query: text, notes: texts, 'emptiedBy?': text, 'nearest?': text, total: number, open: number },
    ...{ types: map(map(number)), ready: number, blocked: number, claimed: number, overdue: number },
    ...{ conflicts: list(object({ key, fields: texts })), unapproved: texts, closedInGit: list(any), ...made },
  }),
  Cards: object({ position: text, cards: list(card), query: text, notes: texts, ...made }),
  CardIds: object({ position: text, ids: texts, query: text, notes: texts, ...made }),
  Projects: object({ projects: list(object({ key: text, ...counted })), 'default?': text, ...made }),
  SignedIn: object({ half: text, ...session }),
  Session: object(session),
  Me: object({
    ...{ actor: text, handle: text, kind: text, owner: textOrNull, session: text, scopes: texts },
    token: object({ id: text, name: text, expires_at: text }),
  }),
  Capabilities: object({
    ...{ name: text, version: text, url: text, doors: map(text), limits: map(number), scopes: texts },
    types: list(
      object({
        ...{ name: text, initial: text, positive: text, review: { enum: [true, false, 'other'] } },
        statuses: list(
          object({
            ...{ name: text, category: text, terminal: yes, ready: yes },
            moves: list(object({ status: text, needs_message: yes })),
          }),
        ),
      }),
    ),
    ...{ priorities: texts, link_types: texts, decisions: texts, lease_minutes: number },
    qualifiers: map({ type: ['array', 'null'], items: text }),
  }),
  Actors: object({
    actors: list(object({ handle: text, kind: text, owner: textOrNull, git_name: textOrNull, created_at: text })),
  }),
  MadeToken: object({
    ...{ token: text, id: text, actor: text, name: text, scopes: texts, created_at: text, expires_at: text },
    ...{ last_used: textOrNull, revoked_at: textOrNull, replaced_by: textOrNull },
  }),
} satisfies Record<string, JsonSchema>;

export type SchemaName = keyof typeof responseSchemas;
