import type { Splice } from '../text/text.ts';
import type { Priority, Scalars, SetField } from './ticket.ts';

/** Ids of tickets and events are ULIDs: 26 Crockford base32 characters, 48 bits of time (ms) and 80 random bits. */
export type Id = string;

export type ActorKind = 'agent' | 'human' | 'service';

/** Who made an event, as declared: `client` is the MCP client's or program's name and version. */
export interface Author {
  actor: string;
  actorKind: ActorKind;
  session: string;
  client: string;
}

/** The keys that a text mentions, as written, and the tickets that they meant then. */
export type Mentions = Record<string, Id>;

/** By which call an event was made, where that call had a key to be known again by. */
export interface Idempotency {
  key: string;
  /** Of what was asked for. */
  hash: string;
  /** How many events of its kind the call had made before; of creates the place in the batch. */
  index: number;
  /** The first line that the call was answered with, and what the keys in it mean; in one of its events. */
  reply?: string;
  mentions?: Mentions;
}

/** What a payload of any kind may carry besides. */
export interface Keyed {
  idempotency?: Idempotency;
}

export interface CreatePayload extends Keyed {
  project: string;
  number: number;
  title: string;
  type: string;
  status: string;
  priority: Priority;
  points?: number;
  due?: string;
  parent?: Id;
  labels?: string[];
  assignees?: string[];
  description?: string;
  mentions?: Mentions;
  template?: string;
}

/** A change of fields; `move`, `claim`, `release`, `archive` and `undo` are this with another name. */
export interface ChangePayload {
  set?: Partial<Scalars>;
  /** The number goes with the project: together they are the key. */
  key?: { project: string; number: number };
  add?: Partial<Record<SetField, string[]>>;
  /** Name → the add events seen: an add that the author has not seen survives. */
  remove?: Partial<Record<SetField, Record<string, Id[]>>>;
  /** The session (and its actor: the event's author) that takes the ticket, or null: gives it up. */
  claim?: { actor: string; session: string } | null;
  /** In a new title. */
  mentions?: Mentions;
  message?: string;
  /** Why it passes a gate that would have refused it. */
  override?: string;
  undo?: Id;
}

/** A description: the full text, or a delta against the real version that `base` wrote. */
export type EditPayload = ({ text: string } | { base: Id; splice: Splice }) & {
  mentions?: Mentions;
  message?: string;
  undo?: Id;
};

export interface CommentPayload {
  body: string;
  replyTo?: Id;
  mentions?: Mentions;
}

/** Exactly one of target (with type), commit, url. The link belongs to the event's ticket: it `blocks` the target. */
export interface LinkPayload {
  type?: LinkType;
  target?: Id;
  commit?: string;
  subject?: string;
  url?: string;
  undo?: Id;
  /** Why an undo has brought it back. */
  message?: string;
}

/** Inverses (`blocked_by`, `duplicated_by`, …) are never stored: the link then belongs to the other ticket. */
export const linkTypes = ['blocks', 'related', 'duplicates', 'discovered_from'] as const;
export type LinkType = (typeof linkTypes)[number];

export const evidenceKinds = ['commit', 'command', 'file', 'url', 'note'] as const;
export interface Evidence {
  kind: (typeof evidenceKinds)[number];
  value: string;
  exitCode?: number;
  /** For commits and files: whether the repository had it when it was submitted. */
  verified?: boolean;
}

export interface SubmitPayload {
  message: string;
  evidence: Evidence[];
  mentions?: Mentions;
}

export const decisions = ['approved', 'changes_requested', 'rejected', 'needs_review'] as const;
export type Decision = (typeof decisions)[number];

export interface DecidePayload {
  submission: Id;
  decision: Decision;
  message?: string;
  mentions?: Mentions;
}

/** Where the ticket stands on the board: no field of it, so that a drag is nobody's news. */
export interface RankPayload {
  /** Base-62 digits; null: no place of its own any more. */
  rank: string | null;
  /** The tickets that its author saw before and behind it. */
  after?: Id;
  before?: Id;
  /** The rank event of another ticket that this one made room for. */
  for?: Id;
  undo?: Id;
}

interface OwnPayloads {
  project: { project: string };
  /** Gives up the named events, in every clone: no merge and no healing brings them back. */
  drop: { events: Id[] };
  create: CreatePayload;
  update: ChangePayload;
  move: ChangePayload;
  claim: ChangePayload;
  release: ChangePayload;
  archive: ChangePayload;
  undo: ChangePayload;
  edit: EditPayload;
  comment: CommentPayload;
  link: LinkPayload;
  /** Takes back the named link events of the same ticket; its create stands for the link to the older ticket of its idempotency key. */
  unlink: { links: Id[]; undo?: Id; message?: string };
  submit: SubmitPayload;
  decide: DecidePayload;
  /** Takes back a comment, submission or decision of the same ticket. */
  retract: { event: Id; undo: Id; message?: string };
  rank: RankPayload;
}
/** What each kind of event carries. `project` and `drop` belong to no ticket. */
export type Payloads = { [K in keyof OwnPayloads]: OwnPayloads[K] & Keyed };
export type EventKind = keyof Payloads;

/** Kinds whose payload is a ChangePayload. */
export const changeKinds = ['update', 'move', 'claim', 'release', 'archive', 'undo'] as const;
export type ChangeKind = (typeof changeKinds)[number];
export const isChange = (event: TrackerEvent): event is Extract<TrackerEvent, { kind: ChangeKind }> =>
  (changeKinds as readonly string[]).includes(event.kind);

interface EventOf<K extends EventKind> extends Author {
  id: Id;
  /** Milliseconds since 1970, by the author's clock. */
  time: number;
  ticket: Id | null;
  kind: K;
  payload: Payloads[K];
  /** The ticket's head events as the author saw them. */
  parents: Id[];
}

/** An immutable event; only a redaction (redact.ts) may replace its payload. */
export type TrackerEvent = { [K in EventKind]: EventOf<K> }[EventKind];

/** Whether a ticket has another revision after it. */
export const makesRevision = (event: TrackerEvent): boolean =>
  event.kind === 'create' || event.kind === 'edit' || isChange(event);

/** The total order that breaks ties between concurrent events. */
export function compareEvents(a: { time: number; id: Id }, b: { time: number; id: Id }): number {
  return a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
