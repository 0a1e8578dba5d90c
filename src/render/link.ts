import type { LinkResult } from '../actions/link/fields.ts';
import type { GraphNode, GraphResult } from '../actions/link/graph.ts';
import type { LinksResult } from '../actions/link/list.ts';
import { shortenPath } from '../domain/event/cycles.ts';
import { call } from '../domain/hint.ts';
import { replyBudget } from '../domain/input/budget.ts';
import { lines, urlLine } from './lines.ts';
import type { Syntax } from './syntax.ts';
import { renderReady } from './ticket.ts';

const words = new Map([
  ['parent', 'parent of'],
  ['child', 'child of'],
  ['related', 'related to'],
]);

const verb = (type: string): string => words.get(type) ?? type.replaceAll('_', ' ');

const sentence = ({ key, type, target, subject }: LinkResult): string =>
  `${key} ${type.split(', ').map(verb).join(', ')} ${target}${subject ? ` ${subject}` : ''}`;

/** All in one line: what a call is answered with is kept with its key. */
export const renderLinkAdd = ({ also = [], ...first }: LinkResult): string =>
  [first, ...also].map(renderAdded).join('; ');

function renderAdded(result: LinkResult): string {
  if (result.already) return `${sentence(result)}: is so already`;
  return `${sentence(result)}${result.instead ? `, in place of ${result.instead}` : ''}`;
}

export const renderLinkRemove = (result: LinkResult): string =>
  lines(`Removed: ${sentence(result)}`, renderReady(result));

export function renderLinks(
  { key, title, links, parent, children, commits, urls, left }: LinksResult,
  syntax: Syntax,
): string {
  const rows = [
    parent && `child of ${parent.key} ${parent.title}`,
    ...children.map((child) => `parent of ${child.key} ${child.status} ${child.title}`),
    ...links.map(
      (link) =>
        `[${link.event}] ${verb(link.type)} ${link.key} ${link.suspended ? 'suspended, as it would close a cycle' : link.archived ? 'archived' : link.status} ${link.title}`,
    ),
    ...commits.map(
      ({ hash, subject, event }) => `[${event}] commit ${hash.slice(0, 10)}${subject ? ` ${subject}` : ''}`,
    ),
    ...urls.map(({ url, event }) => `[${event}] ${urlLine(url)}`),
    left > 0 && `${left} more: ${syntax.call(call('link', { action: 'list', id: key, budget: replyBudget }))}`,
  ].filter(Boolean);
  return rows.length === 0 ? `${key} has no links` : lines(`${key} ${title}`, ...rows);
}

export function renderGraph(
  { key, title, status, blockedNow, chain, blockedBy, blocks, left }: GraphResult,
  syntax: Syntax,
): string {
  const state = blockedNow.length > 0 ? `blocked now by ${blockedNow.join(', ')}` : 'not blocked now';
  return lines(
    `${key} ${title} · ${status} · ${state}`,
    chain.length > 2 && `chain: ${shortenPath(chain).join(' ← ')}`,
    blockedBy.length > 0 && lines('after:', ...renderNodes(blockedBy)),
    blocks.length > 0 && lines('before:', ...renderNodes(blocks)),
    left > 0 &&
      `${left} more, further away: ${syntax.call(call('link', { action: 'graph', id: key, budget: replyBudget }))}, or graph one of these`,
  );
}

const renderNodes = (nodes: readonly GraphNode[], depth = 1): string[] =>
  nodes.flatMap((node) => [
    `${' '.repeat(depth)}${node.key} ${node.status} ${node.title}${node.repeated ? ' …' : ''}`,
    ...renderNodes(node.under, depth + 1),
  ]);
