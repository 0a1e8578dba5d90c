import { splitLines } from '../text/text.ts';
import { endOfWords, isBlankLine } from './blocks.ts';
import { type Heading, outline } from './outline.ts';
import { applyPatch, type Draft, type LineStretch, linePatch, type Patch, type WriteOp } from './patch.ts';
import { foldName } from './section.ts';

/** 0-based lines of what stands under a heading: `from` up to `to` without the blank lines around it. */
interface Body {
  from: number;
  to: number;
  /** Where the section ends, with the blank lines behind it. */
  end: number;
  isEmpty: boolean;
}

/**
 * An edit of a section. The heading stays, and is left out of the content that repeats it; so do the blank lines after
 * the heading and those at the section's end. `append` writes at the end of the section with all that is under it,
 * `prepend` after the heading, `delete` removes the heading too. A blank line is put where a heading comes next and the
 * text would otherwise become a part of it, or where the section had no text and blank lines are the text's style.
 */
export function sectionPatch(draft: Draft, op: WriteOp, heading: Heading): Patch {
  if (op === 'delete') return linePatch({ ...draft, content: '' }, { from: heading.line - 1, to: heading.lastLine });
  const content = ownContent(draft.content, op, heading);
  const body = bodyOf(draft.lines, heading);
  const own = { ...draft, content };
  if (content === '' && op === 'replace') return linePatch(own, { from: heading.bodyLine - 1, to: body.to });
  if (content === '') return linePatch(own, { from: body.to, to: body.to });
  if (body.isEmpty) return separated(own, emptyStretch(draft, body));
  if (op === 'append') return separated(own, { from: body.to, to: body.to });
  if (op === 'replace') return separated(own, { from: body.from, to: body.to });
  const isSpaced = body.from >= heading.bodyLine && !endsBlank(content);
  const isBeforeHeading = outline(draft.text).some(({ line }) => line === body.from + 1);
  return separated(own, { from: body.from, to: body.from, blanksAfter: isSpaced && isBeforeHeading ? 1 : 0 });
}

/** The content without the heading that it repeats, and without the blank lines that the section has itself. */
function ownContent(content: string, op: WriteOp, heading: Heading): string {
  const given = splitLines(content);
  const [first] = outline(content);
  const isRepeated =
    first !== undefined &&
    given.slice(0, first.line - 1).every(isBlankLine) &&
    first.depth <= heading.depth &&
    foldName(first.text) === foldName(heading.text);
  const lines = isRepeated ? given.slice(first.bodyLine - 1) : given;
  const start = lines.findIndex((line) => !isBlankLine(line));
  if (start === -1) return '';
  const end = lines.findLastIndex((line) => !isBlankLine(line)) + 1;
  return lines.slice(op === 'append' && !isRepeated ? 0 : start, op === 'prepend' ? lines.length : end).join('');
}

function bodyOf(lines: readonly string[], { bodyLine, lastLine: end }: Heading): Body {
  const start = bodyLine - 1;
  const blanks = lines.slice(start, end).findIndex((line) => !isBlankLine(line));
  if (blanks === -1) return { from: start, to: start, end, isEmpty: true };
  return { from: start + blanks, to: endOfWords(lines, end), end, isEmpty: false };
}

/** Blank lines already there stay behind the content, except at the end of the text. */
function emptyStretch(draft: Draft, { from, end }: Body): LineStretch {
  const hasBlanks = end > from;
  const isLast = end === draft.lines.length;
  if (hasBlanks && isLast) return { from: end, to: end };
  const blanks = blanksUnderHeadings(draft);
  return { from, to: from, blanksBefore: blanks, blanksAfter: hasBlanks || isLast ? 0 : blanks };
}

/** 1 where most headings of the text are followed by a blank line, or none shows it; else 0. */
function blanksUnderHeadings({ text, lines }: Draft): 0 | 1 {
  const bodies = outline(text).map((heading) => ({ start: heading.bodyLine - 1, ...bodyOf(lines, heading) }));
  const filled = bodies.filter(({ isEmpty }) => !isEmpty);
  const spaced = filled.filter(({ start, from }) => from > start);
  return spaced.length * 2 >= filled.length ? 1 : 0;
}

/** The patch, with a blank line behind the content where a heading would otherwise come into being or be lost. */
function separated(draft: Draft, stretch: LineStretch): Patch {
  const patch = linePatch(draft, stretch);
  const next = draft.lines[stretch.to];
  if (next === undefined || isBlankLine(next) || stretch.blanksAfter || endsBlank(draft.content)) return patch;
  if (keepsHeadings(draft, stretch, patch)) return patch;
  const spaced = linePatch(draft, { ...stretch, blanksAfter: 1 });
  return keepsHeadings(draft, stretch, spaced) ? spaced : patch;
}

function keepsHeadings({ text }: Draft, { to }: LineStretch, patch: Patch): boolean {
  const before = outline(text).filter(({ line }) => line > to);
  const after = outline(applyPatch(text, patch).text).filter(({ bodyLine }) => bodyLine - 1 > patch.last);
  return before.length === after.length && before.every((heading, at) => heading.text === after[at]?.text);
}

const endsBlank = (content: string): boolean => splitLines(content).slice(-1).some(isBlankLine);
