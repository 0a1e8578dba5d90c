import { nearest } from '../domain/near.ts';

/** A command line that cannot be read: printed with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function didYouMean(word: string, known: readonly string[], prefix = ''): string {
  const near = nearest(word, known);
  return near ? ` Did you mean ${prefix}${near}?` : '';
}
