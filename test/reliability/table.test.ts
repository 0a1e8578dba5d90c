import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('every sentence that docs/reliability.md names is a test of the file that it names', () => {
  const rows = [...readFileSync('docs/reliability.md', 'utf8').matchAll(/^\| (T\d+)[^|]* \| ([\w./-]+): (.+) \|$/gm)];
  const sourceOf = (file: string) =>
    readFileSync(file.startsWith('test/') ? file : `test/reliability/${file}.test.ts`, 'utf8').replaceAll("\\'", "'");
  const wrong = rows.filter(([, , file, sentence]) => !sourceOf(file!).includes(sentence!)).map(([row]) => row);
  expect(wrong).toEqual([]);
  const cases = new Set(rows.map(([, name]) => name));
  expect(Array.from({ length: 47 }, (_, i) => `T${i + 1}`).filter((name) => !cases.has(name))).toEqual([]);
});
