import { findTickets } from '../../src/store/find/find.ts';
import type { ReadTx } from '../../src/store/tx.ts';
import { read, recordTickets } from './recorded-tickets.ts';
import { authorOf } from './ticket-events.ts';

/** One ticket for every kind of question. */
export function askedTickets() {
  const book = recordTickets();
  const { create, change, comment, link, archive } = book;
  const epic = create('epic', { type: 'epic', status: 'open', priority: 'none' });
  const login = create('login', {
    type: 'bug',
    status: 'confirmed',
    priority: 'urgent',
    labels: ['Backend', 'security'],
    assignees: ['anna', 'bob/claude-code'],
    points: 5,
    due: '2026-10-05',
    parent: epic,
    description: 'The login fails.',
  });
  const signup = create(
    'signup',
    { status: 'todo', priority: 'high', labels: ['frontend'], points: 8, due: '2026-11-20' },
    authorOf('bob'),
  );
  const blocked = create('waiting', { priority: 'low', parent: epic, labels: ['good first issue'] });
  const stuck = create('stuck', { status: 'blocked' });
  const done = create('finished', { status: 'done', assignees: ['bob'], due: '2026-10-02' });
  const old = create('shelved', { labels: ['security'] });
  link(signup, 'blocks', blocked);
  link(done, 'blocks', login);
  comment(signup, 'as discussed');
  archive(old);
  change(done, { set: { points: 1 } });
  return { ...book, epic, login, signup, blocked, stuck, done, old };
}

/** Of a live claim, by somebody else than the transactions' author. */
export const held = { actor: 'bob', session: 's', running: true, until: Number.POSITIVE_INFINITY };

/** The titles of what a query finds, in its order. */
export const titlesFound = async (tx: ReadTx, text: string, limit = 50): Promise<string[]> =>
  (await findTickets(tx, read(text), { limit })).rows.map((row) => row.title);
