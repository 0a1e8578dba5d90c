import * as z from 'zod/mini';
import type { Edges } from '../../domain/event/cycles.ts';
import { defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { key } from '../../domain/input/fields.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { blockEdges, listOpenBlockers } from '../../store/read/links.ts';
import { getRow, getTicket, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields } from '../action.ts';

/** A ticket of the graph; what stands under it is what it waits for, or what waits for it. */
export interface GraphNode {
  key: string;
  title: string;
  /** `archived` of what holds nothing up any more. */
  status: string;
  done: boolean;
  /** Shown elsewhere too: what is under it stands there. */
  repeated?: boolean;
  under: GraphNode[];
}

export interface GraphResult {
  key: string;
  title: string;
  status: string;
  /** The open tickets that hold it up now. */
  blockedNow: string[];
  /** Each waits for the ones after it, the longest way through open tickets. */
  chain: string[];
  blockedBy: GraphNode[];
  blocks: GraphNode[];
  /** Tickets that did not fit into the budget. */
  left: number;
}

export const graph = defineAction({
  tool: 'link',
  name: 'graph',
  access: 'read',
  input: () => z.strictObject({ id: key, budget: pageFields.budget }),
  example: { id: 'PAY-482913' },
  async run(tx, { id, budget }): Promise<GraphResult> {
    return readGraph(tx, getTicket(tx, id), { budget });
  },
});

/** Everything that blocks the ticket and that it blocks, to any depth; the nearest first where not all fits. */
export function readGraph(
  tx: ReadTx,
  row: TicketRow,
  { budget = defaultBudget }: { budget?: number | undefined },
): GraphResult {
  const { blocks, blockers } = blockEdges(tx);
  const chain = longestChain(tx, row.ticket, blockers);
  const whole = budget - 6 * Math.min(20, chain.length);
  const room = { tokens: isInner(blocks, row.ticket) ? whole / 2 : whole };
  const before = grow(tx, row.ticket, blockers, room);
  const after = grow(tx, row.ticket, blocks, { tokens: whole / 2 + Math.max(0, room.tokens) });
  return {
    ...{ key: row.key, title: row.title, status: row.status },
    blockedNow: listOpenBlockers(tx, row.ticket).map((link) => link.target.key),
    ...{ chain, blockedBy: before.nodes, blocks: after.nodes, left: before.left + after.left },
  };
}

const isInner = (edges: Edges<number>, ticket: number): boolean => (edges.get(ticket)?.length ?? 0) > 0;

/** Level by level, so that what is cut off is what is furthest away. */
function grow(
  tx: ReadTx,
  root: number,
  edges: Edges<number>,
  room: { tokens: number },
): { nodes: GraphNode[]; left: number } {
  const nodes: GraphNode[] = [];
  const seen = new Set([root]);
  const cut = new Set<number>();
  const queue = [{ ticket: root, under: nodes, depth: 0 }];
  for (const { ticket, under, depth } of queue) {
    for (const next of edges.get(ticket) ?? []) {
      const known = seen.has(next);
      const row = getRow(tx, next);
      room.tokens -= estimateTokens(row.title) + 8 + depth / 4;
      if (room.tokens < 0 && nodes.length > 0) cut.add(next);
      else {
        const { key, title, type, status } = row;
        const done = isTerminal(tx.config.types, type, status);
        const node: GraphNode = {
          key,
          title,
          status: row.archived ? 'archived' : status,
          done,
          ...(known && isInner(edges, next) && { repeated: true }),
          under: [],
        };
        under.push(node);
        if (!known) queue.push({ ticket: next, under: node.under, depth: depth + 1 });
      }
      if (!cut.has(next)) seen.add(next);
    }
  }
  return { nodes, left: countBeyond(edges, [...cut], seen) };
}

/** How many tickets there are from these on that are not shown. */
function countBeyond(edges: Edges<number>, from: readonly number[], shown: ReadonlySet<number>): number {
  const found = new Set(from.filter((ticket) => !shown.has(ticket)));
  for (const ticket of found) for (const next of edges.get(ticket) ?? []) if (!shown.has(next)) found.add(next);
  return found.size;
}

/** How long a ticket's longest way is, itself counted, and where it goes on. */
interface Step {
  length: number;
  next: number | undefined;
}

/** The longest way through open blockers: lengths are known for all of a ticket's blockers before its own. */
function longestChain(tx: ReadTx, root: number, blockers: Edges<number>): string[] {
  const isOpen = (ticket: number): boolean => {
    const row = getRow(tx, ticket);
    return !row.archived && !isTerminal(tx.config.types, row.type, row.status);
  };
  const best = new Map<number, Step>();
  const open = new Map<number, number[]>();
  const stack = [root];
  for (let ticket = stack.at(-1); ticket !== undefined; ticket = stack.at(-1)) {
    const known = open.get(ticket) ?? (blockers.get(ticket) ?? []).filter(isOpen);
    if (!open.has(ticket)) {
      open.set(ticket, known);
      for (const one of known) if (!open.has(one)) stack.push(one);
      continue;
    }
    stack.pop();
    let longest: Step = { length: 1, next: undefined };
    for (const one of known) {
      const length = 1 + (best.get(one)?.length ?? 0);
      if (length > longest.length) longest = { length, next: one };
    }
    if (!best.has(ticket)) best.set(ticket, longest);
  }
  const chain: string[] = [];
  for (let at: number | undefined = root; at !== undefined; at = best.get(at)?.next) chain.push(getRow(tx, at).key);
  return chain.length > 1 ? chain : [];
}
