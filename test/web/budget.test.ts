import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';

/** Bytes of gzip. */
const mostScript = 45 * 1_024;
const mostStyle = 5 * 1_024;

const folder = join(dirname(inject('program')), '../dist/web');
const sizeOf = (name: string): number => statSync(join(folder, `${name}.gz`)).size;

test('the first load is at most 45 KiB of script, workers included, and 5 KiB of style', () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/\/assets\/([\w.-]+)/g)].map(([, name]) => name!);
  const sum = (ending: string) =>
    named.filter((name) => name.endsWith(ending)).reduce((bytes, name) => bytes + sizeOf(name), 0);
  // The worker loads by itself what it shares with the page.
  expect(sum('.js')).toBeLessThanOrEqual(mostScript);
  expect(sum('.css')).toBeLessThanOrEqual(mostStyle);
  expect(sum('.js')).toBeGreaterThan(10_000);
});

test('nothing is loaded from elsewhere, and no file is larger than the first load may be', () => {
  for (const name of readdirSync(folder).filter((one) => /\.(?:js|css|html)$/.test(one))) {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text.match(/(?:src|href|url|import|from)\s*[=(]?\s*["'(]https?:/g) ?? []).toEqual([]);
    expect(sizeOf(name)).toBeLessThan(mostScript);
  }
});
