import { createHash } from 'node:crypto';
import { TrackerError } from '../../domain/errors.ts';

/**
 * A header `Idempotency-Key` as the action's `idempotency_key`, which stands in the events: another actor's key of the same
 * letters is another one. Throws `invalid_input`.
 */
export function scopedKey(header: string | undefined, actor: string): string | undefined {
  if (header === undefined) return undefined;
  const key = header.trim();
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new TrackerError('invalid_input', 'An Idempotency-Key is 1 to 255 visible ASCII characters without a space.');
  return createHash('sha256').update(`${actor}:${key}`).digest('hex');
}

/** A refusal of that key, in the caller's own letters; any other error as it is. */
export function inOwnLetters(error: unknown, scoped: string | undefined, header: string | undefined): unknown {
  if (scoped === undefined || !(error instanceof TrackerError) || !error.message.includes(scoped)) return error;
  const message = error.message.replace(scoped, header?.trim() ?? '').replace('idempotency_key', 'Idempotency-Key');
  return new TrackerError(error.code, message, 'Send another Idempotency-Key, or the same request as then.');
}
