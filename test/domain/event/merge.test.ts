import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEvents, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { bytesOf, mergeEvents, preferred } from '../../../src/domain/event/merge.ts';
import { isRedacted, redactEvent } from '../../../src/domain/event/redact.ts';
import { resolveTickets } from '../../../src/domain/event/resolve.ts';
import { histories, play, shuffled } from '../../support/histories.ts';
import { ancestorsOf, byTicket } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

type Events = readonly TrackerEvent[];

/** What a version of the file says: its events and everything folded from them. */
function meaning(events: Events) {
  const states = [...byTicket(events).values()].map(foldTicket).filter((state) => state !== undefined);
  const tickets = new Map(states.map((state) => [state.id, state]));
  return { events: events.map(bytesOf).toSorted(), tickets, resolved: resolveTickets(states) };
}

const merge = (ours: Events, theirs: Events, base: Events = []) => mergeEvents({ base, ours, theirs });
const idsOf = (events: Events) => events.map((event) => event.id);

/** What both hold alike, thinned: any of it can be the base that git finds. */
function sharedBase(ours: Events, theirs: Events, seed: number): Events {
  const known = new Set(theirs.map(bytesOf));
  const shared = ours.filter((event) => known.has(bytesOf(event)));
  return shuffled(shared, seed).slice(0, seed % (shared.length + 1));
}

test('merging is commutative, in events and in what they say, over any base that both hold', () => {
  fc.assert(
    fc.property(histories(), fc.nat(), (history, seed) => {
      const [a = [], b = []] = play(history);
      const base = sharedBase(a, b, seed);
      const both = merge(a, b, base);
      expect(idsOf(merge(b, a, base))).toEqual(idsOf(both));
      expect(meaning(merge(shuffled(b, seed), shuffled(a, seed), base))).toEqual(meaning(both));
      expect(meaning(both)).toEqual(meaning(merge(a, b)));
    }),
  );
});

test('merging is associative, in events and in what they say', () => {
  fc.assert(
    fc.property(histories(), (history) => {
      const [a = [], b = [], c = []] = play(history);
      expect(meaning(merge(merge(a, b), c))).toEqual(meaning(merge(a, merge(b, c))));
    }),
  );
});

test('merging again what is already there changes nothing', () => {
  fc.assert(
    fc.property(histories(), (history) => {
      const [a = [], b = []] = play(history);
      const both = merge(a, b);
      for (const again of [merge(both, both), merge(both, b), merge(a, both), merge(both, b, a)])
        expect(again).toEqual(both);
    }),
  );
});

/** The project whose key an event gives to its ticket. */
const projectNamed = ({ kind, payload }: TrackerEvent): string | undefined =>
  kind === 'create' ? payload.project : 'key' in payload ? payload.key?.project : undefined;

/** The earliest of the events that made a project; there may be several, made side by side. */
const makerOf = (events: Events, project: string | undefined) =>
  events.filter((event) => event.kind === 'project' && event.payload.project === project).toSorted(compareEvents)[0];

