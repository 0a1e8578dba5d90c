import { expect, test } from 'vitest';
import { readPosition, writePosition } from '../../src/serve/position.ts';

test('a position is read as it was written, with the end of its id', () => {
  const position = { lineage: '9f3c', event: 12, id: '018c2ad300000000aabbccdd11223344' };
  expect(writePosition(position)).toBe('9f3c.12.11223344');
  expect(readPosition(writePosition(position))).toEqual({ ...position, id: '11223344' });
  expect(readPosition(writePosition({ lineage: '', event: 0, id: '' }))).toEqual({ lineage: '', event: 0, id: '' });
});
