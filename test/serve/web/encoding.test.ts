import { expect, test } from 'vitest';
import { encodingFor } from '../../../src/serve/web/encoding.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0,gzip;q=0.0', undefined],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['br;q=nonsense', undefined],
  [',;,;q=,', undefined],
])('of %j a browser is sent %j', (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding);
});
