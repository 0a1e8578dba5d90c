import type { Decision, Id, LinkPayload, TrackerEvent } from './event.ts';
import type { Scalar, Scalars, SetField } from './ticket.ts';

/** A value that lost against a concurrent event and that nobody has settled since. */
export interface Conflict {
  field: Scalar | 'key' | 'claim' | 'description' | 'review';
  /** The event that lost. */
  event: Id;
  /** As text: a cleared field is `null`, a key is `PAY-482913`. */
  value: string;
}

/** What a ticket's events say, before other tickets have a say in it (keys, cycles: see resolve.ts). */
export interface TicketState extends Scalars, Discussion {
  id: Id;
  project: string;
  number: number;
  /** Keys that the ticket had before, oldest first. */
  formerKeys: { project: string; number: number }[];
  /** The event that set the parent. */
  parentEvent: TrackerEvent | undefined;
  /** Name → the add events that no remove has seen, oldest first. */
  sets: Record<SetField, Map<string, Id[]>>;
  description: string;
  /** The one version that the description is; none where versions had to be merged, or there is no description. */
  descriptionEvent: Id | undefined;
  /** Whether that event carries the whole text. */
  descriptionVerbatim: boolean;
  claim: { actor: string; session: string; event: Id } | undefined;
  /** Its place on the board, where somebody gave it one. */
  rank: string | null;
  created: TrackerEvent;
  updated: TrackerEvent;
  /** How many events have changed the ticket's own fields. */
  revision: number;
  heads: Id[];
  /** Events that were made by calls with a key. */
  keyed: { event: Id; key: string; hash: string }[];
  conflicts: Conflict[];
}

export interface Review {
  submission: Id;
  decision: Decision | undefined;
  decided: Id | undefined;
  /** The submission that the review state is about. */
  latest: boolean;
  /** Waits for a decision. */
  open: boolean;
}

/** What was said and linked: everything of a ticket that is not a field. */
export interface Discussion {
  comments: { event: Id; replyTo: Id | undefined }[];
  links: (LinkPayload & { event: Id; time: number })[];
  reviews: Review[];
  /** Somebody took back the link to the older ticket of the same idempotency key, which the create event makes. */
  apart: boolean;
}
