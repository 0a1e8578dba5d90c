import type { ErrorCode } from '../domain/errors.ts';

/** What somebody did or was refused. No text that they wrote is in it. */
export interface AuditEntry {
  /** The id of the token that it was done by; null: by none, or by the command here. */
  token: string | null;
  /** As in events; null: nobody knows. */
  actor: string | null;
  /** Where it came from; `local` for the command here. */
  address: string;
  /** `ticket.move`, `token.create`. */
  action: string;
  /** The key or id of the ticket, else the id or handle that it is about. */
  subject: string | null;
  /** Ids of the events that it made. */
  events: readonly string[];
  /** Why it was refused; null: it was done. */
  code: ErrorCode | 'unauthorized' | null;
}

export interface AuditRow extends AuditEntry {
  /** Counts up within the tracker. */
  number: number;
  time: number;
}

export interface AuditQuery {
  /** At most as many rows; else 100. */
  limit?: number | undefined;
  /** Only rows with smaller numbers. */
  before?: number | undefined;
  actor?: string | undefined;
  token?: string | undefined;
  subject?: string | undefined;
}
