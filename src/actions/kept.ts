import { TrackerError } from '../domain/errors.ts';
import { call, isCall, type NextCall } from '../domain/hint.ts';
import { isBlank } from '../domain/words.ts';
import type { Action } from './action.ts';

/** Whether the suggested call is about tickets that the refused one named: what was said of those is said of no other. */
function isAbout({ args }: NextCall, input: Readonly<Record<string, unknown>>): boolean {
  const named = endsOf(input);
  return named.length === 0 || endsOf(args).every((end) => named.includes(end));
}

/** Of its keys what is the same however they are written: `482913`, `#482913`, `PAY-482913`. */
const endsOf = ({ id, ids }: Readonly<Record<string, unknown>>): string[] =>
  [id, ...(Array.isArray(ids) ? ids : [])].flatMap((key) => /\w+$/.exec(String(key ?? ''))?.[0] ?? []);

/**
 * Does a call's work; where that is refused, the writes that the refusal suggests keep what the call said of how it is to be
 * done: tried alone, only on this revision, for this reason.
 */
export async function keepingSaid<T>(
  actions: readonly Action[],
  { tool, name }: Pick<Action, 'tool' | 'name'>,
  input: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    const kept = (next: NextCall): NextCall => {
      const action = actions.find((one) => one.tool === next.tool && one.name === next.args.action);
      if (action?.access !== 'write') return next;
      const isSame = action.tool === tool && action.name === name;
      return call(next.tool, {
        ...next.args,
        ...(input.dry_run === true && { dry_run: true }),
        ...(isSame &&
          isAbout(next, input) &&
          typeof input.message === 'string' &&
          !isBlank(input.message) && { message: input.message }),
      });
    };
    const hint = error.hint.map((part) => (typeof part === 'string' || !isCall(part) ? part : kept(part)));
    throw new TrackerError(error.code, error.message, hint, { cause: error });
  }
}
