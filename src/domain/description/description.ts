import { TrackerError } from '../errors.ts';
import { splitLines } from '../text/text.ts';
import { quote } from '../words.ts';
import { findCheckboxes, listMeant } from './checkbox.ts';
import { checkboxPatch, markCheckboxes } from './checkbox-edit.ts';
import { findOnce, linesBetween } from './occurrence.ts';
import type { Checkbox } from './outline.ts';
import {
  applyPatch,
  type Draft,
  draft,
  type LineStretch,
  linePatch,
  type Patched,
  textPatch,
  type WriteOp,
} from './patch.ts';
import { type LineRange, parseRange } from './range.ts';
import { findSection } from './section.ts';
import { sectionPatch } from './section-edit.ts';

export { isRange, parseRange, readLines } from './range.ts';
export { findSection } from './section.ts';

const places = ['section', 'lines', 'old', 'checkbox'] as const;

/**
 * An edit of a description. At most one place is named, and a section beside it, which that place is then within; without
 * one it is the whole text.
 */
export interface Edit extends Partial<Record<(typeof places)[number], string>> {
  op: WriteOp | 'check' | 'uncheck';
  /** What is written by replace, append and prepend. */
  new?: string;
}

const verbs = {
  replace: 'replaced',
  append: 'appended',
  prepend: 'prepended',
  delete: 'deleted',
  check: 'checked',
  uncheck: 'unchecked',
} as const;

export interface Edited {
  text: string;
  /** The lines of the new text that the edit wrote, 1-based, inclusive; `last` is before `first` where there are none. */
  first: number;
  last: number;
  shown: (typeof verbs)[Edit['op']];
}

/**
 * Edits a description. Besides what is named not a byte changes, and what is written takes the line ending that most
 * lines of the text have; a replacement of the whole text, or of an empty one, is taken as it is.
 *
 * Whole lines are written where the place is the whole text (`append` and `prepend`), `lines`, a section or (`append`
 * and `prepend`) a checkbox: line breaks are added where they are needed to keep lines apart, and the text ends with a
 * line break if it did before or the content at its end does. At `old` and in a checkbox's text it is just the content; where
 * `old` is all of its lines, `delete` takes their line break too.
 * `check` and `uncheck` mean every checkbox in the lines, the section or the lines of `old`, and without a place the
 * only one. Content without a character is no line: it removes what it replaces.
 *
 * Throws `invalid_input` or `not_found`, with what the text has instead; never anything else.
 */
export function editDescription(text: string, edit: Edit): Edited {
  checkEdit(edit);
  const { op, section, ...rest } = edit;
  if (section !== undefined && places.some((place) => place !== 'section' && edit[place] !== undefined))
    return editWithin(text, section, { ...rest, op });
  const patched = op === 'check' || op === 'uncheck' ? markPlace(text, edit) : write(text, { ...edit, op });
  return { ...patched, shown: verbs[op] };
}

function checkEdit(edit: Edit): void {
  const { op } = edit;
  const named = places.filter((place) => place !== 'section' && edit[place] !== undefined);
  if (named.length > 1) {
    const message = `An edit has one place, and ${named.join(' and ')} are given.`;
    throw new TrackerError('invalid_input', message, 'Send one of them only, beside a section if need be.');
  }
  const writes = op === 'replace' || op === 'append' || op === 'prepend';
  if (writes && edit.new === undefined)
    throw new TrackerError(
      'invalid_input',
      `${op} needs new, the text to write.`,
      'Send new, or op:"delete" to remove.',
    );
  if (!writes && edit.new)
    throw new TrackerError('invalid_input', `${op} takes no new.`, 'Leave new out, or send op:"replace".');
}

/** An edit of a place in a section: its boxes are counted in it, its text is looked for in it, its lines are in it. */
function editWithin(text: string, name: string, edit: Omit<Edit, 'section'>): Edited {
  const { line, lastLine } = findSection(text, name);
  const all = splitLines(text);
  if (edit.lines !== undefined) {
    const { first, last } = parseRange(edit.lines, all.length);
    if (first >= line && last <= lastLine) return editDescription(text, edit);
    const message = `Section ${quote(name)} has lines ${line}-${lastLine}; ${quote(edit.lines)} goes beyond.`;
    throw new TrackerError('invalid_input', message, 'Send lines of it, or lines without section.');
  }
  const before = all.slice(0, line - 1);
  // Empty lines stand for what is before, so that lines keep their numbers.
  const blank = before.map((one) => /\r?\n$/.exec(one)?.[0] ?? '').join('');
  const part = blank + all.slice(line - 1, lastLine).join('');
  const edited = inSection(name, () => {
    if (edit.old !== undefined && findOnce(part, edit.old).from < blank.length) throw notThere();
    return editDescription(part, edit);
  });
  return { ...edited, text: before.join('') + edited.text.slice(blank.length) + all.slice(lastLine).join('') };
}

