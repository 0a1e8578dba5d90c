import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEvents, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { allowedMoves, builtInTypes, type WorkflowType } from '../../../src/domain/rules/workflow.ts';
import { histories, play } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';
import { undoOf } from '../../support/undo-drafts.ts';

const time = fc.integer({ min: 0, max: 2_000 });
const title = fc.constantFrom('One', 'Two', 'Three');

test('of concurrent settings the later one by time and id wins, and only a different one conflicts', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ title, time }), { minLength: 1, maxLength: 5 }), (drawn) => {
      const { create, write } = ticketWriter();
      const sides = drawn.map((one) =>
        write({ kind: 'update', payload: { set: { title: one.title } }, time: one.time }),
      );
      const winner = sides.toSorted(compareEvents).at(-1)!;
      const wins = drawn[sides.indexOf(winner)]!.title;
      const losers = sides.filter((_, i) => drawn[i]!.title !== wins).sort(compareEvents);
      const state = foldTicket([create, ...sides])!;
      expect(state.title).toBe(wins);
      expect(state.conflicts.map((one) => one.event).toSorted()).toEqual(losers.map((one) => one.id).toSorted());
    }),
  );
});

test('what has seen both settles a conflict, and what has seen a value overrides it, whatever the clocks say', () => {
  fc.assert(
    fc.property(time, time, time, title, (first, second, third, chosen) => {
      const { create, write } = ticketWriter();
      const a = write({ kind: 'update', payload: { set: { title: 'A' } }, time: first });
      const b = write({ kind: 'update', payload: { set: { title: 'B' } }, time: second });
      expect(foldTicket([create, a, b])!.conflicts).toHaveLength(1);
      const both = write({ kind: 'update', payload: { set: { title: chosen } }, time: third, parents: [a, b] });
      expect(foldTicket([create, a, b, both])).toMatchObject({ title: chosen, conflicts: [] });
      // Seeing one of the two overrides that one only.
      const one = write({ kind: 'update', payload: { set: { title: chosen } }, time: third, parents: [a] });
      const left = foldTicket([create, a, b, one])!;
      expect(left.conflicts.map((conflict) => conflict.event)).toEqual([compareEvents(one, b) < 0 ? one.id : b.id]);
    }),
  );
});

test('with a type of its own on a side the status is one of the type that the ticket has, whatever the clocks say', () => {
  const { task, bug, feature } = builtInTypes;
  const types: Record<string, WorkflowType> = { task: task!, bug: bug!, feature: feature! };
  const step = fc.record({ side: fc.nat(2), dice: fc.nat(99), time: fc.nat(2_000), does: fc.nat(3) });
  let contested = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      const { create, write } = ticketWriter();
      const sides: TrackerEvent[][] = [[create], [create], [create]];
      for (const { side, dice, time, does } of steps) {
        const seen = sides[side]!;
        if (does === 0) {
          const other = sides[dice % 3]!;
          sides[side] = [...new Set([...seen, ...other])];
          continue;
        }
        const { type, status, heads } = foldTicket(seen)!;
        const parents = seen.filter((event) => heads.includes(event.id));
        const moves = allowedMoves(types[type]!, status);
        const next = Object.keys(types)[dice % 3]!;
        const kept = Object.hasOwn(types[next]!.moves, status);
        const set =
          does === 1
            ? { type: next, ...(!kept && { status: types[next]!.initial }) }
            : { status: moves[dice % moves.length]!.status };
        sides[side] = [...seen, write({ kind: 'update', payload: { set }, parents, time })];
      }
      for (const events of [...sides, [...new Set(sides.flat())]]) {
        const { type, status, conflicts } = foldTicket(events)!;
        expect(Object.keys(types[type]!.moves)).toContain(status);
        if (conflicts.some((one) => one.field === 'status')) contested++;
      }
    }),
    { numRuns: 2_000 },
  );
  expect(contested).toBeGreaterThan(50);
});

test('a move beside a change of type loses visibly, also where it is the later one and the type kept the status', () => {
  const { create, write } = ticketWriter();
  const begun = write({ kind: 'move', payload: { set: { status: 'in_progress' } } });
  const retyped = write({ kind: 'update', payload: { set: { type: 'bug' } }, parents: [begun], time: 2_000 });
  const moved = write({ kind: 'move', payload: { set: { status: 'done' } }, parents: [begun], time: 3_000 });
  expect(foldTicket([create, begun, retyped, moved])).toMatchObject({
    type: 'bug',
    status: 'in_progress',
    conflicts: [{ field: 'status', event: moved.id, value: 'done' }],
  });
  const settled = write({ kind: 'move', payload: { set: { status: 'resolved' } }, parents: [retyped, moved] });
  expect(foldTicket([create, begun, retyped, moved, settled])).toMatchObject({ status: 'resolved', conflicts: [] });
});

test('two sides that give the same type may both move on: the later move counts', () => {
  const { create, write } = ticketWriter();
  const retype = (time: number) => write({ kind: 'update', payload: { set: { type: 'bug', status: 'triage' } }, time });
  const [early, late] = [retype(2_000), retype(4_000)];
  const moved = write({ kind: 'move', payload: { set: { status: 'confirmed' } }, parents: [early], time: 5_000 });
  expect(foldTicket([create, early, late, moved])).toMatchObject({ type: 'bug', status: 'confirmed' });
});

