import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { isRedacted, mask, redactEvent } from '../../../src/domain/event/redact.ts';
import type { TicketState } from '../../../src/domain/event/state.ts';
import { operations } from '../../support/drafts.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const by = { actor: 'anna', time: 5_000 };
const secret = 'hunter2 🔑 pässword';

/** Every kind of event, each with the secret wherever somebody could have typed it. */
function secretEvents() {
  const { create, write, ticket } = ticketWriter({
    title: secret,
    description: `${secret}\r\nsecond ${secret}\n`,
    labels: [secret],
    assignees: [secret],
    idempotency: { key: secret, hash: 'hash of hunter2', index: 0 },
    template: secret,
    mentions: { 'PAY-100001': '01ARZ3NDEKTSV4RRFFQ69G5FAV' },
  });
  const labels = { [secret]: [create.id], [secret.toUpperCase()]: [ticket] };
  return [
    create,
    write({
      kind: 'update',
      payload: {
        set: { title: secret },
        add: { labels: [secret], assignees: [secret] },
        remove: { labels, assignees: labels },
        message: secret,
      },
    }),
    write({ kind: 'edit', payload: { text: secret, message: secret } }),
    write({ kind: 'edit', payload: { base: create.id, splice: { at: 3, deleteCount: 1, insert: secret } } }),
    write({ kind: 'comment', payload: { body: secret, replyTo: create.id } }),
    write({ kind: 'link', payload: { url: `https://example.org/${secret}` } }),
    write({ kind: 'link', payload: { commit: 'a'.repeat(40), subject: secret } }),
    write({
      kind: 'submit',
      payload: { message: secret, evidence: [{ kind: 'command', value: secret, exitCode: 1 }] },
    }),
    write({ kind: 'decide', payload: { submission: create.id, decision: 'approved', message: secret } }),
  ];
}

test('nothing that was typed is left of a redacted event, of whatever kind', () => {
  for (const event of secretEvents()) {
    const text = JSON.stringify(redactEvent(event, by));
    for (const part of ['hunter', 'HUNTER', 'ssword', 'SSWORD', '🔑']) expect(text).not.toContain(part);
    expect(JSON.stringify(event)).toContain('hunter');
  }
});

test('everything else stays: who, when, what kind, parents, and every id that a payload names', () => {
  fc.assert(
    fc.property(histories(), (history) => {
      for (const event of [...unionOf(play(history)), ...secretEvents()]) {
        const redacted = redactEvent(event, by);
        const { payload, ...rest } = event;
        expect(redacted).toMatchObject(rest);
        expect(isRedacted(redacted.payload) && redacted.payload.redacted).toEqual(by);
        const ids = (value: object) => [...new Set(JSON.stringify(value).match(/[0-9A-Z]{26}/g))].sort();
        expect(ids(redacted.payload)).toEqual(ids(payload));
      }
    }),
  );
});

test('a masked text is as long as it was, in the same lines', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n', '🔑', 'é') }), (text) => {
      expect(mask(text)).toHaveLength(text.length);
      expect(mask(text).split(/\r?\n/)).toEqual(text.split(/\r?\n/).map((line) => '█'.repeat(line.length)));
      expect(mask(mask(text))).toBe(mask(text));
    }),
  );
});

test('later edits still apply where they did: of a description only what the redacted event wrote is masked', () => {
  const does = [...operations, 'edit', 'edit', 'edit'] as const;
  fc.assert(
    fc.property(histories({ replicas: 1, steps: 40, does }), fc.nat(), (history, pick) => {
      for (const events of byTicket(play(history)[0]!).values()) {
        const before = foldTicket(events)!.description;
        const chosen = events[pick % events.length]!;
        const after = foldTicket(redactOne(events, chosen))!.description;
        expect(after).toHaveLength(before.length);
        for (let i = 0; i < before.length; i++) expect([before[i], '█']).toContain(after[i]);
        expect(after.replace(/[^\n]/g, '')).toBe(before.replace(/[^\n]/g, ''));
      }
    }),
  );
});

test('a redaction changes what a ticket says, not what it is', () => {
  fc.assert(
    fc.property(histories(), fc.nat(), (history, pick) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const before = foldTicket(events)!;
        const after = foldTicket(redactOne(events, events[pick % events.length]!))!;
        expect(structureOf(after)).toEqual(structureOf(before));
      }
    }),
  );
});

const redactOne = (events: readonly TrackerEvent[], chosen: TrackerEvent): TrackerEvent[] =>
  events.map((event) => (event === chosen ? redactEvent(event, by) : event));

function structureOf(state: TicketState) {
  const { status, type, priority, points, due, parent, archived, project, number, claim, heads, revision, comments } =
    state;
  const links = state.links.map(({ event, type, target }) => ({ event, type, target }));
  const assignees = [...state.sets.assignees.values()].flat().sort();
  const fields = { status, type, priority, points, due, parent, archived, project, number, claim, heads, revision };
  return { ...fields, comments, links, assignees, reviews: state.reviews };
}

test('redacting again keeps the mask and says who did it last', () => {
  for (const event of secretEvents()) {
    const again = redactEvent(redactEvent(event, by), { actor: 'ben', time: 6_000, reason: 'a password' });
    expect(again.payload).toEqual({
      ...redactEvent(event, by).payload,
      redacted: { actor: 'ben', time: 6_000, reason: 'a password' },
    });
  }
});

test('of a place nothing was typed: the ticket keeps it', () => {
  const { create, write } = ticketWriter();
  const put = write({ kind: 'rank', payload: { rank: 'Vk', after: create.id } });
  const redacted = redactEvent(put, by);
  expect(redacted.payload).toEqual({ rank: 'Vk', after: create.id, redacted: by });
  expect(foldTicket([create, redacted])).toMatchObject({ rank: 'Vk' });
});
