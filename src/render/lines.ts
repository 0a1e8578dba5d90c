import type { Syntax } from './syntax.ts';

/** A title or name on one line: they may hold line breaks, a line of a reply may not. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n\v\f\u0085\u2028\u2029]+\s*/g, ' ');

/** Names in a row, each on one line. */
export const nameList = (names: readonly string[], separator = ', '): string => names.map(oneLine).join(separator);

/** At most as many characters, with a mark where some are left out. */
export const clip = (text: string, length: number): string => {
  if (text.length <= length) return text;
  return `${[...text.slice(0, 2 * length)].slice(0, length).join('')}…`;
};

export const join = (...parts: (string | false | null | undefined)[]): string => parts.filter(Boolean).join(' · ');

export const lines = (...parts: (string | false | null | undefined)[]): string =>
  parts.filter((part) => part || part === '').join('\n');

/** A ticket by key and title, as a later line can be about it. */
export const named = ({ key, title }: { key: string; title: string }): string => `${key} "${oneLine(title)}"`;

/** The date of a time (ms since 1970), in UTC. */
export const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** To the minute, in UTC. */
export const minuteOf = (time: number): string => `${dateOf(time)} ${new Date(time).toISOString().slice(11, 16)}`;

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Says how many are left and how to get them. */
export const more = (left: number, cursor: string | undefined, { field }: Syntax): string | false =>
  cursor !== undefined && `${left > 0 ? `${left} more` : 'more'}: ${field('cursor', cursor)}`;

/** What a query was read otherwise, and the qualifier that emptied the result. */
export const notes = (result: {
  notes: readonly string[];
  emptiedBy?: string | undefined;
  nearest?: string | undefined;
}): string =>
  lines(
    ...result.notes.map((note) => `note: ${note}`),
    result.emptiedBy !== undefined &&
      `Nothing is left because of ${result.emptiedBy}${result.nearest === undefined ? '.' : `; did you mean ${result.nearest}?`}`,
  );
