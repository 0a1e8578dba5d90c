import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AccessStore, Holder, Surroundings } from '../../src/access/access.ts';
import { type AccessPlace, type FoundAccess, makeAccess } from '../../src/access/place.ts';
import { openAccess } from '../../src/access/sqlite-access.ts';
import { toTrackerError } from '../../src/domain/errors.ts';
import { makeDirectory } from '../support/workspace.ts';

export const dayMs = 86_400_000;

/** A clock that a test sets, and bytes that are the same in every run. */
export interface Clock extends Surroundings {
  time: number;
}

export function makeClock(seed = 'access'): Clock {
  let drawn = 0;
  const clock: Clock = {
    time: Date.UTC(2026, 0, 1),
    now: () => clock.time,
    random: (bytes) => {
      const blocks = Array.from({ length: Math.ceil(bytes / 32) }, () =>
        createHash('sha256').update(`${seed} ${drawn++}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, bytes);
    },
  };
  return clock;
}

/** Git's folder of a clone, as far as the store asks for it. */
export function makePlace(more: Partial<AccessPlace> = {}): AccessPlace {
  const commonDir = join(makeDirectory(), '.git');
  mkdirSync(commonDir);
  return { commonDir, ...more };
}

export interface OpenedAccess {
  store: AccessStore;
  clock: Clock;
  place: AccessPlace;
  found: FoundAccess;
}

/** A store in a real file, in a place of its own. */
export function openStore(place = makePlace(), clock = makeClock()): OpenedAccess {
  const found = makeAccess(place, { random: randomBytes });
  return { store: openAgain(found, clock), clock, place, found };
}

/** Another connection to the same file. */
export function openAgain(found: FoundAccess, surroundings: Surroundings): AccessStore {
  const store = openAccess(found, surroundings);
  onTestFinished(() => store.close());
  return store;
}

/** The holder that a token lets in. */
export async function holderOf(store: AccessStore, token: string): Promise<Holder> {
  const verified = await store.verify(token);
  if ('refused' in verified) throw new Error(`The token is ${verified.refused}.`);
  return verified;
}

/** `code: message` of what a step refuses. */
export async function refused(step: () => unknown): Promise<string> {
  try {
    await step();
  } catch (error) {
    const { code, message } = toTrackerError(error);
    return `${code}: ${message}`;
  }
  throw new Error('Nothing was refused.');
}
