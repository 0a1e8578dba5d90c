import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Edit, editDescription, findSection, readLines } from '../../../src/domain/description/description.ts';
import { checkboxes, outline } from '../../../src/domain/description/outline.ts';
import { TrackerError } from '../../../src/domain/errors.ts';
import { markdownText } from '../../support/markdown-texts.ts';

/** A line as its words and its ending. */
type Row = [words: string, ending: string];

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let words = '';
  for (const character of text) {
    if (character !== '\n') words += character;
    else {
      rows.push(words.endsWith('\r') ? [words.slice(0, -1), '\r\n'] : [words, '\n']);
      words = '';
    }
  }
  if (words !== '') rows.push([words, '']);
  return rows;
}

function usualEnding(rows: Row[]): string | undefined {
  const crlf = rows.filter(([, ending]) => ending === '\r\n').length;
  const lf = rows.filter(([, ending]) => ending === '\n').length;
  return crlf + lf === 0 ? undefined : crlf > lf ? '\r\n' : '\n';
}

/** Slow and plain: puts the lines of `written` in the place of the lines from `from` up to `to` (0-based). */
function withLines(text: string, { from, to, written }: { from: number; to: number; written: string }): string {
  const old = rowsOf(text);
  const fresh = rowsOf(written);
  const ending = usualEnding(old) ?? usualEnding(fresh) ?? '\n';
  const rows: Row[] = [
    ...old.slice(0, from),
    ...fresh.map(([words, end]): Row => [words, end && ending]),
    ...old.slice(to),
  ];
  const wasOpen = old.at(-1)?.[1] === '';
  rows.forEach((row, at) => {
    const isLast = at === rows.length - 1;
    const isFresh = at >= from && at < from + fresh.length;
    if (!isLast || (isFresh && text !== '' && !wasOpen)) row[1] ||= ending;
    if (isLast && !isFresh && wasOpen && from < to && to === old.length && row[0] !== '') row[1] = '';
  });
  return rows.map(([words, end]) => words + end).join('');
}

const content = fc.oneof(
  markdownText(3),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n', '\r', '😀', 'e\u0301', '#', '-', '`') }),
);
vi.setConfig({ testTimeout: 60_000 });
const runs = { numRuns: 1000 };

test('An edit of lines does what a slow one does, with any line endings.', () => {
  fc.assert(
    fc.property(fc.oneof(content, markdownText()), content, fc.nat(), fc.nat(), (text, written, one, two) => {
      const total = rowsOf(text).length;
      if (total === 0) return;
      const from = one % total;
      const to = from + 1 + (two % (total - from));
      const lines = `${from + 1}-${to}`;
      const edited = (edit: Edit) => editDescription(text, edit).text;
      expect(edited({ op: 'replace', lines, new: written })).toBe(withLines(text, { from, to, written }));
      expect(edited({ op: 'append', lines, new: written })).toBe(withLines(text, { from: to, to, written }));
      expect(edited({ op: 'prepend', lines, new: written })).toBe(withLines(text, { from, to: from, written }));
      expect(edited({ op: 'delete', lines })).toBe(withLines(text, { from, to, written: '' }));
    }),
    runs,
  );
});

test('An edit of the whole text does what a slow one does.', () => {
  fc.assert(
    fc.property(fc.oneof(content, markdownText()), content, (text, written) => {
      const total = rowsOf(text).length;
      const edited = (edit: Edit) => editDescription(text, edit).text;
      expect(edited({ op: 'replace', new: written })).toBe(written);
      expect(edited({ op: 'delete' })).toBe('');
      const appended = text === '' ? written : withLines(text, { from: total, to: total, written });
      expect(edited({ op: 'append', new: written })).toBe(appended);
      const prepended = text === '' ? written : withLines(text, { from: 0, to: 0, written });
      expect(edited({ op: 'prepend', new: written })).toBe(prepended);
    }),
    runs,
  );
});

