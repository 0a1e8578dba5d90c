import { type ChangedLines, differenceBetween } from '../../domain/description/difference.ts';
import { type Id, isChange } from '../../domain/event/event.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { type Before, replacedBy } from '../../store/read/replaced-by.ts';
import { findTicket } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** Where an edit has changed the description. */
export interface EditView {
  /** The heading, as written, under which the changed lines stand. */
  section?: string;
  /** Boxes of which nothing but the marks have changed. */
  boxes?: { text: string; checked: boolean }[];
  /** It was the first text, or left none. */
  whole?: 'written' | 'emptied';
  /** Lines of the text before and of the one after it; the lines themselves where they are asked for. */
  removed: Stretch;
  written: Stretch;
}

type Stretch = Omit<ChangedLines, 'lines'> & { lines?: string[] };

/** What events have changed that they do not say themselves. */
export interface EventChange {
  /** The values before, of the fields that the event has set. */
  from?: Record<string, unknown>;
  edit?: EditView;
  /** What an unlink took away, and a retract took back, as it was recorded. */
  removed?: { kind: string; payload: object }[];
}

/** The texts that edits are found in are not looked through beyond so many UTF-16 units a reply. */
const compared = 2 ** 21;

/** What each of these events, of any tickets, has changed; those of which there is nothing to say are left out. */
export function changesBy(
  tx: ReadTx,
  events: readonly StoredEvent[],
  { lines = false }: { lines?: boolean } = {},
): Map<Id, EventChange> {
  const changes = new Map<Id, EventChange>();
  const byTicket = Map.groupBy(events.filter(saysTooLittle), (event) => event.ticket);
  let left = compared;
  const look = ({ texts }: Before): EditView | undefined => {
    left -= texts ? texts.before.length + texts.after.length : 0;
    return texts && left >= 0 ? viewOf(texts, { lines }) : undefined;
  };
  for (const [ticket, some] of byTicket) {
    // A ticket whose creation has not come yet is none.
    const row = ticket === null ? undefined : findTicket(tx, ticket);
    const all = row ? listTicketEvents(tx.db, row.ticket) : [];
    const byId = new Map(all.map((one) => [one.id, one]));
    const before = replacedBy(all);
    for (const event of some) {
      const { set, key, ...other } = before(event.id);
      const from = { ...set, ...(key && { key: { project: key.project, number: key.number } }) };
      const edit = look({ set, ...other });
      const removed = namedBy(event).flatMap((id) => byId.get(id) ?? []);
      changes.set(event.id, {
        ...(Object.keys(from).length > 0 && { from }),
        ...(edit && { edit }),
        ...(removed.length > 0 && { removed: removed.map(({ kind, payload }) => ({ kind, payload })) }),
      });
    }
  }
  return changes;
}

const saysTooLittle = (event: StoredEvent): boolean =>
  event.kind === 'edit' ||
  namedBy(event).length > 0 ||
  (isChange(event) && (event.payload.set !== undefined || event.payload.key !== undefined));

function namedBy(event: StoredEvent): Id[] {
  if (event.kind === 'unlink') return event.payload.links;
  return event.kind === 'retract' ? [event.payload.event] : [];
}

/** Where two texts differ; undefined where they are the same. */
export function viewOf(
  { before, after }: { before: string; after: string },
  { lines: withLines }: { lines: boolean },
): EditView | undefined {
  const found = differenceBetween(before, after);
  if (!found) return undefined;
  const stretch = ({ first, last, lines }: ChangedLines): Stretch => ({ first, last, ...(withLines && { lines }) });
  const whole = before === '' ? 'written' : after === '' ? 'emptied' : undefined;
  return { ...found, removed: stretch(found.removed), written: stretch(found.written), ...(whole && { whole }) };
}
