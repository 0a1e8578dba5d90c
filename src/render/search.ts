import type { SearchResult } from '../actions/search/search.ts';
import { renderGet } from './get.ts';
import { renderHistory } from './history.ts';
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
      return renderList(result, syntax, 'Nothing found');
  }
}
