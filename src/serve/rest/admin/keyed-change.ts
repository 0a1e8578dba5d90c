import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { AccessChanges, AccessStore } from '../../../access/access.ts';
import { TrackerError } from '../../../domain/errors.ts';
import type { Env } from '../../door.ts';
import { doAlone } from '../../once.ts';
import { scopedKey } from '../idempotency.ts';

/** A change of the access store that is to be done once. */
interface Keyed {
  /** As it is kept, and as its caller gave it. */
  key: string;
  header: string;
  hash: string;
}

/** The key of a request, and what it asks for. Throws `invalid_input`. */
export function readKey(context: Context<Env>, given: Readonly<Record<string, unknown>>): Keyed | undefined {
  const header = context.req.header('idempotency-key');
  const key = scopedKey(header, context.get('identified').caller.author.actor);
  if (header === undefined || key === undefined) return undefined;
  const asked = JSON.stringify([
    context.req.method,
    context.req.path,
    Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return { key, header, hash: createHash('sha256').update(asked).digest('hex').slice(0, 16) };
}

interface Done<T> {
  body: object;
  /** Undefined: it had been done before. */
  made?: T;
}

/**
 * Has a change done once for its key, with its answer kept in the same transaction: without what opens anything, which is
 * shown to the first who asks alone. Throws `conflict` where the key was another request's.
 */
export async function onceFor<T>(
  access: AccessStore,
  keyed: Keyed | undefined,
  shape: (made: T) => object,
  change: (changes: AccessChanges) => Promise<T>,
): Promise<Done<T>> {
  const run = async (changes: AccessChanges): Promise<Done<T>> => {
    const made = await change(changes);
    return { body: shape(made), made };
  };
  if (!keyed) return run(access);
  const { key, hash, header } = keyed;
  const answerOf = (made: unknown) => withoutSecrets(shape(made as T));
  return doAlone(access, { key }, async () => {
    const before = await access.calls.find(key);
    if (before) return { body: repeated(before, keyed) };
    const done = await run(access.once({ key, hash, answerOf }));
    // What has changed nothing in the store is kept now.
    if (!(await access.calls.find(key)))
      await access.calls.keep(key, { hash, events: [], answer: answerOf(done.made), isDone: true });
    return done;
  });

  function repeated(
    { hash: then, answer }: { hash: string; answer: object | undefined },
    { hash: now }: Keyed,
  ): object {
    if (then === now && answer) return answer;
    throw new TrackerError(
      'conflict',
      `The Idempotency-Key ${JSON.stringify(header.trim())} was used with other input.`,
      'Send another Idempotency-Key, or the same request as then.',
    );
  }
}

/** What is shown once: by whichever of these names. */
const secrets = ['token', 'secret', 'code'];

/** It opens nothing, and says so. */
function withoutSecrets(body: object): object {
  const shown = Object.entries(body).filter(([name]) => !secrets.includes(name));
  const isLess = shown.length < Object.keys(body).length;
  return { ...Object.fromEntries(shown), already: true, ...(isLess && { note: shownOnce }) };
}

const shownOnce =
  'It was made before, and what opens it was shown then: revoke or remove it, and make another, where that was lost.';
