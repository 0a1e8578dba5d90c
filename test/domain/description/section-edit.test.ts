import { describe, expect, test } from 'vitest';
import { applyPatch, draft, type Patched, type WriteOp } from '../../../src/domain/description/patch.ts';
import { findSection } from '../../../src/domain/description/section.ts';
import { sectionPatch } from '../../../src/domain/description/section-edit.ts';

interface SectionEdit {
  op: WriteOp;
  section: string;
  new?: string;
}

const patched = (text: string, { op, section, new: content }: SectionEdit): Patched =>
  applyPatch(text, sectionPatch(draft(text, content), op, findSection(text, section)));
const edited = (text: string, edit: SectionEdit): string => patched(text, edit).text;
/** `first-last` of the lines written. */
const written = (text: string, edit: SectionEdit): string => {
  const { first, last } = patched(text, edit);
  return `${first}-${last}`;
};

describe('An edit of a section', () => {
  const text = '# Top\n\nintro\n\n## Context\n\nold\nlines\n\n## Done when\n- [ ] a\n';

  test('replaces what is under the heading, between the blank lines there.', () => {
    expect(edited(text, { op: 'replace', section: 'Context', new: 'new' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nnew\n\n## Done when\n- [ ] a\n',
    );
    expect(edited(text, { op: 'replace', section: '## Done when', new: '\n\n- [ ] b\n\n' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nold\nlines\n\n## Done when\n- [ ] b\n',
    );
    expect(written(text, { op: 'replace', section: 'Context', new: 'a\nb\nc' })).toBe('7-9');
    expect(edited(text, { op: 'replace', section: '# Top', new: 'all' })).toBe('# Top\n\nall\n');
  });

  test('leaves out the heading where the content repeats it.', () => {
    const result = '# Top\n\nintro\n\n## Context\n\nnew\n\n## Done when\n- [ ] a\n';
    for (const heading of ['## Context', '## context ##', '# Context', 'Context\n---', '\n## Context\n'])
      expect(edited(text, { op: 'replace', section: 'Context', new: `${heading}\n\nnew\n` }), heading).toBe(result);
    expect(edited('## A\nx\n', { op: 'append', section: 'A', new: '## A\n\ny' })).toBe('## A\nx\ny\n');
    expect(edited('## A\nx\n', { op: 'prepend', section: 'A', new: '## A\n\ny' })).toBe('## A\ny\nx\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: '## A\n## A\ny' })).toBe('## A\n## A\ny\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: '## B\ny' })).toBe('## A\n## B\ny\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: '### A\ny' })).toBe('## A\n### A\ny\n');
    expect(edited('## A\nx\n', { op: 'replace', section: 'A', new: 'words\n## A\ny' })).toBe('## A\nwords\n## A\ny\n');
  });

  test('empties a section, and fills an empty one.', () => {
    expect(edited(text, { op: 'replace', section: 'Context', new: '' })).toBe(
      '# Top\n\nintro\n\n## Context\n\n## Done when\n- [ ] a\n',
    );
    expect(edited('# A\n\nx\n', { op: 'replace', section: 'A', new: '\n' })).toBe('# A\n');
    expect(edited('# A\n\nx', { op: 'replace', section: 'A', new: '# A' })).toBe('# A');
    expect(edited('# A\n\n# B\n', { op: 'replace', section: 'A', new: '' })).toBe('# A\n\n# B\n');
    expect(edited('# A', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\n\nx');
    expect(edited('# A\n', { op: 'append', section: 'A', new: 'x\n' })).toBe('# A\n\nx\n');
    expect(edited('# A\n\n', { op: 'append', section: 'A', new: 'x' })).toBe('# A\n\nx\n');
    expect(edited('# A\n\n# B\n', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\n\nx\n\n# B\n');
    expect(edited('# A\n# B\n', { op: 'prepend', section: 'A', new: 'x' })).toBe('# A\n\nx\n\n# B\n');
    expect(edited('# A\n# B\ntight\n', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\nx\n# B\ntight\n');
    expect(edited('# A\r\n# B\r\n', { op: 'replace', section: 'A', new: 'x\ny' })).toBe(
      '# A\r\n\r\nx\r\ny\r\n\r\n# B\r\n',
    );
    expect(written('# A\n# B\n', { op: 'replace', section: 'A', new: 'x\ny' })).toBe('3-4');
    const fill = (others: string) => edited(`# A\n${others}`, { op: 'append', section: 'A', new: 'x' });
    expect(fill('# B\n\nb\n# C\nc\n')).toBe('# A\n\nx\n\n# B\n\nb\n# C\nc\n');
    expect(fill('# B\n\nb\n# C\nc\n# D\nd\n')).toBe('# A\nx\n# B\n\nb\n# C\nc\n# D\nd\n');
  });

  test('appends at its end, with all that is under it, and before the blank lines there.', () => {
    const nested = '## A\n\na\n\n### B\n\nb\n\n\n## C\n';
    expect(edited(nested, { op: 'append', section: 'A', new: 'x' })).toBe('## A\n\na\n\n### B\n\nb\nx\n\n\n## C\n');
    expect(edited(nested, { op: 'append', section: 'A', new: '\nx\n\n' })).toBe(
      '## A\n\na\n\n### B\n\nb\n\nx\n\n\n## C\n',
    );
    expect(edited(text, { op: 'append', section: 'Done when', new: '- [ ] b' })).toBe(`${text}- [ ] b\n`);
    expect(edited('# A\nx', { op: 'append', section: 'A', new: 'y' })).toBe('# A\nx\ny');
    expect(edited('# A\nx', { op: 'append', section: 'A', new: 'y\n' })).toBe('# A\nx\ny\n');
    expect(written(nested, { op: 'append', section: 'A', new: '\nx' })).toBe('8-9');
    expect(edited(nested, { op: 'append', section: 'A', new: '' })).toBe(nested);
  });

  test('prepends under the heading.', () => {
    expect(edited(text, { op: 'prepend', section: 'Context', new: 'x' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nx\nold\nlines\n\n## Done when\n- [ ] a\n',
    );
    expect(edited(text, { op: 'prepend', section: 'Context', new: '\nx\n\n' })).toBe(
      '# Top\n\nintro\n\n## Context\n\nx\n\nold\nlines\n\n## Done when\n- [ ] a\n',
    );
    expect(edited('## A\n\n### B\n', { op: 'prepend', section: 'A', new: 'x\n\n' })).toBe('## A\n\nx\n\n### B\n');
    expect(edited('## A\nx\n', { op: 'prepend', section: 'A', new: '\n \n' })).toBe('## A\nx\n');
    expect(edited('## A\n\n### B\n', { op: 'prepend', section: 'A', new: 'x' })).toBe('## A\n\nx\n\n### B\n');
    expect(edited('## A\n### B\n', { op: 'prepend', section: 'A', new: 'x' })).toBe('## A\nx\n### B\n');
  });

  test('deletes it with its heading and what is under it.', () => {
    expect(edited(text, { op: 'delete', section: 'Context' })).toBe('# Top\n\nintro\n\n## Done when\n- [ ] a\n');
    expect(edited(text, { op: 'delete', section: 'Top' })).toBe('');
    expect(edited('x\n\nA\n===\n\ny', { op: 'delete', section: 'A' })).toBe('x\n\n');
    expect(written(text, { op: 'delete', section: 'Done when' })).toBe('10-9');
  });

  test('keeps setext headings, and puts a blank line where the text would become a part of one.', () => {
    const setext = 'A\n===\n\nx\n\nB\n---\ny\n';
    expect(edited(setext, { op: 'replace', section: 'A', new: 'z' })).toBe('A\n===\n\nz\n');
    expect(edited(setext, { op: 'replace', section: '## B', new: 'B\n---\nz' })).toBe('A\n===\n\nx\n\nB\n---\nz\n');
    expect(edited('# A\n```\n```\nB\n===\n', { op: 'replace', section: 'A', new: 'x' })).toBe('# A\nx\n\nB\n===\n');
    expect(edited('# A\n---\nx\n', { op: 'prepend', section: 'A', new: 'y' })).toBe('# A\ny\n\n---\nx\n');
    expect(edited('# A\n```\n```\nB\n===\n', { op: 'replace', section: 'A', new: '- x\n\n```\nopen' })).toBe(
      '# A\n- x\n\n```\nopen\nB\n===\n',
    );
  });

  test('sees no headings in code fences.', () => {
    const fenced = '## A\n\n```md\n## B\n```\n\n## B\n\nb\n';
    expect(edited(fenced, { op: 'replace', section: 'B', new: 'x' })).toBe('## A\n\n```md\n## B\n```\n\n## B\n\nx\n');
    expect(edited(fenced, { op: 'replace', section: 'A', new: 'x' })).toBe('## A\n\nx\n\n## B\n\nb\n');
  });
});
