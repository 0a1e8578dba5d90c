import { eq, inArray } from 'drizzle-orm';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import { mentionedKeys } from '../../domain/event/key.ts';
import { foldMentions, type Meanings } from '../../domain/event/mentions.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { aliases, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';

/** A key as it is written in a text, where it is not the key of the one ticket that it means there. */
export interface Mention {
  written: string;
  tickets: { key: string; title: string }[];
}

export interface Texts {
  title: string;
  description: string;
  /** Comments, submissions and decisions. */
  said: readonly { event: Id; body: string }[];
}

export interface MentionsShown {
  /** Of the title and the description. */
  own: Mention[];
  said: Map<Id, Mention[]>;
}

/**
 * What a reader of a ticket's texts has to be told about the keys in them. `events` are the ticket's; they are read only
 * where a key of the texts is a former key of some ticket, as nothing can differ otherwise.
 */
export function listMentions(
  tx: Pick<ReadTx, 'db'>,
  { title, description, said }: Texts,
  events: () => readonly TrackerEvent[],
): MentionsShown | undefined {
  const own = keysIn(tx, `${title}\n${description}`);
  const bodies = said.map(({ event, body }) => ({ event, keys: keysIn(tx, body) }));
  if (own.length === 0 && bodies.every(({ keys }) => keys.length === 0)) return undefined;
  const state = foldMentions(events());
  const shown = bodies.map(({ event, keys }) => [event, keys.flatMap(shower(tx, state.said.get(event)))] as const);
  return { own: own.flatMap(shower(tx, state.own)), said: new Map(shown) };
}

const aliasOf = prepared((db) =>
  db.select({ key: aliases.key }).from(aliases).where(eq(aliases.key, placeholders.key)).limit(1).prepare(),
);

const keysIn = (tx: Pick<ReadTx, 'db'>, text: string): string[] =>
  mentionedKeys(text).filter((key) => aliasOf(tx.db).get({ key }) !== undefined);

/** Nothing where the key is that of the one ticket that is meant, or where none of those meant is in this file. */
const shower =
  (tx: Pick<ReadTx, 'db'>, meanings: Meanings | undefined) =>
  (written: string): Mention[] => {
    const ids = [...(meanings?.get(written) ?? [])];
    if (ids.length === 0) return [];
    const meant = tx.db
      .select({ key: tickets.key, title: tickets.title })
      .from(tickets)
      .where(inArray(tickets.id, ids.map(idToBytes)))
      .orderBy(tickets.createdAt, tickets.id)
      .all();
    const isPlain = meant.every(({ key }) => key === written);
    return isPlain ? [] : [{ written, tickets: meant }];
  };
