import type { Term } from '../../domain/query/model.ts';
import { mentions, snippetOf } from '../../domain/query/snippet.ts';
import { readTexts } from '../fulltext/source.ts';
import type { TicketRow } from '../read/tickets.ts';
import type { ReadTx } from '../tx.ts';

/** Where the words stand, by ticket number, for the tickets whose title does not have them all. Undefined: no words. */
export function listSnippets(
  { db }: Pick<ReadTx, 'db'>,
  rows: readonly TicketRow[],
  terms: readonly Term[],
): Map<number, string> | undefined {
  const words = terms.filter((term) => !term.not);
  if (words.length === 0) return undefined;
  const missing = new Map(rows.map((row) => [row.ticket, words.filter((term) => !mentions(row.title, term))]));
  const wanted = [...missing].filter(([, unseen]) => unseen.length > 0).map(([number]) => number);
  const snippets = new Map<number, string>();
  if (wanted.length === 0) return snippets;
  for (const { number, description, notes } of readTexts(db, wanted)) {
    const unseen = missing.get(number) ?? [];
    const snippet = snippetOf(description, unseen) ?? firstOf(notes, unseen);
    if (snippet !== undefined) snippets.set(number, snippet);
  }
  return snippets;
}

function firstOf(notes: readonly string[], terms: readonly Term[]): string | undefined {
  for (const note of notes) {
    const snippet = snippetOf(note, terms);
    if (snippet !== undefined) return snippet;
  }
  return undefined;
}
