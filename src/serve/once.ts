import type { AccessStore } from '../access/access.ts';
import type { CallMemory, RememberedAnswer } from '../actions/call-memory.ts';
import { Refusal } from './problem.ts';

/** By store and key: what is being done. */
const underWay = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Does what has a key while nothing else of that key is being done by this process; of several processes the tracker's file
 * decides. Throws Refusal (`conflict`, with Retry-After) where something is, unless the caller `waits` for its turn.
 */
export async function doAlone<T>(
  access: AccessStore,
  { key, waits }: { key: string | undefined; waits?: boolean | undefined },
  work: () => Promise<T>,
): Promise<T> {
  if (key === undefined) return work();
  const own = underWay.get(access) ?? new Map<string, Promise<unknown>>();
  underWay.set(access, own);
  for (let other = own.get(key); other; other = own.get(key)) {
    if (!waits) throw stillUnderWay;
    await other.catch(() => undefined);
  }
  const mine = work();
  own.set(key, mine);
  try {
    return await mine;
  } finally {
    own.delete(key);
  }
}

const stillUnderWay = new Refusal('conflict', 'The request with this Idempotency-Key is being done now.', {
  hint: 'Send it again in a moment: it is answered then, and not done twice.',
  headers: { 'Retry-After': '1' },
});

/** What the access store keeps of the calls of actions. */
export const memoryIn = ({ calls }: AccessStore, lineOf: CallMemory['lineOf'] = keyIn): CallMemory => ({
  lineOf,
  async find(key) {
    const call = await calls.find(key);
    // Nothing else writes such rows, and they are read by nobody else.
    return call && { ...call, answer: call.answer as RememberedAnswer | undefined };
  },
  keep: (key, call) => calls.keep(key, call),
});

function keyIn(result: unknown): string {
  const { key } = (result ?? {}) as { key?: unknown };
  return typeof key === 'string' ? key : '';
}