const notThere = (): TrackerError =>
  new TrackerError('not_found', 'old begins before it.', 'Send text of the section as old.');

/** Says in an error that it is about a section alone. */
function inSection<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    throw new TrackerError(error.code, `In section ${quote(name)}: ${error.message}`, error.hint);
  }
}

function markPlace(text: string, { op, checkbox, section, lines, old }: Edit): Patched {
  if (checkbox !== undefined) return markCheckboxes(text, findCheckboxes(text, checkbox), op === 'check');
  const place = { section, lines, old };
  return markCheckboxes(text, listMeant(text, linesOf(text, place)), op === 'check');
}

function linesOf(
  text: string,
  { section, lines, old }: Pick<Edit, 'section' | 'lines' | 'old'>,
): LineRange | undefined {
  if (lines !== undefined) return parseRange(lines, splitLines(text).length);
  if (section !== undefined) {
    const { line, lastLine } = findSection(text, section);
    return { first: line, last: lastLine };
  }
  return old === undefined ? undefined : linesBetween(text, findOnce(text, old));
}

function write(text: string, edit: Edit & { op: WriteOp }): Patched {
  const { op, section, lines, old, checkbox, new: written = '' } = edit;
  const source = draft(text, op === 'delete' ? '' : written);
  if (section !== undefined) return applyPatch(text, sectionPatch(source, op, findSection(text, section)));
  if (lines !== undefined) return applyPatch(text, linePatch(source, stretchOf(source, op, lines)));
  if (old !== undefined) {
    const found = findOnce(text, old);
    const lines = op === 'delete' ? wholeLines(text, found) : undefined;
    return applyPatch(text, lines ? linePatch(source, lines) : textPatch(source, besides(op, found)));
  }
  if (checkbox !== undefined) return applyPatch(text, checkboxPatch(source, op, getCheckbox(text, checkbox)));
  if (op === 'delete') return whole('');
  if (op === 'replace' || text === '') return whole(written);
  const at = op === 'append' ? source.lines.length : 0;
  return applyPatch(text, linePatch(source, { from: at, to: at }));
}

/** The lines that a stretch has all of, 0-based, `to` exclusive; undefined where it begins or ends within one. */
function wholeLines(text: string, { from, to }: { from: number; to: number }): LineStretch | undefined {
  const begins = from === 0 || text[from - 1] === '\n';
  const ends = to === text.length || /^\r?\n/.test(text.slice(to, to + 2));
  // Where its last line's break is in it, there is nothing more to take.
  if (!begins || !ends || text[to - 1] === '\n') return undefined;
  const { first, last } = linesBetween(text, { from, to });
  return { from: first - 1, to: last };
}

const whole = (text: string): Patched => ({ text, first: 1, last: splitLines(text).length });

/** Lines can be inserted before the line after the last, and after line 0. */
function stretchOf({ lines }: Draft, op: WriteOp, range: string): LineStretch {
  const number = /^\d+$/.test(range.trim()) ? Number(range) : undefined;
  if (op === 'prepend' && number === lines.length + 1) return { from: lines.length, to: lines.length };
  if (op === 'append' && number === 0) return { from: 0, to: 0 };
  const { first, last } = parseRange(range, lines.length);
  return besides(op, { from: first - 1, to: last });
}

/** An insertion goes behind or before the place, the others into it. */
function besides(op: WriteOp, { from, to }: { from: number; to: number }): { from: number; to: number } {
  if (op === 'append') return { from: to, to };
  return op === 'prepend' ? { from, to: from } : { from, to };
}

function getCheckbox(text: string, name: string): Checkbox {
  const [box, ...others] = findCheckboxes(text, name);
  if (box && others.length === 0) return box;
  throw new TrackerError(
    'invalid_input',
    `${others.length + 1} checkboxes are meant; only check and uncheck take several.`,
    'Send the number of one of them.',
  );
}
