import type { Context } from 'hono';
import { TrackerError } from '../../domain/errors.ts';
import type { Env } from '../door.ts';
import { apiOf } from '../next.ts';
import { problemOf, Refusal } from '../problem.ts';
import { expectedRevision } from './etags.ts';
import { inOwnLetters, scopedKey } from './idempotency.ts';

/** What the headers of a write say of how it is to be done: once for a key, and only on what the caller has seen. */
export interface Conditions {
  fields: { idempotency_key?: string; expected_revision?: string };
  /** A refusal as it is told to who has sent these headers. */
  refusal(error: unknown): unknown;
}

const none: Conditions = { fields: {}, refusal: (error) => error };

/** Throws `invalid_input` for headers that say nothing, and where the body says the same in its own way. */
export function readConditions(
  context: Context<Env>,
  access: 'read' | 'write',
  body: Readonly<Record<string, unknown>>,
): Conditions {
  if (access === 'read') return none;
  const header = context.req.header('idempotency-key');
  const key = scopedKey(header, context.get('identified').caller.author.actor);
  const revision = expectedRevision(context.req.header('if-match'));
  if (key !== undefined && body.idempotency_key !== undefined)
    throw new TrackerError('invalid_input', 'Idempotency-Key and idempotency_key are both given.', 'Send one of them.');
  return {
    fields: {
      ...(key !== undefined && { idempotency_key: key }),
      ...(revision !== undefined && { expected_revision: revision }),
    },
    refusal(error) {
      const said = inOwnLetters(error, key, header);
      const isOfRevision = said === error && error instanceof TrackerError && error.code === 'conflict';
      if (revision === undefined || !isOfRevision) return said;
      const { hint } = problemOf(error, apiOf(context.req.path));
      return new Refusal('precondition_failed', error.message, { ...(hint && { hint }) });
    },
  };
}
