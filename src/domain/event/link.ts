import { TrackerError } from '../errors.ts';
import { nearest } from '../near.ts';
import { quote } from '../words.ts';

/** What is published; inverses and the tree's words are accepted besides. */
export const publishedLinkTypes = ['blocks', 'blocked_by', 'related', 'duplicates', 'discovered_from'] as const;

/** A link's type as one of its ends sees it: `id TYPE target` is a sentence. `parent`: id is the parent of target. */
export type LinkWord = (typeof publishedLinkTypes)[number] | 'duplicated_by' | 'discovered' | 'parent' | 'child';

/** What each word says that a type may be given by. */
export const linkWords: Readonly<Record<string, LinkWord>> = {
  blocks: 'blocks',
  blocking: 'blocks',
  precedes: 'blocks',
  blocked_by: 'blocked_by',
  depends_on: 'blocked_by',
  dependent_on: 'blocked_by',
  requires: 'blocked_by',
  needs: 'blocked_by',
  waits_for: 'blocked_by',
  follows: 'blocked_by',
  after: 'blocked_by',
  before: 'blocks',
  related: 'related',
  relates: 'related',
  relates_to: 'related',
  related_to: 'related',
  duplicates: 'duplicates',
  duplicate_of: 'duplicates',
  duplicate: 'duplicates',
  duplicated_by: 'duplicated_by',
  discovered_from: 'discovered_from',
  discovered_in: 'discovered_from',
  found_in: 'discovered_from',
  discovered: 'discovered',
  parent: 'parent',
  parent_of: 'parent',
  child: 'child',
  child_of: 'child',
  subtask_of: 'child',
  part_of: 'child',
};

/** The types whose link belongs to the other ticket, and what it is called there. */
export const inverseOf: Partial<Record<LinkWord, 'blocks' | 'duplicates' | 'discovered_from'>> = {
  blocked_by: 'blocks',
  duplicated_by: 'duplicates',
  discovered: 'discovered_from',
};

/** Throws `invalid_input` with the near miss. */
export function parseLinkType(word: string): LinkWord {
  const folded = word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/^is_/, '');
  const type = Object.hasOwn(linkWords, folded) ? linkWords[folded] : undefined;
  if (type) return type;
  const near = nearest(folded, Object.keys(linkWords));
  throw new TrackerError(
    'invalid_input',
    `There is no link type ${quote(word)}${near ? `; did you mean "${near}"?` : '.'}`,
    `type: ${publishedLinkTypes.join(', ')}, parent, child.`,
  );
}
