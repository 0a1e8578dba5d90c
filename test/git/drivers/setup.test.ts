import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addAttributes,
  addIgnoreRules,
  attributesLine,
  driverSettings,
  formerSettings,
} from '../../../src/git/drivers/setup.ts';
import { ignoreRules } from '../../../src/home/file/location.ts';
import { makeRepository } from '../../support/workspace.ts';

describe('the line in .gitattributes', () => {
  test('is all of a new file, and makes the file binary with our drivers', () => {
    const { root, git, write } = makeRepository();
    write('.gitattributes', addAttributes('*.db text merge=other\n'));
    expect(addAttributes('')).toBe(`${attributesLine}\n`);
    expect(git('-C', root, 'check-attr', 'text', 'merge', 'diff', '--', '.tracker/data.db').split('\n')).toEqual([
      '.tracker/data.db: text: unset',
      '.tracker/data.db: merge: tracker',
      '.tracker/data.db: diff: tracker',
    ]);
  });

  test('comes after what is there, in the same line endings, every byte kept', () => {
    expect(addAttributes('*.png binary\n')).toBe(`*.png binary\n${attributesLine}\n`);
    expect(addAttributes('*.png binary')).toBe(`*.png binary\n${attributesLine}`);
    expect(addAttributes('*.png binary\r\n*.md text\r\n')).toBe(`*.png binary\r\n*.md text\r\n${attributesLine}\r\n`);
  });

  test('is added after an older line that says less, and not after one that says more', () => {
    expect(addAttributes('.tracker/data.db binary\n')).toBe(`.tracker/data.db binary\n${attributesLine}\n`);
    const more = `/.tracker/data.db   diff=tracker merge=tracker binary -filter\r\n`;
    expect(addAttributes(more)).toBe(more);
  });

  test('and the ignore rules change nothing the second time, whatever the file holds', () => {
    const line = fc.constantFrom(
      '',
      '# note',
      '*.db',
      attributesLine,
      'local/',
      ' data.db-wal ',
      '.tracker/data.db -diff',
      'é\r',
    );
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '');
        for (const add of [addAttributes, addIgnoreRules]) {
          expect(add(text).startsWith(text)).toBe(true);
          expect(add(add(text))).toBe(add(text));
        }
      }),
    );
  });
});

test('the ignore rules leave the database to git, even where a team ignores *.db, and take all else', () => {
  const { root, git, write } = makeRepository();
  expect(addIgnoreRules('')).toBe(ignoreRules);
  write('.gitignore', '*.db\n');
  write('.tracker/.gitignore', addIgnoreRules('# ours\n'));
  for (const name of [
    'data.db',
    'data.db-wal',
    'data.db-shm',
    'data.db-journal',
    '.data.db.tmp-12-1',
    'local/index.db',
  ]) {
    write(`.tracker/${name}`, 'x');
  }
  git('-C', root, 'add', '--all');
  expect(git('ls-files').split('\n')).toEqual(['.gitignore', '.tracker/.gitignore', '.tracker/data.db']);
});

test('the settings name no path of the machine, and no command that makes text of a binary file', () => {
  const text = driverSettings()
    .map(({ name, value }) => `${name}=${value}`)
    .join('\n');
  expect(text).not.toMatch(/textconv|npx|node|\/(?:home|root|usr|work)/);
  expect(formerSettings).toContain('diff.tracker.textconv');
});
