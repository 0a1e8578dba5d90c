import * as z from 'zod/mini';
import { decisions } from '../../domain/event/event.ts';
import { publishedLinkTypes } from '../../domain/event/link.ts';
import { priorities } from '../../domain/event/ticket.ts';
import { nameFields, parts, rangeFields, sorts, states, viewNames } from '../../domain/query/model.ts';
import { categoryOf, type Move, type WorkflowType } from '../../domain/rules/workflow.ts';
import { defineAction } from '../action.ts';

export interface TypeTable {
  name: string;
  initial: string;
  /** The status that closing leads to. */
  positive: string;
  /** Whether that needs an approval, and whether by another person always. */
  review: boolean | 'other';
  statuses: {
    name: string;
    category: string;
    terminal: boolean;
    /** Work can start from it. */
    ready: boolean;
    moves: { status: string; needs_message: boolean }[];
  }[];
}

export interface TablesResult {
  types: TypeTable[];
  priorities: readonly string[];
  link_types: readonly string[];
  decisions: readonly string[];
  /** What a query may have before a colon, with the words that may follow where these are a closed list. */
  qualifiers: Record<string, readonly string[] | null>;
  /** The minutes that a claim lasts from its session's last call. */
  lease_minutes: number;
}

/** The words by which this tracker works, as its configuration has them. */
export const tables = defineAction({
  tool: 'catalog',
  name: 'tables',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run({ config }): Promise<TablesResult> {
    return {
      types: Object.entries(config.types).map(([name, type]) => tableOf(name, type, config.review[name] ?? false)),
      ...{ priorities, link_types: publishedLinkTypes, decisions },
      qualifiers: {
        ...Object.fromEntries([...nameFields, ...rangeFields].map((name) => [name, null])),
        ...{ is: states, has: parts, no: parts, sort: sorts },
        ...Object.fromEntries(viewNames.map((name) => [name, null])),
      },
      lease_minutes: Math.round(config.leaseMs / 60_000),
    };
  },
});

const tableOf = (name: string, type: WorkflowType, review: boolean | 'other'): TypeTable => ({
  ...{ name, initial: type.initial, positive: type.positive, review },
  statuses: Object.entries(type.moves).map(([status, moves]) => ({
    name: status,
    category: categoryOf(type, status),
    terminal: type.terminal.includes(status),
    ready: type.ready.includes(status),
    moves: moves.map((move: Move) => ({ status: move.status, needs_message: move.needsMessage })),
  })),
});
