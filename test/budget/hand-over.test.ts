import { expect, onTestFinished, test } from 'vitest';
import { makePlace } from '../../scripts/probe/place.ts';
import { recover } from '../../scripts/probe/recovery.ts';
import { program } from '../support/client.ts';

test('what one agent writes down by any verb the next reads in two calls of 300 tokens', async () => {
  const place = makePlace(program);
  onTestFinished(() => place.remove());
  const { read, planted, unseen, calls, tokens } = await recover(place);
  expect(read).toMatch(/^Claimed PAY-\d{6} · handed over by anna\/codex$/m);
  expect([planted, calls]).toEqual([13, 2]);
  expect(unseen.length, `${JSON.stringify(unseen)}\n${read}`).toBeLessThanOrEqual(1);
  expect(tokens, read).toBeLessThanOrEqual(300);
});
