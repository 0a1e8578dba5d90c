import { type Hint, listCalls, type NextCall } from './hint.ts';

/** The closed list of codes; `network_error` and `rate_limit` exist for the HTTP door. */
export const errorCodes = [
  'not_found',
  'invalid_input',
  'invalid_status',
  'already_assigned',
  'dependency_cycle',
  'conflict',
  'blocked',
  'review_required',
  'permission_denied',
  'busy',
  'database',
  'internal',
  'network_error',
  'rate_limit',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The same in each of the program's files, which have a class of this name each. */
const brand = Symbol.for('TrackerError');

/** The one error a caller is meant to read. `message` says what is so, `hint` what to do next, with the calls for it. */
export class TrackerError extends Error {
  readonly code: ErrorCode;
  readonly hint: Hint;

  constructor(code: ErrorCode, message: string, hint: string | Hint = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrackerError';
    this.code = code;
    this.hint = typeof hint === 'string' ? [hint] : hint;
  }

  /** By its brand, which what extends it has as well; what that is itself is told as usual. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: of a class that extends it, that class
    const asked: unknown = this;
    if (asked !== TrackerError) return Function.prototype[Symbol.hasInstance].call(asked, value);
    return value instanceof Error && brand in value;
  }

  get [brand](): true {
    return true;
  }

  /** The calls that the hint names, in its order. */
  get next(): NextCall[] {
    return listCalls(this.hint);
  }
}

/** Any thrown value as a TrackerError: what was not foreseen becomes `internal`. */
export function toTrackerError(thrown: unknown): TrackerError {
  if (thrown instanceof TrackerError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if ((thrown as { code?: unknown } | undefined)?.code === 'ERR_DLOPEN_FAILED')
    return new TrackerError('database', `The native code of SQLite cannot be loaded: ${text}.`, reinstall, {
      cause: thrown,
    });
  return new TrackerError('internal', text, 'This is a defect of tracker. Nothing was written.', { cause: thrown });
}

/** Half a download, or one that was copied from another platform or out of a container. */
const reinstall =
  'Install tracker anew on this very platform: remove node_modules and run `npm ci`, or install tracker-mcp again. Nothing was written.';
