import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { makeDirectory } from './workspace.ts';

const vitest = resolve('node_modules/vitest/vitest.mjs');
const reporter = resolve('test/support/closing-line.ts');

/** The last line that vitest prints for these test files. */
function runTests(files: Record<string, string>): string {
  const root = makeDirectory();
  const head = `import { it, describe, beforeAll } from ${JSON.stringify(resolve('node_modules/vitest/dist/index.js'))};\n`;
  for (const [name, body] of Object.entries(files)) writeFileSync(join(root, `${name}.test.ts`), head + body);
  const args = [vitest, 'run', '--root', root, '--reporter=default', `--reporter=${reporter}`];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trimEnd().split('\n').at(-1)!;
}

it('counts what passed, failed and was skipped, over all files', () => {
  const one = `it('a', () => {}); describe('d', () => { it('b', () => {}); it.skip('c', () => {}); it.todo('e'); });`;
  const two = `it('f', () => {}); it('g', () => { throw new Error('no'); });`;
  expect(runTests({ one, two })).toBe('3 passed, 1 failed, 2 skipped');
});

it('says nothing of skipped tests where there are none', () => {
  expect(runTests({ one: `it('a', () => {});` })).toBe('1 passed, 0 failed');
});

it('counts as failed what kept tests from running, and what nobody caught', () => {
  const broken = `throw new Error('does not load');`;
  const stray = `it('a', async () => { setTimeout(() => { throw new Error('stray'); }); await new Promise((r) => setTimeout(r, 50)); });`;
  expect(runTests({ broken, stray })).toBe('1 passed, 2 failed');
});
