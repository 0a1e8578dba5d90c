/** A directed edge; (time, id) of the event that made it says which of two takes effect first. */
export interface Edge {
  id: string;
  from: string;
  to: string;
  time: number;
}

/**
 * The edges that would close a cycle when all take effect in (time, id) order. Only edges inside a strongly connected
 * component can, so an acyclic graph costs one linear pass. In a component of more than a hundred edges the searches for
 * cycles have an end: what comes later in the order than that is suspended unsearched.
 */
export function suspendedEdges(edges: readonly Edge[]): Set<string> {
  const suspended = new Set<string>();
  for (const component of edgesOnCycles(edges)) {
    const ways = twoWays();
    let left = 10_000 + 32 * component.length;
    for (const edge of component.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))) {
      const { found, steps } = left > 0 ? ways.search(edge.to, edge.from) : { found: true, steps: 0 };
      left -= steps;
      if (found) suspended.add(edge.id);
      else ways.add(edge);
    }
  }
  return suspended;
}

/** Edges in effect, searched from both ends at once: the side that has fewer to go on with is gone on with. */
function twoWays() {
  const next = new Map<string, string[]>();
  const previous = new Map<string, string[]>();
  const put = (map: Map<string, string[]>, from: string, to: string) => {
    const list = map.get(from);
    if (list) list.push(to);
    else map.set(from, [to]);
  };
  return {
    add({ from, to }: Edge) {
      put(next, from, to);
      put(previous, to, from);
    },
    /** Whether a path leads from the start to the end, and how many edges were looked at. */
    search(start: string, end: string): { found: boolean; steps: number } {
      if (start === end) return { found: true, steps: 1 };
      const from = (node: string, edges: Edges<string>) => ({ seen: new Set([node]), open: [node], at: 0, edges });
      const [ahead, behind] = [from(start, next), from(end, previous)];
      let steps = 1;
      for (;;) {
        const [one, other] = ahead.open.length <= behind.open.length ? [ahead, behind] : [behind, ahead];
        const node = one.open[one.at++];
        // All that this side leads to has been seen, and the other end is not in it.
        if (node === undefined) return { found: false, steps };
        for (const reached of one.edges.get(node) ?? []) {
          steps++;
          if (other.seen.has(reached)) return { found: true, steps };
          if (one.seen.has(reached)) continue;
          one.seen.add(reached);
          one.open.push(reached);
        }
      }
    },
  };
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
      for (let at: Node | undefined = end; at !== undefined; at = cameFrom.get(at)) path.push(at);
      return path.reverse();
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

/**
 * The edges that lie on cycles, each list those of one strongly connected component: Tarjan, "Depth-first search and linear
 * graph algorithms", 1972, with a stack of its own in the place of recursion, which a long chain would exhaust.
 */
export function edgesOnCycles(edges: readonly Edge[]): Edge[][] {
  const outgoing = new Map<string, Edge[]>();
  for (const edge of edges) {
    const list = outgoing.get(edge.from);
    if (list) list.push(edge);
    else outgoing.set(edge.from, [edge]);
  }
  /** In the order of arrival; `low` is the earliest that is reached from here, `component` is known when it is left. */
  const nodes = new Map<string, { place: number; low: number; component: number | undefined }>();
  const arrive = (name: string) => {
    const node = { place: nodes.size, low: nodes.size, component: undefined as number | undefined };
    nodes.set(name, node);
    waiting.push(node);
    return { node, edges: outgoing.get(name) ?? [], next: 0 };
  };
  const waiting: { component: number | undefined; place: number }[] = [];
  let components = 0;
  for (const start of outgoing.keys()) {
    const stack = nodes.has(start) ? [] : [arrive(start)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = top.edges[top.next++];
      const target = edge && nodes.get(edge.to);
      if (edge && !target) stack.push(arrive(edge.to));
      else if (target) {
        if (target.component === undefined) top.node.low = Math.min(top.node.low, target.place);
      } else {
        stack.pop();
        const before = stack.at(-1);
        if (before) before.node.low = Math.min(before.node.low, top.node.low);
        if (top.node.low < top.node.place) continue;
        for (let one = waiting.pop(); one; one = one === top.node ? undefined : waiting.pop())
          one.component = components;
        components++;
      }
    }
  }
  const inside = new Map<number, Edge[]>();
  for (const edge of edges) {
    const component = nodes.get(edge.from)?.component;
    if (component === undefined || component !== nodes.get(edge.to)?.component) continue;
    const list = inside.get(component);
    if (list) list.push(edge);
    else inside.set(component, [edge]);
  }
  return [...inside.values()];
}
