import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { withoutLoneReturns } from './render.ts';

/** A heading with what stands below it up to the next one, or what stands before the first. */
export interface Section {
  /** As written, without its signs; none before the first heading. */
  heading: string;
  /** How deep in the text's outline, from 0, however many signs it has. */
  depth: number;
  /** Lines of the whole text, 1-based and inclusive, without the empty ones at its end. */
  first: number;
  last: number;
  /** Those lines, joined by line feeds. */
  text: string;
}

export interface Outline {
  sections: readonly Section[];
  /** Lines that define links and footnotes, wherever they stand: each section may mean them. */
  definitions: string;
}

const containers = new Set(['blockQuote', 'listOrdered', 'listUnordered', 'gfmFootnoteDefinition']);
const headings = new Set(['atxHeading', 'setextHeading']);

export const linesOf = (text: string): string[] => withoutLoneReturns(text).split(/\r?\n/);

let latest: { text: string; outline: Outline } | undefined;

/** Where the sections of a text begin and end. Headings in quotes, lists and code begin none. */
export function readSections(text: string): Outline {
  // A long text is not parsed anew with each letter that is typed beside it.
  if (latest?.text !== text) latest = { text, outline: parseSections(text) };
  return latest.outline;
}

function parseSections(text: string): Outline {
  const lines = linesOf(text);
  const starts: { first: number; heading: string; rank: number }[] = [];
  const definitions: string[] = [];
  let within = 0;
  for (const [step, { type, start, end }, context] of eventsOf(text)) {
    const isEnter = step === 'enter';
    if (isEnter && within === 0 && headings.has(type)) {
      const written = context.sliceSerialize({ start, end });
      starts.push({ first: start.line, heading: headingIn(written), rank: rankOf(written) });
    }
    const isFootnote = type === 'gfmFootnoteDefinition';
    if (isEnter && (type === 'definition' || (isFootnote && within === 0)))
      definitions.push(lines.slice(start.line - 1, end.column === 1 ? end.line - 1 : end.line).join('\n'));
    if (containers.has(type)) within += isEnter ? 1 : -1;
  }
  return { sections: cut(lines, starts), definitions: definitions.join('\n\n') };
}

const eventsOf = (text: string) =>
  postprocess(
    parse({ extensions: [gfm()] })
      .document()
      .write(preprocess()(withoutLoneReturns(text), undefined, true)),
  );

const isUnderlined = (written: string): boolean => /\r?\n[^\n]*$/.test(written.trimEnd());

function rankOf(written: string): number {
  if (!isUnderlined(written)) return /^\s*(#{1,6})/.exec(written)?.[1]?.length ?? 1;
  return written.trimEnd().endsWith('=') ? 1 : 2;
}

const headingIn = (written: string): string =>
  isUnderlined(written)
    ? written
        .trimEnd()
        .replace(/\r?\n[^\n]*$/, '')
        .trim()
    : written.replace(/^\s*#{1,6}[ \t]*/, '').replace(/(?:^|[ \t]+)#+[ \t]*$/, '');

function cut(lines: readonly string[], starts: readonly { first: number; heading: string; rank: number }[]): Section[] {
  const open: number[] = [];
  const all = starts[0]?.first === 1 ? starts : [{ first: 1, heading: '', rank: 0 }, ...starts];
  return all.flatMap(({ first, heading, rank }, at) => {
    while (rank > 0 && (open.at(-1) ?? 0) >= rank) open.pop();
    const depth = open.length;
    if (rank > 0) open.push(rank);
    const end = (all[at + 1]?.first ?? lines.length + 1) - 1;
    const last = lines.slice(0, end).findLastIndex((line) => line.trim() !== '') + 1;
    if (last < first) return [];
    return [{ heading, depth, first, last, text: lines.slice(first - 1, last).join('\n') }];
  });
}
