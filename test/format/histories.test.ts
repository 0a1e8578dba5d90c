import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { foldTicket } from '../../src/domain/event/fold.ts';
import { keyOf } from '../../src/domain/event/key.ts';
import { mergeEvents as mergeByProgram } from '../../src/domain/event/merge.ts';
import { resolveTickets } from '../../src/domain/event/resolve.ts';
import { buildFile } from '../../src/home/file/canonical.ts';
import { clashed, histories, keyed, play, tangled, unionOf } from '../support/histories.ts';
import { byTicket } from '../support/reference.ts';
import { makeDirectory } from '../support/workspace.ts';
import type { Conflict } from './causality.ts';
import { foldAll } from './fold-all.ts';
import { mergeEvents } from './merge-events.ts';
import { type Event, readEvents } from './read-events.ts';

const sorted = (conflicts: readonly Conflict[]): string[] =>
  conflicts.map(({ field, event, value }) => `${field} ${event} ${value}`).sort();

/** What the program makes of events, of what docs/format.md says. */
function foldByProgram(events: readonly TrackerEvent[]): object[] {
  const states = [...byTicket(events).values()].flatMap((own) => foldTicket(own) ?? []);
  const resolved = resolveTickets(states);
  return states.map((state) => {
    const { number, aliases, parent, suspended, duplicates, conflicts } = resolved.get(state.id)!;
    const { title, type, status, priority, points, due, archived, description, revision, claim, rank } = state;
    const review = state.reviews.find(({ latest }) => latest);
    const owner = state.apart ? undefined : duplicates;
    return {
      ...{
        id: state.id,
        title,
        type,
        status,
        priority,
        points,
        due,
        archived,
        description,
        revision,
        rank,
        parent,
        aliases,
      },
      key: keyOf({ project: state.project, number }),
      labels: [...state.sets.labels.keys()].sort(),
      assignees: [...state.sets.assignees.keys()].sort(),
      claim: claim && `${claim.actor} ${claim.session}`,
      comments: state.comments.map(({ event, replyTo }) => `${event} ${replyTo}`),
      links: [
        ...state.links.map(({ event }) => `${event} ${suspended.has(event)}`),
        ...(owner ? [`${state.created.id} false`] : []),
      ].sort(),
      review: review && `${review.submission} ${review.decision}`,
      updated: state.updated.id,
      conflicts: sorted([...state.conflicts, ...conflicts]),
    };
  });
}

function foldByPage(path: string): object[] {
  return foldAll(readEvents(path).events).map((one) => {
    const { id, key, aliases, parent, description, revision, labels, claim, comments, links, review, updated, rank } =
      one;
    return {
      ...{ ...one.fields, id, key, aliases, parent, description, revision, rank, labels },
      assignees: one.assignees.toSorted(),
      claim: claim && `${claim.actor} ${claim.session}`,
      comments: comments.map(({ id, payload }) => `${id} ${payload.replyTo}`),
      links: links.map(({ event, suspended }) => `${event} ${suspended}`).sort(),
      review: review && `${review.submission.id} ${review.decision}`,
      updated: updated.id,
      conflicts: sorted(one.conflicts),
    };
  });
}

const byId = (tickets: object[]) => (tickets as { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1));

test.each([
  ['of several clones', histories()],
  ['of calls that clones have both made', histories().map(keyed)],
  ['with cycles', histories().map(tangled)],
  ['with clashes of keys', histories().map(clashed)],
])('a reader that is written after docs/format.md alone folds histories %s as the program does', (_, any) => {
  const path = join(makeDirectory(), 'data.db');
  fc.assert(
    fc.property(any, (history) => {
      const events = unionOf(play(history));
      writeFileSync(path, buildFile(events));
      expect(byId(foldByPage(path))).toEqual(byId(foldByProgram(events)));
    }),
    { numRuns: 40 },
  );
});

test('a merger that is written after docs/format.md alone merges, replays and drops as the program does', () => {
  fc.assert(
    fc.property(histories(), fc.array(fc.nat(200), { maxLength: 6 }), fc.nat(5), (history, chosen, without) => {
      const [first = [], second = [], third = []] = play(history);
      const ids = chosen.flatMap((at) => second[at % second.length]?.id ?? []);
      const drop = { ...first[0]!, id: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', ticket: null, parents: [] };
      const drops = first.length > 0 ? [{ ...drop, kind: 'drop', payload: { events: ids } } as TrackerEvent] : [];
      // Without some of its events: a project, or a parent, that only theirs have.
      const ours = [...first.filter((_, at) => at % 6 !== without), ...drops];
      for (const base of [[], third]) {
        const expected = mergeByProgram({ base, ours, theirs: second });
        expect(mergeEvents(base as Event[], ours as Event[], second as Event[])).toEqual(expected);
      }
    }),
    { numRuns: 100 },
  );
});
