import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withTools } from '../scripts/readme.ts';

it('the README lists the tools as they are published', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  expect(withTools(readme) === readme, 'run `npm run generate`').toBe(true);
});
