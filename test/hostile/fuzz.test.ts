import { expect, test } from 'vitest';
import { fuzz } from '../../scripts/fuzz/fuzz.ts';
import { makeDirectory } from '../support/workspace.ts';

test('spoiled files, forged events and senseless calls end in no defect, no hang and no wrong answer', async () => {
  const outcome = await fuzz({ seed: 1, kept: makeDirectory(), batch: 80, isOver: ({ cases }) => cases >= 80 });
  expect(outcome.findings).toEqual([]);
  expect(outcome.cases).toBe(80);
});
