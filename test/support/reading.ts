import { Refused } from '../../src/domain/input/read-value.ts';

/** What a reader makes of a value, or the words in which it refuses it, which go on from a field's name. */
export function reading(read: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
}
