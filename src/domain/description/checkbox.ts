import { TrackerError } from '../errors.ts';
import { quote } from '../words.ts';
import { type Checkbox, checkboxes } from './outline.ts';
import { foldName } from './section.ts';

/**
 * The checkboxes that a name means: "all", a number from 1, or a text (the same, else the same but for case and white
 * space, else a part of one only). Throws `not_found` and, for a text of several, `invalid_input`.
 */
export function findCheckboxes(text: string, name: string): Checkbox[] {
  const all = checkboxes(text);
  if (all.length === 0) throw noCheckboxes();
  const wanted = name.trim().replace(/^(?:(?:[-*+]|\d+[.)])[ \t]+)?\[[ xX]\][ \t]+/, '');
  if (wanted.toLowerCase() === 'all') return all;
  const numbered = /^\d+$/.test(wanted) ? all[Number(wanted) - 1] : undefined;
  if (numbered) return [numbered];
  const part = wanted.toLowerCase();
  const folded = foldName(wanted);
  const tests: ((box: Checkbox) => boolean)[] = [
    (box) => box.text === wanted,
    (box) => foldName(box.text) === folded,
    (box) => part !== '' && box.text.toLowerCase().includes(part),
  ];
  const found = tests.reduce<Checkbox[]>((some, test) => (some.length > 0 ? some : all.filter(test)), []);
  const [first, ...others] = found;
  if (!first)
    throw new TrackerError('not_found', `There is no checkbox ${quote(name)}; there is ${list(all, all)}.`, byNumber);
  if (others.length > 0)
    throw new TrackerError('invalid_input', `${quote(name)} is in several checkboxes: ${list(all, found)}.`, byNumber);
  return found;
}

/** The one checkbox of a text, or those on some of its lines (1-based, inclusive). Throws as `findCheckboxes`. */
export function listMeant(text: string, lines?: { first: number; last: number }): Checkbox[] {
  const all = checkboxes(text);
  if (all.length === 0) throw noCheckboxes();
  if (!lines && all.length === 1) return all;
  if (!lines)
    throw new TrackerError('invalid_input', `There are ${all.length} checkboxes: ${list(all, all)}.`, byNumber);
  const found = all.filter(({ line }) => line >= lines.first && line <= lines.last);
  if (found.length === 0)
    throw new TrackerError('not_found', `There is no checkbox in that place; there is ${list(all, all)}.`, byNumber);
  return found;
}

const noCheckboxes = () =>
  new TrackerError(
    'not_found',
    'The description has no checkboxes.',
    'A checkbox is a list item such as "- [ ] Works offline".',
  );

const shownBoxes = 20;

function list(all: readonly Checkbox[], some: readonly Checkbox[]): string {
  const shown = some.slice(0, shownBoxes).map((box) => `${all.indexOf(box) + 1} ${quote(box.text)} (line ${box.line})`);
  const more = some.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Which one is not said: a call that names another box would tick that. */
const byNumber = 'Send the number of the one that is meant.';
