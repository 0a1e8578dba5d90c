import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { keyOf } from '../../../src/domain/event/key.ts';
import { type Resolved, resolveTickets } from '../../../src/domain/event/resolve.ts';
import type { TicketState } from '../../../src/domain/event/state.ts';
import { clashed, type History, histories, keyed, play, tangled, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { fileOf, readableTables } from '../../support/store-book.ts';

vi.setConfig({ testTimeout: 60_000 });

const anyHistory = fc.oneof(
  histories({ steps: 60 }),
  histories({ steps: 40 }).map(keyed),
  histories({ steps: 20 }).map(tangled),
  histories({ steps: 20, does: ['rekey', 'comment', 'merge', 'create'] }).map(clashed),
);

/** What the domain says of a history's tickets, and the tables of a file that was built from it. */
function bothOf(history: History) {
  const events = unionOf(play(history));
  const states = [...byTicket(events).values()].map((own) => foldTicket(own)!);
  const resolved = resolveTickets(states);
  const file = fileOf(events);
  const tables = readableTables(file);
  file.sqlite.close();
  const of = <T>(rows: (state: TicketState, others: Resolved) => T[]): T[] =>
    states.flatMap((state) => rows(state, resolved.get(state.id)!));
  return { of, events, tables };
}

/** Compares a table's rows, whatever their order, in the columns that the expected ones have. */
function expectRows(rows: Record<string, unknown>[], expected: Record<string, unknown>[]): void {
  const columns = Object.keys(expected[0] ?? {});
  const shown = (row: Record<string, unknown>) => JSON.stringify(columns.map((column) => row[column] ?? null));
  expect(rows).toHaveLength(expected.length);
  expect(rows.map(shown).sort()).toEqual(expected.map(shown).sort());
}

const check = (property: (both: ReturnType<typeof bothOf>) => void) =>
  fc.assert(
    fc.property(anyHistory, (history) => property(bothOf(history))),
    { numRuns: 30 },
  );

test('a row of tickets has the fields that the fold gives, and the key and parent that the other tickets leave it', () => {
  check(({ of, tables }) => {
    const expected = of((state, { number, parent }) => [
      {
        ticket: state.id,
        key: keyOf({ project: state.project, number }),
        project: state.project,
        number,
        parent,
        archived: Number(state.archived),
        description: state.descriptionVerbatim ? null : state.description,
        description_event: state.descriptionEvent,
        claim_actor: state.claim?.actor,
        claim_session: state.claim?.session,
        claim_event: state.claim?.event,
        created_at: state.created.time,
        updated_at: state.updated.time,
        updated_by: state.updated.actor,
        ...scalarsOf(state),
      },
    ]);
    expectRows(tables.tickets!, expected);
  });
});

function scalarsOf({ type, status, priority, title, points, due, revision }: TicketState) {
  return { type, status, priority, title, points, due, revision };
}

test('labels and assignees have a row for each add that stands', () => {
  check(({ of, tables }) => {
    for (const field of ['labels', 'assignees'] as const) {
      const rows = of(({ id, sets }) =>
        [...sets[field]].flatMap(([name, adds]) => adds.map((event) => ({ ticket: id, name, event }))),
      );
      expectRows(tables[field]!, rows);
    }
  });
});

test('links say which of them are suspended, and a ticket made twice links to the older one', () => {
  check(({ of, tables }) => {
    const expected = of(({ id, links, created }, { suspended, duplicates }) => [
      ...links.map(({ event, type, target, url }) => ({
        event,
        ticket: id,
        type,
        target,
        url,
        suspended: Number(suspended.has(event)),
      })),
      ...(duplicates
        ? [{ event: created.id, ticket: id, type: 'duplicates', target: duplicates, url: null, suspended: 0 }]
        : []),
    ]);
    expectRows(tables.links!, expected);
  });
});

test('conflicts are those of the ticket and those with other tickets; aliases are the keys it had', () => {
  check(({ of, tables }) => {
    const conflicts = of((state, others) =>
      [...state.conflicts, ...others.conflicts].map((one) => ({ ...one, ticket: state.id })),
    );
    expectRows(tables.conflicts!, conflicts);
    expectRows(
      tables.aliases!,
      of(({ id }, { aliases }) => aliases.map((key) => ({ key, ticket: id }))),
    );
  });
});

test('comments and reviews are those of the fold', () => {
  check(({ of, tables }) => {
    const comments = of(({ id, comments }) =>
      comments.map(({ event, replyTo }) => ({ event, ticket: id, reply_to: replyTo })),
    );
    expectRows(tables.comments!, comments);
    const reviews = of(({ id, reviews }) =>
      reviews.map(({ submission, decision, decided, latest, open }) => ({
        event: submission,
        ticket: id,
        decision,
        decided,
        latest: Number(latest),
        open: Number(open),
      })),
    );
    expectRows(tables.reviews!, reviews);
  });
});

test('a key leads to every event that was made by a call with it', () => {
  check(({ of, events, tables }) => {
    const known = of(({ id }) => [id]);
    const made = events.flatMap(({ id, ticket, payload: { idempotency } }) =>
      idempotency && known.includes(ticket!)
        ? [{ key: idempotency.key, position: id, ticket, hash: idempotency.hash }]
        : [],
    );
    expectRows(tables.idempotency!, made);
  });
});
