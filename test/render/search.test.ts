import { describe, expect, test } from 'vitest';
import type { SearchResult } from '../../src/actions/search/search.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderScope, renderSearch } from '../../src/render/search.ts';

const scope = {
  ...{ tickets: 45, fields: ['titles', 'descriptions', 'notes', 'labels'], byStatus: false },
  ...{ archived: 3, archivedMatching: 0 },
};

describe('where a search has looked', () => {
  test.each([
    [scope, 'titles, descriptions, notes and labels of 45 tickets, open and closed, without 3 archived (is:archived).'],
    [{ ...scope, fields: [], byStatus: true }, '45 tickets, without 3 archived (is:archived).'],
    [{ ...scope, fields: [], archivedMatching: 2 }, '45 tickets, open and closed. 2 archived match: is:archived'],
    [{ ...scope, fields: [], tickets: 1, archived: 0 }, '1 ticket, open and closed.'],
  ])('is said of %o where nothing was found', (given, text) => {
    expect(renderScope({ scope: given, total: 0 })).toBe(`Searched ${text}`);
  });

  test('is said beside what was found only where something archived matches', () => {
    expect(renderScope({ scope: { ...scope, archivedMatching: 1 }, total: 2 })).toBe(
      '1 archived matches too: is:archived',
    );
    expect(renderScope({ total: 2 })).toBeUndefined();
  });

  test('is the last line of the reply', () => {
    const result: SearchResult = {
      ...{ view: 'list', tickets: [], total: 0, query: 'zzz', notes: [], emptiedBy: 'zzz' },
      scope: { ...scope, archived: 0 },
    };
    expect(renderSearch(result, mcpSyntax)).toBe(
      ['Nothing found: zzz', 'Searched titles, descriptions, notes and labels of 45 tickets, open and closed.'].join(
        '\n',
      ),
    );
  });
});
