import type { Id } from '../../domain/event/event.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import type { Db } from '../schema/connect.ts';
import { statement } from './index-file.ts';

interface NoteRow {
  ticket: number;
  id: Buffer;
  kind: string;
  /** Whether it is a comment, a submission or a link that stands. */
  stands: number;
  body: string | null;
  message: string | null;
  override: string | null;
  url: string | null;
  commit: string | null;
  subject: string | null;
  evidence: string | null;
  takesBack: Id | null;
}

/** Each of these is in a table as long as it stands; the others are told by what takes them back. */
const inTables = new Set(['comment', 'submit', 'link']);

/** Most of what is written says nothing: to look for a name takes a fraction of the time of parsing. */
const query = `
  select e.ticket, e.id, e.kind,
    case e.kind
      when 'comment' then exists (select 1 from comments c where c.event = e.event)
      when 'submit' then exists (select 1 from reviews r where r.event = e.event)
      when 'link' then exists (select 1 from links l where l.event = e.event)
      else 0 end stands,
    payload ->> '$.body' body, payload ->> '$.message' message, payload ->> '$.override' override,
    payload ->> '$.url' url, payload ->> '$.commit' "commit", payload ->> '$.subject' subject,
    case e.kind when 'submit' then (select group_concat(value ->> '$.value', char(10)) from json_each(payload, '$.evidence')) end evidence,
    payload ->> '$.undo' takesBack
  from events e where e.ticket in (select value from json_each(?))
    and (e.kind in ('comment', 'submit', 'decide', 'link') or instr(payload, '"message"') > 0
      or instr(payload, '"override"') > 0 or instr(payload, '"undo"') > 0)
  order by e.event desc`;

/**
 * What was written about each of these tickets besides title, description and labels, by their numbers in the file, the
 * newest first: comments, the message of whatever was done, and why it passed a gate, submissions with their evidence, decisions, and what links lead
 * out of the tracker. What was taken back is not among it.
 */
export function readNotes({ $client }: Db, numbers: readonly number[]): Map<number, string[]> {
  const rows = statement($client, query).all(JSON.stringify(numbers)) as NoteRow[];
  const gone = new Set<Id>();
  const notes = new Map<number, string[]>();
  for (const row of rows) {
    // An undo that was taken back itself takes nothing back: it comes before what it undoes.
    if (gone.has(idFromBytes(row.id))) continue;
    if (row.takesBack) gone.add(row.takesBack);
    if (inTables.has(row.kind) && row.stands === 0) continue;
    const parts = [row.body, row.message, row.override, row.url, row.commit, row.subject, row.evidence];
    const known = notes.get(row.ticket) ?? [];
    notes.set(row.ticket, known);
    for (const part of parts) if (part) known.push(part);
  }
  return notes;
}
