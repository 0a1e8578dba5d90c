import type { Scope } from '../actions/search/scope.ts';
import type { SearchResult } from '../actions/search/search.ts';
import { renderGet } from './get.ts';
import { renderHistory } from './history.ts';
import { lines, plural } from './lines.ts';
import { renderGraph } from './link.ts';
import { renderList } from './list.ts';
import type { Syntax } from './syntax.ts';

export function renderSearch(result: SearchResult, syntax: Syntax): string {
  switch (result.view) {
    case 'ticket':
      return renderGet(result.ticket, syntax);
    case 'history':
      return renderHistory(result.history, syntax);
    case 'graph':
      return renderGraph(result.graph, syntax);
    default:
      return lines(renderList(result, syntax, 'Nothing found'), renderScope(result));
  }
}

/**
 * `Searched titles, descriptions, notes and labels of 45 tickets, open and closed, without 3 archived (is:archived).`
 * Undefined where there is nothing to say of where it was searched.
 */
export function renderScope({ scope, total }: { scope?: Scope | undefined; total: number }): string | undefined {
  if (!scope) return undefined;
  const { tickets, fields, byStatus, archived, archivedMatching } = scope;
  const matching = `${archivedMatching} archived ${archivedMatching === 1 ? 'matches' : 'match'}`;
  if (total > 0) return `${matching} too: is:archived`;
  const texts = fields.length > 0 && `${fields.slice(0, -1).join(', ')} and ${fields.at(-1)} of `;
  const searched = `Searched ${texts || ''}${plural(tickets, 'ticket')}${byStatus ? '' : ', open and closed'}`;
  if (archivedMatching > 0) return `${searched}. ${matching}: is:archived`;
  return `${searched}${archived > 0 ? `, without ${archived} archived (is:archived)` : ''}.`;
}
