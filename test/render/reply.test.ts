import { expect, test } from 'vitest';
import type { ListResult } from '../../src/actions/ticket/list.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderReply } from '../../src/render/reply.ts';

const nothing: ListResult = { tickets: [], total: 0, query: 'login', notes: [] };

test('what an answer says of itself stands below it, a line each', () => {
  const reply = { action: 'ticket.list', result: nothing, caveats: ['index: 40 %.', 'more'] } as const;
  expect(renderReply(reply, mcpSyntax).split('\n')).toEqual(['No tickets: login', 'note: index: 40 %.', 'note: more']);
  expect(renderReply({ action: 'ticket.list', result: nothing }, mcpSyntax)).toBe('No tickets: login');
});