test('the result is ours and what theirs adds to the base, with the ancestors and projects of that, and nothing else', () => {
  fc.assert(
    fc.property(histories({ does: [] }), fc.nat(), fc.nat(), (history, seed, cut) => {
      const [ours = [], theirs = []] = play(history);
      // Not only what both hold: a cherry-pick's base has what ours lacks.
      const base = shuffled(theirs, seed).slice(0, cut % (theirs.length + 1));
      const inBase = new Set(idsOf(base));
      const ancestors = ancestorsOf(theirs);
      const expected = new Set(idsOf(ours));
      for (const { id } of theirs)
        if (!inBase.has(id) && !idsOf(ours).includes(id))
          for (const one of [id, ...ancestors.get(id)!]) expected.add(one);
      const added = theirs.filter((event) => expected.has(event.id) && !idsOf(ours).includes(event.id));
      for (const project of new Set(added.map(projectNamed))) {
        const made = makerOf([...ours, ...added], project) ?? makerOf(theirs, project);
        if (made) expected.add(made.id);
      }
      const merged = merge(ours, theirs, base);
      expect(idsOf(merged)).toEqual([...expected].sort());
      const present = new Set(idsOf(merged));
      for (const event of merged) for (const parent of event.parents) expect(present.has(parent)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a ticket, or a key, that comes without its project brings it, and none where ours has that project already', () => {
  const projectEvent = (project: string, time: number): TrackerEvent => ({
    ...ticketWriter({}, { time, seed: time }).create,
    ticket: null,
    kind: 'project',
    payload: { project },
  });
  const [pay, ops, later] = [projectEvent('PAY', 10), projectEvent('OPS', 20), projectEvent('OPS', 30)];
  const { create, write } = ticketWriter({ project: 'OPS' }, { seed: 500 });
  const rekeyed = write({ kind: 'update', payload: { key: { project: 'PAY', number: 100_001 } } });
  const base = [later, ops, pay];
  expect(idsOf(merge([], [...base, create], base))).toEqual(idsOf([create, ops]).toSorted());
  expect(idsOf(merge([later], [...base, create], base))).toEqual(idsOf([create, later]).toSorted());
  expect(idsOf(merge([ops, create], [...base, create, rekeyed], [...base, create]))).toEqual(
    idsOf([create, ops, pay, rekeyed]).toSorted(),
  );
  // What was dropped is not asked for by what ours had before.
  expect(idsOf(merge([create], [...base, create], base))).toEqual([create.id]);
});

test('what ours has dropped since the base stays dropped, unless something new builds on it', () => {
  const { create, write } = ticketWriter();
  const dropped = write({ kind: 'comment', payload: { body: 'dropped' } });
  const kept = write({ kind: 'comment', payload: { body: 'kept' } });
  const base = [create, dropped];
  expect(idsOf(merge([create], [...base, kept], base))).toEqual(idsOf([create, kept]).toSorted());
  const upon = write({ kind: 'comment', payload: { body: 'upon it' }, parents: [dropped] });
  expect(idsOf(merge([create], [...base, upon], base))).toEqual(idsOf([create, dropped, upon]).toSorted());
});

test('of one id with different bytes the redacted one wins, else the smaller, from either side and over any base', () => {
  const { create, write } = ticketWriter({ title: 'secret' });
  const blank = redactEvent(create, { actor: 'anna', time: 5 });
  const later = redactEvent(create, { actor: 'anna', time: 7 });
  const other = { ...create, payload: { ...create.payload, title: 'tampered' } } as TrackerEvent;
  const smaller = bytesOf(create) < bytesOf(other) ? create : other;
  const child = write({ kind: 'comment', payload: { body: '' } });
  for (const [a, b, wins] of [
    [create, blank, blank],
    [other, blank, blank],
    [blank, later, blank],
    [create, other, smaller],
  ] as const)
    for (const base of [[], [create], [a], [b]])
      for (const [ours, theirs] of [
        [a, b],
        [b, a],
      ] as const) {
        expect(preferred(ours, theirs)).toBe(wins);
        expect(merge([ours], [theirs, child], base)).toContainEqual(wins);
      }
});

test('the winner among any versions of an event does not depend on the order in which they meet', () => {
  const { create } = ticketWriter();
  const versions = fc.array(
    fc.record({
      title: fc.string(),
      redacted: fc.option(fc.record({ actor: fc.constant('anna'), time: fc.nat(9) }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(versions, fc.nat(), (drawn, seed) => {
      const events = drawn.map(({ title, redacted }) => {
        const event = { ...create, payload: { ...create.payload, title } } as TrackerEvent;
        return redacted ? redactEvent(event, redacted) : event;
      });
      const winner = events.reduce(preferred);
      expect(bytesOf(shuffled(events, seed).reduceRight(preferred))).toBe(bytesOf(winner));
      expect(isRedacted(winner.payload)).toBe(events.some((event) => isRedacted(event.payload)));
    }),
  );
});

test('bytes do not depend on the order of keys, nor on what a store adds to an event', () => {
  const { create } = ticketWriter({ points: 3, labels: ['b', 'a'] });
  const turned = Object.fromEntries(Object.entries(create.payload).reverse());
  const stored = { event: 17, ...Object.fromEntries(Object.entries(create).reverse()), payload: turned };
  expect(bytesOf(stored as unknown as TrackerEvent)).toBe(bytesOf(create));
  expect(bytesOf({ ...create, parents: [create.id] })).not.toBe(bytesOf(create));
  expect(merge([create], [stored as unknown as TrackerEvent])).toEqual([create]);
});
