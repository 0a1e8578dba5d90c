import { createHash, timingSafeEqual } from 'node:crypto';

/** Keys that sign somebody in once: they are in this process alone, and end with it. */
export interface OneTimeKeys {
  /** A key for an actor, for two minutes; the one before it opens nothing any more. */
  mint(actor: string): string;
  /** Whom the key signs in, this once; undefined where it is not the one, too old, or used. Any string may be given. */
  spend(key: string): string | undefined;
}

interface Surroundings {
  /** Milliseconds since 1970. */
  now(): number;
  /** That many bytes that nobody can guess. */
  random(bytes: number): Uint8Array;
}

export const keyMs = 2 * 60_000;

export function createOneTimeKeys({ now, random }: Surroundings): OneTimeKeys {
  let live: { hash: Buffer; actor: string; until: number } | undefined;
  return {
    mint(actor) {
      const key = Buffer.from(random(32)).toString('base64url');
      live = { hash: digest(key), actor, until: now() + keyMs };
      return key;
    },
    spend(key) {
      // A wrong one spends nothing: else anybody could keep the right one out.
      if (!live || live.until <= now() || !timingSafeEqual(live.hash, digest(key))) return undefined;
      const { actor } = live;
      live = undefined;
      return actor;
    },
  };
}

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();