test('An edit of old text that is there once changes only that, with the line break of lines that are deleted, and is refused where it is not there once.', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀', ' '), maxLength: 12 });
  fc.assert(
    fc.property(words, words, words, words, (before, old, after, written) => {
      const text = before + old + after;
      const count = [...Array(text.length).keys()].filter((at) => text.startsWith(old, at)).length;
      const edited = (op: Edit['op'], more: Partial<Edit> = {}) => editDescription(text, { op, old, ...more }).text;
      if (old === '' || count !== 1) {
        expect(() => edited('delete')).toThrow(TrackerError);
        return;
      }
      expect(edited('replace', { new: written })).toBe(before + written + after);
      expect(edited('append', { new: written })).toBe(before + old + written + after);
      expect(edited('prepend', { new: written })).toBe(before + written + old + after);
      const isLines = /(?:^|\n)$/.test(before) && /^(?:$|\n)/.test(after) && !old.endsWith('\n');
      // A text whose last line had no ending keeps having none, unless an empty line is then the last.
      const withoutLines = after === '' ? before.replace(/([^\n])\n$/, '$1') : before + after.slice(1);
      expect(edited('delete')).toBe(isLines ? withoutLines : before + after);
      const windows = editDescription(text.replaceAll('\n', '\r\n'), { op: 'replace', old, new: written }).text;
      if (text.includes('\n')) expect(windows).toBe((before + written + after).replaceAll('\n', '\r\n'));
    }),
    runs,
  );
});

/** Texts with a section, by its place in the outline. */
const sectioned = fc
  .tuple(
    fc.oneof(
      markdownText(),
      markdownText(5).map((text) => `## Named\n${text}`),
    ),
    fc.nat(),
  )
  .filter(([text]) => outline(text).length > 0);

/** The name of some section that can be told from the others. */
function someSection(text: string, pick: number): string | undefined {
  const headings = outline(text);
  const { depth, text: words } = headings[pick % headings.length]!;
  const name = `${'#'.repeat(depth)} ${words}`;
  const isOnly = headings.filter((heading) => heading.depth === depth && heading.text === words).length === 1;
  return isOnly && findSection(text, name).text === words ? name : undefined;
}

const blank = (line: string) => /^[ \t\r\n]*$/.test(line);

test('An edit of a section leaves every byte outside of it, its heading and the blank lines around its text.', () => {
  fc.assert(
    fc.property(sectioned, content, ([text, pick], written) => {
      const name = someSection(text, pick);
      if (name === undefined) return;
      const { line, bodyLine, lastLine, text: heading } = findSection(text, name);
      const lines = rowsOf(text).map(([words, ending]) => words + ending);
      const body = lines.slice(bodyLine - 1, lastLine);
      const head = body.findIndex((one) => !blank(one));
      const tail = body.length - 1 - body.findLastIndex((one) => !blank(one));
      const upTo = (count: number) => lines.slice(0, count).join('');
      const since = (count: number) => lines.slice(count).join('');
      const edited = (edit: Edit) => editDescription(text, { ...edit, section: name }).text;

      const around = (result: string, before: string, after: string) => {
        expect(result.startsWith(before)).toBe(true);
        expect(result.endsWith(after)).toBe(true);
        expect(result.length).toBeGreaterThanOrEqual(before.length + after.length);
      };
      around(
        edited({ op: 'append', new: written }),
        upTo(head < 0 ? bodyLine - 1 : lastLine - tail),
        since(head < 0 ? lastLine : lastLine - tail),
      );
      const isRepeated = outline(written)[0]?.text.toLowerCase() === heading.toLowerCase();
      if (!isRepeated && !blank(written.replaceAll('\r', ' '))) {
        const start = head < 0 ? bodyLine - 1 : bodyLine - 1 + head;
        around(edited({ op: 'replace', new: written }), upTo(start), since(head < 0 ? lastLine : lastLine - tail));
        around(edited({ op: 'prepend', new: written }), upTo(start), since(head < 0 ? lastLine : start));
      }
      expect(edited({ op: 'delete' })).toBe(withLines(text, { from: line - 1, to: lastLine, written: '' }));
    }),
    { numRuns: 500 },
  );
});

test('Replacing a section by the text that it has changes nothing.', () => {
  fc.assert(
    fc.property(sectioned, ([text, pick]) => {
      const name = someSection(text, pick);
      if (name === undefined) return;
      const { line, bodyLine, lastLine } = findSection(text, name);
      // A byte order mark means something at the beginning; what stands in other line endings would be written in the usual one.
      if (text.includes('\uFEFF') || new Set(rowsOf(text).map(([, ending]) => ending || '\n')).size > 1) return;
      const lines = rowsOf(text).map(([words, ending]) => words + ending);
      if (lines.slice(bodyLine - 1, lastLine).every(blank)) return;
      const section = lines.slice(line - 1, lastLine).join('');
      expect(editDescription(text, { op: 'replace', section: name, new: section }).text).toBe(text);
    }),
    runs,
  );
});

