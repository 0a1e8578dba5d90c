import { type Conditions, type Query, type Term, wantedTerms } from '../../domain/query/model.ts';
import { simplify } from '../../domain/query/simplify.ts';
import { orList } from '../../domain/words.ts';
import type { ReadTx } from '../tx.ts';

/** The query with the nearest words in use for those that no ticket has, and what to say of it. Undefined: there are none. */
export async function readNearer(tx: ReadTx, query: Query): Promise<{ query: Query; notes: string[] } | undefined> {
  const terms = wantedTerms(query);
  const near = terms.length > 0 ? await tx.fullText.near(tx.db, terms) : undefined;
  if (!near || near.size === 0) return undefined;
  const notes = [...near].map(([{ text }, words]) => `No ticket has ${text}; searched for ${orList(words)} instead.`);
  const { groups: _, ...others } = query;
  return { query: { ...others, ...simplify(replace(query, near)) }, notes };
}

function replace({ terms, filters, groups = [] }: Conditions, near: ReadonlyMap<Term, string[]>): Conditions {
  const wordOf = (text: string): Term => ({ text, kind: 'word', not: false });
  const others = terms.flatMap((term) => {
    const words = near.get(term);
    return words ? [{ not: false, any: words.map((word) => ({ terms: [wordOf(word)], filters: [] })) }] : [];
  });
  const replaced = [...others, ...groups.map(({ not, any }) => ({ not, any: any.map((one) => replace(one, near)) }))];
  return {
    terms: terms.filter((term) => !near.has(term)),
    filters,
    ...(replaced.length > 0 && { groups: replaced }),
  };
}
