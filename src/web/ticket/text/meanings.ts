import type { Meanings } from '../../markdown/finish.ts';
import type { Ticket } from '../shapes.ts';

/** What keys in a text mean where they are not the keys of what is meant: of several tickets the first. */
export const meaningsOf = (mentions: Ticket['mentions']): Meanings =>
  new Map((mentions ?? []).flatMap(({ written, tickets }) => (tickets[0] ? [[written, tickets[0]] as const] : [])));
