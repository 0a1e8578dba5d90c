import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { httpPath, withRoutes } from '../scripts/http.ts';

test('docs/http.md has the tables by which the server works', () => {
  const page = readFileSync(httpPath, 'utf8');
  expect(withRoutes(page)).toBe(page);
});
