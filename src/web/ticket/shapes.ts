import type { SubmissionView } from '../../actions/alignment/submissions.ts';
import type { EventChange } from '../../actions/ticket/event-changes.ts';
import type { TicketView } from '../../actions/ticket/view.ts';

/** What the server answers: its results, with moments as ISO 8601. */
type Sent<T> = T extends readonly (infer One)[]
  ? Sent<One>[]
  : T extends object
    ? { [Name in keyof T]: Name extends 'time' | 'until' ? string : Sent<T[Name]> }
    : T;

export type Ticket = Sent<TicketView>;
export type Submission = Sent<SubmissionView>;
export type Evidence = Submission['evidence'][number];

/** An event's payload, as much of any kind as is shown. */
export interface Payload {
  body?: string;
  message?: string;
  override?: string;
  /** The short id of the note that it answers. */
  replyTo?: string;
  /** The short id of the event that it takes back. */
  undo?: string;
  event?: string;
  decision?: string;
  evidence?: Evidence[];
  set?: Record<string, unknown>;
  add?: Record<string, string[]>;
  remove?: Record<string, Record<string, unknown>>;
  claim?: { actor: string } | null;
  type?: string;
  target?: string;
  commit?: string;
  subject?: string;
  url?: string;
}

export interface Entry {
  id: string;
  /** Its short id. */
  event: string;
  time: string;
  actor: string;
  client: string;
  kind: string;
  payload: Payload;
  change?: EventChange;
}

export interface History {
  entries: Entry[];
  left: number;
  cursor?: string;
}

export interface Links {
  links: {
    type: string;
    key: string;
    title: string;
    status: string;
    done: boolean;
    suspended: boolean;
    event: string;
  }[];
  children: { key: string; title: string; status: string }[];
  commits: { hash: string; subject?: string; event: string }[];
  urls: { url: string; event: string }[];
}

export interface Review {
  state: string;
  gated: boolean;
  turn: { whose: 'reviewer' | 'nobody' | 'submitter'; actor?: string };
  submissions: Submission[];
}

/** Something that a merge has left to settle. */
export interface Conflict {
  key: string;
  field: string;
  now: { value: string; actor?: string; time?: string };
  other: { value: string; actor?: string; time?: string };
  settle: { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body: Record<string, unknown> };
}
