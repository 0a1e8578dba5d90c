import { randomUUID } from 'node:crypto';
import type { AccessStore } from '../../access/access.ts';
import { type Delivered, deliver } from './deliver.ts';
import { testMessage } from './message.ts';

/**
 * Sends a webhook something that is no event. One that answers well is told of changes again from where it was, at once,
 * also where it had wanted no more. Throws `not_found`.
 */
export async function tryOut(
  { webhooks }: Pick<AccessStore, 'webhooks'>,
  id: string,
  { version, now }: { version: string; now(): number },
): Promise<Delivered> {
  const hook = await webhooks.get(id);
  const secret = await webhooks.secretOf(id);
  const delivered = await deliver(hook, testMessage(`test_${randomUUID()}`, now()), { secret, version, now });
  const lastFault = delivered.done ? null : delivered.fault;
  const again = delivered.done ? { disabledAt: null, tries: 0, nextAt: 0 } : {};
  // As it is by now: what was sent meanwhile stays sent.
  await webhooks.note(id, { ...(await webhooks.get(id)), ...again, lastAt: now(), lastFault });
  return delivered;
}
