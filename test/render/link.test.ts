import { describe, expect, test } from 'vitest';
import type { GraphNode } from '../../src/actions/link/graph.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderGraph, renderLinkAdd, renderLinkRemove, renderLinks } from '../../src/render/link.ts';

const blocks = { key: 'PAY-1', type: 'blocks', target: 'PAY-2', already: false, ready: [] };

describe('a link reads as a sentence', () => {
  test.each([
    [{}, 'PAY-1 blocks PAY-2'],
    [{ type: 'parent' }, 'PAY-1 parent of PAY-2'],
    [{ type: 'child', instead: 'PAY-3' }, 'PAY-1 child of PAY-2, in place of PAY-3'],
    [{ type: 'discovered_from' }, 'PAY-1 discovered from PAY-2'],
    [{ type: 'commit', target: '0123456789', subject: 'Fix it' }, 'PAY-1 commit 0123456789 Fix it'],
    [{ type: 'related', already: true }, 'PAY-1 related to PAY-2: is so already'],
  ])('%j', (more, said) => {
    expect(renderLinkAdd({ ...blocks, ...more })).toBe(said);
  });

  test('also where it is removed, with all of its types and what that has made ready', () => {
    expect(renderLinkRemove({ ...blocks, type: 'blocks, related', ready: [{ key: 'PAY-2', title: 'T wo' }] })).toBe(
      'Removed: PAY-1 blocks, related to PAY-2\nReady now: PAY-2 "T wo"',
    );
    expect(renderLinkRemove(blocks)).toBe('Removed: PAY-1 blocks PAY-2');
  });
});

describe("a ticket's links", () => {
  const none = { key: 'PAY-1', title: 'On e', links: [], children: [], commits: [], urls: [], left: 0 };

  test('are a line each with its id, the family first', () => {
    const link = { title: 'T wo', status: 'todo', done: false };
    const links = [
      { ...link, type: 'blocked_by', key: 'PAY-5', suspended: false, event: '7k2m91' },
      { ...link, type: 'blocks', key: 'PAY-6', suspended: true, event: '7k2m92' },
    ] as const;
    const result = {
      ...none,
      ...{ links: [...links], parent: { key: 'PAY-2', title: 'Ep ic' }, left: 4 },
      children: [{ key: 'PAY-3', title: 'Ch ild', status: 'done' }],
      commits: [
        { hash: '0123456789abcdef', subject: 'Fix it', event: '7k2m93' },
        { hash: 'fedcba9876543210', event: '7k2m94' },
      ],
      urls: [{ url: 'https://example.org', event: '7k2m95' }],
    };
    expect(renderLinks(result, mcpSyntax).split('\n')).toEqual([
      ...['PAY-1 On e', 'child of PAY-2 Ep ic', 'parent of PAY-3 done Ch ild'],
      '[7k2m91] blocked by PAY-5 todo T wo',
      '[7k2m92] blocks PAY-6 suspended, as it would close a cycle T wo',
      ...['[7k2m93] commit 0123456789 Fix it', '[7k2m94] commit fedcba9876', '[7k2m95] https://example.org'],
      '4 more: link(action:"list", id:"PAY-1", budget:9000)',
    ]);
    expect(renderLinks(result, shellSyntax)).toMatch(/\n4 more: tracker link list PAY-1 --budget 9000$/);
  });

  test('may be none', () => {
    expect(renderLinks(none, mcpSyntax)).toBe('PAY-1 has no links');
  });
});

describe('a graph', () => {
  const node = (key: string, under: GraphNode[] = [], repeated = false): GraphNode => ({
    ...{ key, title: 'T itle', status: 'todo', done: false, under },
    ...(repeated && { repeated }),
  });
  const graph = { key: 'PAY-1', title: 'On e', status: 'todo', blockedNow: [], blockedBy: [], blocks: [], left: 0 };

  test('of a ticket that nothing holds up is a line, and so is a chain of two', () => {
    const line = 'PAY-1 On e · todo · not blocked now';
    expect(renderGraph({ ...graph, chain: ['PAY-1'] }, mcpSyntax)).toBe(line);
    expect(renderGraph({ ...graph, chain: ['PAY-1', 'PAY-2'] }, mcpSyntax)).toBe(line);
  });

  test('shows what comes after and before, a step deeper each, and the longest chain', () => {
    const result = {
      ...{ ...graph, blockedNow: ['PAY-2', 'PAY-4'], chain: ['PAY-1', 'PAY-2', 'PAY-3'], left: 2 },
      blockedBy: [node('PAY-2', [node('PAY-3')]), node('PAY-4', [], true)],
      blocks: [node('PAY-9')],
    };
    expect(renderGraph(result, mcpSyntax).split('\n')).toEqual([
      'PAY-1 On e · todo · blocked now by PAY-2, PAY-4',
      'chain: PAY-1 ← PAY-2 ← PAY-3',
      ...['after:', ' PAY-2 todo T itle', '  PAY-3 todo T itle', ' PAY-4 todo T itle …'],
      ...['before:', ' PAY-9 todo T itle'],
      '2 more, further away: link(action:"graph", id:"PAY-1", budget:9000), or graph one of these',
    ]);
    expect(renderGraph(result, shellSyntax)).toMatch(
      /\n2 more, further away: tracker link graph PAY-1 --budget 9000, or graph one of these$/,
    );
  });

  test('shortens a chain of more than twenty', () => {
    const chain = Array.from({ length: 21 }, (_, at) => `PAY-${at}`);
    expect(renderGraph({ ...graph, chain }, mcpSyntax)).toContain(' ← PAY-9 ← 6 more ← PAY-16 ← ');
  });
});
