import { type Conditions, type Group, type Query, type Term, wantedTerms } from '../../domain/query/model.ts';
import { simplify } from '../../domain/query/simplify.ts';
import { orList } from '../../domain/words.ts';
import type { ReadTx } from '../tx.ts';

/** Words that no ticket has, each with the nearest in use, if there are some. */
type Unknown = ReadonlyMap<Term, readonly string[]>;

/**
 * The query with the nearest words in use for those that no ticket has, and what to say of it; undefined where there are
 * none, or where it finds nothing for another reason: a filter that is added never adds to a result.
 */
export async function readNearer(tx: ReadTx, query: Query): Promise<{ query: Query; notes: string[] } | undefined> {
  const terms = wantedTerms(query);
  if (terms.length === 0) return undefined;
  const unknown = await tx.fullText.near(tx.db, terms);
  if (!isHopeless(query, unknown)) return undefined;
  const replaced = replace(query, unknown);
  const left = new Set(wantedTerms(replaced));
  const notes = terms
    .filter((term) => !left.has(term))
    .map((term) => `No ticket has ${term.text}; searched for ${orList(unknown.get(term) ?? [])} instead.`);
  if (notes.length === 0) return undefined;
  const { groups: _, ...others } = query;
  return { query: { ...others, ...simplify(replaced) }, notes };
}

/** Finds nothing, whatever its filters are. */
const isHopeless = ({ terms, groups = [] }: Conditions, unknown: Unknown): boolean =>
  terms.some((term) => !term.not && unknown.has(term)) || groups.some((group) => isHopelessGroup(group, unknown));

const isHopelessGroup = ({ not, any }: Group, unknown: Unknown): boolean =>
  !not && any.every((one) => isHopeless(one, unknown));

function replace({ terms, filters, groups = [] }: Conditions, unknown: Unknown): Conditions {
  const wordOf = (text: string): Term => ({ text, kind: 'word', not: false });
  const isReplaced = (term: Term) => !term.not && (unknown.get(term) ?? []).length > 0;
  const replaced = terms.filter(isReplaced).map((term) => ({
    not: false,
    any: (unknown.get(term) ?? []).map((word) => ({ terms: [wordOf(word)], filters: [] })),
  }));
  const others = groups.map((group) =>
    isHopelessGroup(group, unknown) ? { not: false, any: group.any.map((one) => replace(one, unknown)) } : group,
  );
  return { terms: terms.filter((term) => !isReplaced(term)), filters, groups: [...replaced, ...others] };
}