test('The lines said to be written are the content.', () => {
  const plain = fc.array(fc.constantFrom('a', 'b c', '😀', 'x.'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sectioned, plain, fc.constantFrom('replace', 'append', 'prepend'), ([text, pick], lines, op) => {
      const places: Partial<Edit>[] = [{}, { lines: '1' }];
      const name = someSection(text, pick);
      if (name !== undefined) places.push({ section: name });
      for (const place of places) {
        const edited = editDescription(text, { op, ...place, new: lines.join('\n') });
        expect(edited.last - edited.first).toBe(lines.length - 1);
        expect(readLines(edited.text, `${edited.first}-${edited.last}`).lines).toEqual(lines);
      }
    }),
    runs,
  );
});

test('Checking changes the one character between the brackets, and unchecking takes it back.', () => {
  fc.assert(
    fc.property(markdownText(), fc.nat(), (text, pick) => {
      const boxes = checkboxes(text);
      if (boxes.length === 0) return;
      const number = pick % boxes.length;
      const { mark, line } = boxes[number]!;
      const set = (from: string, op: Edit['op'], checkbox: string) => editDescription(from, { op, checkbox }).text;
      const checked = editDescription(text, { op: 'check', checkbox: String(number + 1) });
      const isMarked = /[xX]/.test(text[mark]!);
      expect(checked.text).toBe(isMarked ? text : `${text.slice(0, mark)}x${text.slice(mark + 1)}`);
      expect([checked.first, checked.last]).toEqual([line, line]);
      expect(set(checked.text, 'uncheck', String(number + 1))).toBe(`${text.slice(0, mark)} ${text.slice(mark + 1)}`);
      expect(checkboxes(set(text, 'check', 'all')).every((box) => box.checked)).toBe(true);
      expect(checkboxes(set(text, 'uncheck', 'all')).map((box) => box.line)).toEqual(boxes.map((box) => box.line));
    }),
    runs,
  );
});

test('A new text of a checkbox leaves every byte outside of it, and is what the checkbox then has.', () => {
  fc.assert(
    fc.property(markdownText(), fc.nat(), fc.constantFrom('New words', 'x', '😀 y'), (text, pick, words) => {
      const boxes = checkboxes(text);
      if (boxes.length === 0) return;
      const number = pick % boxes.length;
      const { from, to, line } = boxes[number]!;
      const edited = editDescription(text, { op: 'replace', checkbox: String(number + 1), new: words });
      expect(edited.text).toBe(text.slice(0, from) + words + text.slice(to));
      expect(checkboxes(edited.text).some((box) => box.line >= line && box.text === words)).toBe(true);
    }),
    runs,
  );
});

test('Whatever is sent, an edit answers or is refused with a code and what to do next.', () => {
  const any = fc.oneof(fc.string({ unit: 'binary' }), content, markdownText(4));
  const range = fc.oneof(
    any,
    fc.tuple(fc.integer({ min: -1, max: 9 }), fc.constantFrom('', '-', '-2', '-9')).map((parts) => parts.join('')),
  );
  const name = fc.oneof(any, fc.constantFrom('A', '# A', '## B', 'all', '1', '2', 'in', ''));
  const place = fc.record({ section: name, lines: range, old: name, checkbox: name }, { requiredKeys: [] });
  const op = fc.constantFrom('replace', 'append', 'prepend', 'delete', 'check', 'uncheck');
  const edit = fc.record({
    op,
    place: fc.oneof(
      place,
      fc
        .constantFrom('section', 'lines', 'old', 'checkbox')
        .chain((key) => (key === 'lines' ? range : name).map((value) => ({ [key]: value }))),
    ),
    new: fc.option(any, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.oneof(any, markdownText()), edit, (text, { op, place, new: written }) => {
      try {
        const {
          text: result,
          first,
          last,
        } = editDescription(text, { op, ...place, ...(written !== undefined && { new: written }) });
        expect(first).toBeGreaterThan(0);
        expect(last).toBeGreaterThanOrEqual(first - 1);
        expect(last).toBeLessThanOrEqual(rowsOf(result).length);
      } catch (error) {
        if (!(error instanceof TrackerError)) throw error;
        expect(['invalid_input', 'not_found']).toContain(error.code);
        expect(error.message).toMatch(/\.$/);
        expect(error.hint).toBeTruthy();
      }
    }),
    { numRuns: 3000 },
  );
});
