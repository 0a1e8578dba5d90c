import { ancestorsOf } from '../../domain/event/causality.ts';
import { type Id, isChange, type Keyed, type LinkPayload } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { isSameActor } from '../../domain/rules/persons.ts';
import { mergeTexts } from '../../domain/text/text.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { keysOf } from '../../store/read/history.ts';
import { findMade } from '../../store/read/keyed.ts';
import { listLinks } from '../../store/read/links.ts';
import { descriptionOf, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { writeDescription } from '../description.ts';
import { findBlockCycle } from '../link/cycle.ts';
import { undoRank } from '../rank/undo-rank.ts';
import { viewOf } from './event-changes.ts';
import { undoChange } from './undo-change.ts';
import type { LinkBack, UndoOutcome } from './undo-outcome.ts';

type EventOf<K extends StoredEvent['kind']> = Extract<StoredEvent, { kind: K }>;

type Said = { message?: string };

const done = (field: string, back: Omit<UndoOutcome, 'fields' | 'left'> = {}): UndoOutcome => ({
  fields: [field],
  left: [],
  ...back,
});
const leave = (...left: string[]): UndoOutcome => ({ fields: [], left });

/** Takes one event back by ordinary events; what has been changed since is left alone. */
export async function undoEvent(
  tx: WriteTx,
  row: TicketRow,
  event: StoredEvent,
  message?: string | undefined,
): Promise<UndoOutcome> {
  if (isChange(event)) return undoChange(tx, row, event, message);
  const said = message ? { message } : {};
  switch (event.kind) {
    case 'create':
      return undoCreate(tx, row, event, said);
    case 'edit':
      return undoEdit(tx, row, event, said);
    case 'link':
      return undoLink(tx, row, event, said);
    case 'unlink':
      return undoUnlink(tx, row, event, said);
    case 'comment':
    case 'submit':
    case 'decide':
      return retract(tx, row, event, said);
    case 'retract':
      return undoRetract(tx, row, event);
    case 'rank':
      return undoRank(tx, row, event);
    default:
      return leave(`A ${event.kind} cannot be undone.`);
  }
}

/** There is no delete: an undone create is archived, unless others have worked on the ticket. */
async function undoCreate(tx: WriteTx, row: TicketRow, event: EventOf<'create'>, said: Said): Promise<UndoOutcome> {
  const other = listTicketEvents(tx.db, row.ticket).find(
    (one) => one.kind !== 'rank' && one.session !== event.session && one.session !== tx.author.session,
  );
  if (other) return leave(`${other.actor} has worked on ${row.key} since.`);
  if (row.archived) return leave(`${row.key} is archived already.`);
  await tx.record(idOf(row), 'undo', { set: { archived: true }, undo: event.id, ...said });
  return done('archived', { changes: [{ field: 'archived', from: false, to: true }] });
}

/** Where the text has changed since, the edit is taken out of it by lines, if the changes do not overlap. */
async function undoEdit(tx: WriteTx, row: TicketRow, event: EventOf<'edit'>, said: Said): Promise<UndoOutcome> {
  const events = listTicketEvents(tx.db, row.ticket);
  const seen = ancestorsOf(events, event.id);
  const before = foldTicket(seen)?.description ?? '';
  const after = foldTicket([...seen, event])?.description ?? '';
  const now = descriptionOf(tx, row);
  const merged = mergeTexts({
    base: after,
    first: { text: now, label: 'now' },
    second: { text: before, label: 'before' },
  });
  if (merged.conflict) return leave('The same lines of the description have been changed since.');
  const changed = await writeDescription(tx, { ticket: idOf(row), text: merged.text, undo: event.id, ...said });
  const edit = viewOf({ before: now, after: merged.text }, { lines: true });
  if (!changed) return leave('The description is as it was before already.');
  return done('description', edit && { edit });
}

async function undoLink(tx: WriteTx, row: TicketRow, event: EventOf<'link'>, said: Said): Promise<UndoOutcome> {
  const own = linkAndReturns(listTicketEvents(tx.db, row.ticket), event);
  const there = listLinks(tx, row.ticket).flatMap((link) => (own.has(link.event) ? [link.event] : []));
  if (there.length === 0) return leave('The link has been removed since.');
  await tx.record(idOf(row), 'unlink', { links: there, undo: event.id, ...said });
  return done('link', { link: [linkBack(tx, event.payload, false)] });
}

/** The event that made a link, and the undos of removals that made the same again. */
function linkAndReturns(events: readonly StoredEvent[], event: EventOf<'link'>): Set<Id> {
  const byId = new Map(events.map((one) => [one.id, one]));
  const { type, target, commit, url } = event.payload;
  const ids = new Set([event.id]);
  for (const { id, kind, payload } of events) {
    if (kind !== 'link' || payload.undo === undefined) continue;
    const isSame =
      payload.type === type && payload.target === target && payload.commit === commit && payload.url === url;
    const undone = byId.get(payload.undo);
    if (isSame && undone?.kind === 'unlink' && undone.payload.links.some((link) => ids.has(link))) ids.add(id);
  }
  return ids;
}

async function undoUnlink(tx: WriteTx, row: TicketRow, event: EventOf<'unlink'>, said: Said): Promise<UndoOutcome> {
  const removed = listTicketEvents(tx.db, row.ticket).filter((one) => event.payload.links.includes(one.id));
  const links = removed.flatMap((one) => linkMadeBy(tx, row, one) ?? []);
  if (links.length === 0) return leave('What was linked is not in this file.');
  for (const link of links) {
    const cycle = link.type === 'blocks' && link.target ? findBlockCycle(tx, idOf(row), link.target) : undefined;
    if (cycle) return leave(`The link would close a cycle now: ${cycle.join(' → ')}.`);
    const isFirst = link === links[0];
    await tx.record(idOf(row), 'link', { ...link, undo: event.id, ...(isFirst && said) });
  }
  return done('link', { link: links.map((link) => linkBack(tx, link, true)) });
}

function linkBack(tx: WriteTx, { type, target, commit, url }: LinkPayload, isBack: boolean): LinkBack {
  const key = target && keysOf(tx, [target]).get(target);
  return { ...(type && { type }), ...(key && { target: key }), ...(commit && { commit }), ...(url && { url }), isBack };
}

/** A create makes a link too, where an older ticket has the same idempotency key. */
function linkMadeBy(tx: WriteTx, row: TicketRow, event: StoredEvent): LinkPayload | undefined {
  if (event.kind === 'link') return unkeyed(event.payload);
  const owner = event.kind === 'create' && event.payload.idempotency && findMade(tx, event.payload.idempotency);
  return owner && owner.ticket !== row.ticket ? { type: 'duplicates', target: idOf(owner) } : undefined;
}

async function retract(
  tx: WriteTx,
  row: TicketRow,
  event: EventOf<'comment' | 'submit' | 'decide'>,
  said: Said,
): Promise<UndoOutcome> {
  const events = listTicketEvents(tx.db, row.ticket);
  const gone = retracted(events);
  const decision =
    event.kind === 'submit' &&
    events.find(
      (one) =>
        one.kind === 'decide' &&
        one.payload.submission === event.id &&
        one.session !== tx.author.session &&
        !gone.has(one.id),
    );
  if (decision) return leave(`${decision.actor} has decided on it since.`);
  if (gone.has(event.id)) return leave(`The ${event.kind} has been taken back already.`);
  if (event.kind === 'decide' && !isSameActor(event.actor, tx.author.actor))
    return leave(`${event.actor} decided that, and nobody else takes it back.`);
  await tx.record(idOf(row), 'retract', { event: event.id, undo: event.id, ...said });
  return done(event.kind);
}

async function undoRetract(tx: WriteTx, row: TicketRow, event: EventOf<'retract'>): Promise<UndoOutcome> {
  const original = listTicketEvents(tx.db, row.ticket).find((one) => one.id === event.payload.event);
  if (original?.kind !== 'comment') return leave('Only a comment can be brought back; submit or decide anew.');
  await tx.record(idOf(row), 'comment', unkeyed(original.payload));
  return done('comment');
}

/** What is done again is no work of the call that did it first. */
function unkeyed<P extends Keyed>({ idempotency: _, ...payload }: P): Omit<P, 'idempotency'> {
  return payload;
}

const retracted = (events: readonly StoredEvent[]): Set<Id> =>
  new Set(events.flatMap((event) => (event.kind === 'retract' ? [event.payload.event] : [])));