test('work beside an archive revives the ticket and is a conflict, until somebody who saw both archives again', () => {
  fc.assert(
    fc.property(time, time, time, (first, second, third) => {
      const { create, write } = ticketWriter();
      const archive = (parents: TrackerEvent[], at: number) =>
        write({ kind: 'archive', payload: { set: { archived: true } }, parents, time: at });
      const away = archive([create], first);
      expect(foldTicket([create, away])).toMatchObject({ archived: true, conflicts: [] });
      const said = write({ kind: 'comment', payload: { body: 'still broken' }, time: second });
      const conflicts = [{ field: 'archived', event: away.id, value: 'true' }];
      expect(foldTicket([create, away, said])).toMatchObject({ archived: false, conflicts });
      const again = archive([away, said], third);
      expect(foldTicket([create, away, said, again])).toMatchObject({ archived: true, conflicts: [] });
      // One of two archivers had seen the work: it is archived knowingly.
      const knowing = archive([said], third);
      expect(foldTicket([create, away, said, knowing])).toMatchObject({ archived: true, conflicts: [] });
    }),
  );
});

test('links beside an archive, and work on a ticket known to be archived, leave it archived', () => {
  const { create, write, ticket } = ticketWriter();
  const away = write({ kind: 'archive', payload: { set: { archived: true } } });
  const link = write({ kind: 'link', payload: { type: 'related', target: ticket } });
  const said = write({ kind: 'comment', payload: { body: 'for the record' }, parents: [away] });
  expect(foldTicket([create, away, link, said])).toMatchObject({ archived: true, conflicts: [] });
});

test('an archive and an unarchive at once: the later one counts', () => {
  const { create, write } = ticketWriter();
  const first = write({ kind: 'archive', payload: { set: { archived: true } } });
  const back = write({ kind: 'archive', payload: { set: { archived: false } }, parents: [first], time: 3_000 });
  const again = write({ kind: 'archive', payload: { set: { archived: true } }, parents: [first], time: 2_000 });
  const state = foldTicket([create, first, back, again])!;
  expect(state).toMatchObject({ archived: false, conflicts: [{ field: 'archived', event: again.id, value: 'true' }] });
});

test('the same undo at two replicas changes what one changes, and is no conflict', () => {
  fc.assert(
    fc.property(histories({ replicas: 1, steps: 25 }), fc.nat(), fc.nat(50), (history, pick, later) => {
      const [events] = play(history);
      for (const own of byTicket(events!).values()) {
        const state = foldTicket(own)!;
        const made = undoOf(own[pick % own.length]!, own, state);
        if (!made || made.kind === 'project') continue;
        const { write } = ticketWriter({}, { seed: 10_000 });
        const at = state.updated.time + 1;
        const undo = (session: string, moment: number): TrackerEvent => ({
          ...write({ ...made, author: authorOf('anna', session), time: moment }),
          ticket: state.id,
          parents: state.heads,
        });
        const [one, two] = [undo('laptop', at), undo('desk', at + later)];
        const { heads: _, updated: __, revision: ___, ...once } = foldTicket([...own, one])!;
        const twice = foldTicket([...own, one, two])!;
        expect(twice.conflicts).toEqual(once.conflicts);
        expect(twice).toMatchObject(shownIn(once));
      }
    }),
    { numRuns: 200 },
  );
});

/** What a reader sees of a state: values and names, not which event gave them. */
function shownIn(state: Partial<ReturnType<typeof foldTicket>>) {
  const { title, status, type, priority, points, due, parent, archived, project, number, description } = state!;
  return { title, status, type, priority, points, due, parent, archived, project, number, description };
}

test('of two places the later one counts in silence, also a place that is none', () => {
  fc.assert(
    fc.property(time, time, (first, second) => {
      const { create, write } = ticketWriter();
      const put = (rank: string | null, parents: TrackerEvent[], at: number) =>
        write({ kind: 'rank', payload: { rank }, parents, time: at });
      const [one, other] = [put('A', [create], first), put('B', [create], second)];
      const winner = [one, other].sort(compareEvents)[1];
      const state = foldTicket([create, one, other])!;
      expect(state).toMatchObject({ rank: winner === one ? 'A' : 'B', conflicts: [], revision: 1, updated: create });
      expect(state.heads).toEqual([one.id, other.id].sort());
      // Whoever has seen both decides, whatever the clocks say.
      expect(foldTicket([create, one, other, put(null, [one, other], 1)])).toMatchObject({ rank: null, conflicts: [] });
    }),
  );
});

test('a place beside an archive is no work on the ticket', () => {
  const { create, write } = ticketWriter();
  const away = write({ kind: 'archive', payload: { set: { archived: true } }, time: 2_000 });
  const put = write({ kind: 'rank', payload: { rank: 'A' }, time: 3_000 });
  expect(foldTicket([create, away, put])).toMatchObject({ archived: true, rank: 'A', conflicts: [] });
});
