import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, findPath, suspendedEdges } from '../../../src/domain/event/cycles.ts';
import { shuffled } from '../../support/histories.ts';

const node = fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f', 'g');
/** Times repeat, so that ids have to break ties; some edges lead from a node to itself, some stand twice. */
const graphs = fc
  .array(fc.record({ from: node, to: node, time: fc.nat(6) }), { maxLength: 25 })
  .map((drawn): Edge[] => drawn.map((edge, i) => ({ ...edge, id: `e${(i * 7) % 25}` })));

const reaches = (edges: readonly Edge[], from: string, to: string, seen = new Set<string>()): boolean =>
  from === to ||
  edges.some((edge) => edge.from === from && !seen.has(edge.to) && reaches(edges, edge.to, to, seen.add(edge.to)));

/** Law 4 word by word: in (time, id) order, each edge that would close a cycle with those in effect is suspended. */
function reference(edges: readonly Edge[]): { inEffect: Edge[]; suspended: Edge[] } {
  const inEffect: Edge[] = [];
  const suspended: Edge[] = [];
  for (const edge of edges.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)))
    (reaches(inEffect, edge.to, edge.from) ? suspended : inEffect).push(edge);
  return { inEffect, suspended };
}

const without = (edges: readonly Edge[], ids: ReadonlySet<string>) => edges.filter((edge) => !ids.has(edge.id));
const isAcyclic = (edges: readonly Edge[]) => edges.every((edge) => !reaches(edges, edge.to, edge.from));

test('the suspended edges are those that the slow and obvious way suspends', () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      const expected = reference(edges).suspended.map((edge) => edge.id);
      expect([...suspendedEdges(edges)].toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 1_000 },
  );
});

test('what is suspended depends on the set of edges, not on the order in which they are given', () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (edges, seed) => {
      expect(suspendedEdges(shuffled(edges, seed))).toEqual(suspendedEdges(edges));
    }),
  );
});

test('what is in effect has no cycle, and each suspended edge alone would close one', () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      const suspended = suspendedEdges(edges);
      const inEffect = without(edges, suspended);
      expect(isAcyclic(inEffect)).toBe(true);
      for (const edge of edges) if (suspended.has(edge.id)) expect(isAcyclic([...inEffect, edge])).toBe(false);
    }),
  );
});

test('a suspended edge revives as soon as what is left has no cycle with it', () => {
  fc.assert(
    fc.property(graphs, (edges) => {
      for (const id of suspendedEdges(edges)) {
        const edge = edges.find((one) => one.id === id)!;
        // Take away what leads back, one edge after another, until nothing does.
        let left = edges;
        for (;;) {
          const path = findPath(nextOf(left.filter((one) => one !== edge)), edge.to, edge.from);
          if (!path || path.length < 2) break;
          left = left.filter((one) => one === edge || one.from !== path[0] || one.to !== path[1]);
        }
        expect(suspendedEdges(left).has(id)).toBe(edge.from === edge.to);
      }
    }),
  );
});

test('a new edge suspends nothing where it closes no cycle', () => {
  fc.assert(
    fc.property(graphs, node, node, (edges, from, to) => {
      const inEffect = without(edges, suspendedEdges(edges));
      fc.pre(!reaches(inEffect, to, from));
      expect(suspendedEdges([...inEffect, { id: 'new', from, to, time: -1 }])).toEqual(new Set());
    }),
  );
});

test('a path found is along edges and the shortest there is', () => {
  fc.assert(
    fc.property(graphs, node, node, (edges, start, end) => {
      const path = findPath(nextOf(edges), start, end);
      let distance = 0;
      let reached = new Set([start]);
      while (!reached.has(end) && distance <= 7) {
        reached = new Set([...reached, ...edges.flatMap((edge) => (reached.has(edge.from) ? edge.to : []))]);
        distance++;
      }
      const expected = reached.has(end) ? { start, end, nodes: distance + 1 } : undefined;
      expect(path && { start: path[0], end: path.at(-1), nodes: path.length }).toEqual(expected);
      const steps = (path ?? []).slice(1).map((to, i) => ({ from: path![i], to }));
      for (const { from, to } of steps) expect(edges.some((edge) => edge.from === from && edge.to === to)).toBe(true);
    }),
  );
});

function nextOf(edges: readonly Edge[]): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  return next;
}
