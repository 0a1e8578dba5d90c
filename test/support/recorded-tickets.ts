import { eq } from 'drizzle-orm';
import type {
  Author,
  ChangePayload,
  CreatePayload,
  EventKind,
  Id,
  LinkType,
  Payloads,
} from '../../src/domain/event/event.ts';
import { idToBytes } from '../../src/domain/event/id.ts';
import { parseQuery, type Query } from '../../src/domain/query/query.ts';
import { defaultConfig } from '../../src/domain/rules/config.ts';
import { allStatuses } from '../../src/domain/rules/workflow.ts';
import { openDraft } from '../../src/store/apply/draft.ts';
import { recordEvent } from '../../src/store/apply/record.ts';
import { refold } from '../../src/store/apply/refold.ts';
import { type FullText, openFullText } from '../../src/store/fulltext/fulltext.ts';
import type { Db } from '../../src/store/schema/connect.ts';
import { tickets } from '../../src/store/schema/schema.ts';
import { openSeen } from '../../src/store/seen.ts';
import type { ReadTx } from '../../src/store/tx.ts';
import { openFile } from './store-book.ts';
import { authorOf, countingIds } from './ticket-events.ts';

export const startTime = Date.parse('2026-10-01T09:00:00Z');

const { types } = defaultConfig;
const words = { types: Object.keys(types), statuses: allStatuses(types) };

export const read = (text: string): Query => parseQuery(text, words);

/** A tracker in memory that is written to by recording events, a minute after one another. */
export function recordTickets({ fullText = openFullText(':memory:') }: { fullText?: FullText } = {}) {
  const { db, sqlite } = openFile();
  refold(db);
  const makeId = countingIds();
  const clock = { now: startTime };
  let number = 100_000;
  const record = <K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K], author: Author): Id => {
    clock.now += 60_000;
    const id = kind === 'create' && ticket ? ticket : makeId(clock.now);
    const tx = { db, now: clock.now, author, newId: () => id, add: openDraft(db).draft.add };
    return sqlite.transaction(() => recordEvent(tx, { ticket, kind, payload }))().id;
  };
  const book = {
    db,
    sqlite,
    clock,
    fullText,
    record,
    create(title: string, fields: Partial<CreatePayload> = {}, author = authorOf('anna')): Id {
      const ticket = makeId(clock.now + 60_000);
      const defaults = {
        project: 'PAY',
        number: ++number,
        type: 'task',
        status: 'backlog',
        priority: 'medium',
      } as const;
      record(ticket, 'create', { ...defaults, title, ...fields }, author);
      return ticket;
    },
    change: (ticket: Id, payload: ChangePayload, author = authorOf('anna')) =>
      record(ticket, 'update', payload, author),
    comment: (ticket: Id, body: string) => record(ticket, 'comment', { body }, authorOf('anna')),
    link: (ticket: Id, type: LinkType, target: Id) => record(ticket, 'link', { type, target }, authorOf('anna')),
    archive: (ticket: Id) => book.change(ticket, { set: { archived: true } }),
    tx: (more: Partial<ReadTx> = {}): ReadTx => readTx({ db, fullText, now: clock.now, ...more }),
    numberOf: (ticket: Id): number =>
      db
        .select()
        .from(tickets)
        .where(eq(tickets.id, idToBytes(ticket)))
        .get()!.ticket,
  };
  book.record(null, 'project', { project: 'PAY' }, authorOf('anna'));
  return book;
}

/** What reads of the store need of a transaction. */
export const readTx = (parts: { db: Db; fullText: FullText; now: number } & Partial<ReadTx>): ReadTx =>
  ({
    author: authorOf('anna'),
    config: defaultConfig,
    liveClaims: new Map(),
    elsewhere: new Map(),
    caveats: new Set(),
    seen: openSeen(':memory:'),
    afterwards: (step: () => void) => step(),
    ...parts,
  }) as ReadTx;
