import type { SearchResult } from '../actions/search/search.ts';
import { renderGet } from './get.ts';
import { renderHistory } from './history.ts';
import { renderGraph } from './link.ts';
import { renderList } from './list.ts';

export function renderSearch(result: SearchResult): string {
  switch (result.view) {
    case 'ticket':
      return renderGet(result.ticket);
    case 'history':
      return renderHistory(result.history);
    case 'graph':
      return renderGraph(result.graph);
    default:
      return renderList(result, 'Nothing found');
  }
}
