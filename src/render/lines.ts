import type { WorkTree } from '../store/repository.ts';
import type { Syntax } from './syntax.ts';

export const join = (...parts: (string | false | null | undefined)[]): string => parts.filter(Boolean).join(' · ');

/** A line of a text behind its number; "8 more: …" would be a reply's own. */
export const numberedLine = (number: number, line: string, width = 0): string =>
  `${String(number).padStart(width)} ${line.replace(/^(?=(?:more|earlier)\b[^:]{0,20}:)/, ' ')}`;

/** An address stands for itself; what is none says what it was given as. */
export const urlLine = (url: string): string => (/^https?:\/\/\S+$/i.test(url) ? url : `url ${url}`);

export const lines = (...parts: (string | false | null | undefined)[]): string =>
  parts.filter((part) => part || part === '').join('\n');

/** A ticket by key and title, as a later line can be about it. */
export const named = ({ key, title }: { key: string; title: string }): string => `${key} "${title}"`;

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const shownWorkTrees = 3;

/** Other work trees of the clone, by folder and branch. */
export function nameWorkTrees(trees: readonly WorkTree[]): string {
  const named = trees.slice(0, shownWorkTrees).map(({ root, branch }) => (branch ? `${root} on ${branch}` : root));
  const rest = trees.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** `1 pt`, `8 pts`. */
export const pointsOf = (points: number): string => plural(points, 'pt');

/** What a reply's first line says of a message: that it is a note of the ticket now, or that it is none. */
export const renderNoted = (noted: boolean | undefined): string =>
  noted === undefined ? '' : noted ? ', noted' : ', not noted: nothing changed';

/** Says how many are left and how to get them. */
export const more = (left: number, cursor: string | undefined, { field }: Syntax): string | false =>
  cursor !== undefined && `${left > 0 ? `${left} more` : 'more'}: ${field('cursor', cursor)}`;

/** What a query was read otherwise, and the qualifier that emptied the result. */
export const notes = (result: {
  notes: readonly string[];
  query?: string | undefined;
  emptiedBy?: string | undefined;
  nearest?: string | undefined;
}): string => lines(...result.notes.map((note) => `note: ${note}`), blame(result));

/** What has emptied a result, where that is not all that was asked for and stands in the line before. */
export function blame({
  query,
  emptiedBy,
  nearest,
}: {
  query?: string | undefined;
  emptiedBy?: string | undefined;
  nearest?: string | undefined;
}): string | false {
  if (emptiedBy === undefined) return false;
  if (emptiedBy === query) return nearest !== undefined && `Did you mean ${nearest}?`;
  return `Nothing is left because of ${emptiedBy}${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`;
}
