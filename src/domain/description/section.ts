import { clip } from '../cut.ts';
import { TrackerError } from '../errors.ts';
import { nearest } from '../near.ts';
import { quote } from '../words.ts';
import { plainText } from './markdown.ts';
import { type Heading, outline } from './outline.ts';

/**
 * The section with this heading, given with or without its `#`s; with them the level must be the same. What is exactly
 * the same wins over what differs in case and white space, and that over what differs in Markdown (`*`, `` ` ``, links).
 * Throws `not_found` for none and `invalid_input` for several, with the headings and their lines.
 */
export function findSection(text: string, name: string): Heading {
  const headings = outline(text);
  const found = tests(name).reduce<Heading[]>((some, test) => (some.length > 0 ? some : headings.filter(test)), []);
  const [first, ...others] = found;
  if (!first) throw missing(headings, name);
  if (others.length > 0) throw ambiguous(first, others, name);
  return first;
}

type HeadingTest = (heading: Heading) => boolean;

/** From the strictest on. The name as it is comes before the name without `#`s: a heading can be `## #1`. */
function tests(name: string): HeadingTest[] {
  const whole = name.trim();
  const [, signs = '', rest = whole] = /^(#{1,6})(.*)$/s.exec(whole) ?? [];
  const words = signs ? rest.replace(/(?<=[ \t])#+$/, '').trim() : whole;
  const folded = foldName(words);
  const plain = foldName(plainText(words));
  const isLevel: HeadingTest = ({ depth }) => !signs || depth === signs.length;
  return [
    ({ text }) => text === whole,
    // Nor are signs at the end always more than a way to write it: a heading that is underlined has them as they are.
    (heading) => isLevel(heading) && heading.text === rest.trim(),
    (heading) => isLevel(heading) && heading.text === words,
    (heading) => isLevel(heading) && foldName(heading.text) === folded,
    plainTest(isLevel, plain),
  ];
}

/** Markdown is parsed in so many headings, no more: a text of nothing but headings has tens of thousands. */
const parsedHeadings = 1_000;

function plainTest(isLevel: HeadingTest, plain: string): HeadingTest {
  let left = parsedHeadings;
  return (heading) => isLevel(heading) && left-- > 0 && foldName(plainText(heading.text)) === plain;
}

/** A name without what does not count where names are compared: case, white space, the way accents are written. */
export const foldName = (name: string): string =>
  name.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');

const newSection = 'A new section is appended without section, with its heading in new.';

function missing(headings: readonly Heading[], name: string): TrackerError {
  const message = `The description has no section ${quote(name)}`;
  if (headings.length === 0) {
    const hint = `Name the place by lines or old. ${newSection}`;
    return new TrackerError('not_found', `${message}; it has no headings.`, hint);
  }
  const names = headings.slice(0, parsedHeadings).map(({ text }) => text);
  const near = nearest(name.replace(/^#+/, ''), names);
  const hint = near === undefined ? `Send one of them as section. ${newSection}` : `Send section:${quote(near)}.`;
  return new TrackerError('not_found', `${message}; it has ${list(headings)}.`, hint);
}

function ambiguous(first: Heading, others: readonly Heading[], name: string): TrackerError {
  const message = `${others.length + 1} sections are called ${quote(name)}: ${list([first, ...others])}.`;
  const hint = `Name the lines instead: lines:"${first.line}-${first.lastLine}" is the first of them.`;
  return new TrackerError('invalid_input', message, hint);
}

const shownHeadings = 30;

function list(headings: readonly Heading[]): string {
  const shown = headings
    .slice(0, shownHeadings)
    .map(({ depth, text, line }) => `${'#'.repeat(depth)} ${clip(text, 60)} (line ${line})`);
  const more = headings.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
