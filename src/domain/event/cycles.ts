import { getFrom } from '../get-from.ts';

/** A directed edge; (time, id) of the event that made it says which of two takes effect first. */
export interface Edge {
  id: string;
  from: string;
  to: string;
  time: number;
}

/**
 * The edges that would close a cycle when all take effect in (time, id) order. Only edges inside a strongly connected
 * component can, so an acyclic graph costs one linear pass (Kahn 1962).
 */
export function suspendedEdges(edges: readonly Edge[]): Set<string> {
  const suspended = new Set<string>();
  const cyclic = edgesOnCycles(edges);
  if (cyclic.length === 0) return suspended;
  const accepted = new Map<string, string[]>();
  const inOrder = [...cyclic].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  for (const edge of inOrder) {
    if (findPath(accepted, edge.to, edge.from)) suspended.add(edge.id);
    else accepted.set(edge.from, [...(accepted.get(edge.from) ?? []), edge.to]);
  }
  return suspended;
}

/** What each node leads to; a map is one. */
export interface Edges<Node> {
  get(node: Node): readonly Node[] | undefined;
}

/** A path `start … end` along the edges, both ends included, shortest first; undefined where there is none. */
export function findPath<Node>(edges: Edges<Node>, start: Node, end: Node): Node[] | undefined {
  const cameFrom = new Map<Node, Node | undefined>([[start, undefined]]);
  const queue = [start];
  for (const node of queue) {
    if (node === end) {
      const path = [];
      for (let at: Node | undefined = end; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
      return path;
    }
    for (const next of edges.get(node) ?? [])
      if (!cameFrom.has(next)) {
        cameFrom.set(next, node);
        queue.push(next);
      }
  }
  return undefined;
}

/** A path as it is shown: of a long one both ends say more than the middle. */
export const shortenPath = (path: readonly string[]): readonly string[] =>
  path.length <= 20 ? path : [...path.slice(0, 10), `${path.length - 15} more`, ...path.slice(-5)];

/** What is left when nodes without incoming, and then without outgoing edges are taken away again and again. */
function edgesOnCycles(edges: readonly Edge[]): readonly Edge[] {
  const forward = peel(edges, 'from', 'to');
  return peel(forward, 'to', 'from');
}

function peel(edges: readonly Edge[], tail: 'from' | 'to', head: 'from' | 'to'): readonly Edge[] {
  const incoming = new Map<string, number>();
  const outgoing = new Map<string, Edge[]>();
  for (const edge of edges) {
    incoming.set(edge[head], (incoming.get(edge[head]) ?? 0) + 1);
    const list = outgoing.get(edge[tail]);
    if (list) list.push(edge);
    else outgoing.set(edge[tail], [edge]);
  }
  const gone = new Set<Edge>();
  const queue = [...outgoing.keys()].filter((node) => !incoming.get(node));
  for (const node of queue)
    for (const edge of outgoing.get(node) ?? []) {
      gone.add(edge);
      const left = getFrom(incoming, edge[head], 'count of edges to') - 1;
      incoming.set(edge[head], left);
      if (left === 0) queue.push(edge[head]);
    }
  return gone.size === 0 ? edges : edges.filter((edge) => !gone.has(edge));
}
