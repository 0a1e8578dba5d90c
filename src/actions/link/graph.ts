import { z } from 'zod';
import { key } from '../../domain/fields.ts';
import { isTerminal } from '../../domain/workflow.ts';
import { blockEdges, listOpenBlockers } from '../../store/links.ts';
import { getTicket, rowOf, type TicketRow } from '../../store/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction } from '../action.ts';

/** A ticket of the graph; what stands under it is what it waits for, or what waits for it. */
export interface GraphNode {
  key: string;
  title: string;
  status: string;
  done: boolean;
  /** Shown above already: what is under it there is not repeated. */
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
}

const maxNodes = 300;

export const graph = defineAction({
  tool: 'link',
  name: 'graph',
  access: 'read',
  input: z.strictObject({ id: key }),
  example: { id: 'PAY-482913' },
  async run(tx, { id }): Promise<GraphResult> {
    return readGraph(tx, getTicket(tx, id));
  },
});

/** Everything that blocks the ticket and that it blocks, to any depth. */
export function readGraph(tx: ReadTx, row: TicketRow): GraphResult {
  const blocks = blockEdges(tx);
  const blockers = invert(blocks);
  return {
    ...{ key: row.key, title: row.title, status: row.status },
    blockedNow: listOpenBlockers(tx, row.ticket).map((link) => link.target!.key),
    chain: longestChain(tx, row.ticket, blockers),
    blockedBy: grow(tx, row.ticket, blockers),
    blocks: grow(tx, row.ticket, blocks),
  };
}

function invert(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const inverse = new Map<string, string[]>();
  for (const [from, tos] of edges) for (const to of tos) inverse.set(to, [...(inverse.get(to) ?? []), from]);
  return inverse;
}

function grow(tx: ReadTx, root: number, edges: ReadonlyMap<string, readonly string[]>): GraphNode[] {
  const seen = new Set<string>([String(root)]);
  const nodesUnder = (ticket: string): GraphNode[] =>
    (edges.get(ticket) ?? []).map((next) => {
      const row = rowOf(tx, Number(next))!;
      const node = {
        key: row.key,
        title: row.title,
        status: row.status,
        done: isTerminal(tx.config.types, row.type, row.status),
      };
      if (seen.has(next) || seen.size > maxNodes) return { ...node, repeated: true, under: [] };
      seen.add(next);
      return { ...node, under: nodesUnder(next) };
    });
  return nodesUnder(String(root));
}

function longestChain(tx: ReadTx, ticket: number, blockers: ReadonlyMap<string, readonly string[]>): string[] {
  const known = new Map<string, string[]>();
  const chainOf = (at: string): string[] => {
    const found = known.get(at);
    if (found) return found;
    known.set(at, []);
    const open = (blockers.get(at) ?? []).filter((next) => {
      const row = rowOf(tx, Number(next))!;
      return !row.archived && !isTerminal(tx.config.types, row.type, row.status);
    });
    const longest = open.map(chainOf).reduce<string[]>((a, b) => (b.length > a.length ? b : a), []);
    const chain = [rowOf(tx, Number(at))!.key, ...longest];
    known.set(at, chain);
    return chain;
  };
  const chain = chainOf(String(ticket));
  return chain.length > 1 ? chain : [];
}
