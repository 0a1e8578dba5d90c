import type { NextCall } from '../domain/hint.ts';
import { escaped, respell } from '../domain/shown.ts';

/** How clients of MCP write a call: `ticket(action:"move", id:"PAY-482913", status:"todo")`. */
export const mcpSyntax = {
  call({ tool, args }: NextCall): string {
    // `search` publishes no action.
    const given = Object.entries(args).filter(([name]) => tool !== 'search' || name !== 'action');
    return `${tool}(${given.map(([name, value]) => mcpSyntax.field(name, value)).join(', ')})`;
  },
  /** In JSON a character may be given by its number: what is not safe to show stays what it is. */
  field: (name: string, value: unknown): string => `${name}:${respell(JSON.stringify(value), escaped)}`,
};
