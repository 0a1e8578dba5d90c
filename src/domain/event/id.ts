import type { Id } from './event.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Every version that is compared with another one has all its ids made: a text put together by character took five times as long. */
const codes = Buffer.from(alphabet, 'latin1');
const characters = Buffer.alloc(26);
const idPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The text form of an id's 16 bytes (ULID, github.com/ulid/spec): 26 Crockford base32 characters. */
export function idFromBytes(bytes: Uint8Array): Id {
  let at = 0;
  // 128 bits are 26 × 5 less two: the first character stands for three.
  let held = 0;
  let bits = 2;
  for (let i = 0; i < 16; i++) {
    held = (held << 8) | bytes[i]!;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      characters[at++] = codes[held >>> bits]!;
      held &= (1 << bits) - 1;
    }
  }
  return characters.toString('latin1');
}

export function idToBytes(id: Id): Buffer {
  const bytes = Buffer.alloc(16);
  let held = 0;
  let bits = -2;
  let at = 0;
  for (let i = 0; i < 26; i++) {
    held = (held << 5) | digitOf[id.charCodeAt(i)]!;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >>> bits;
    held &= (1 << bits) - 1;
  }
  return bytes;
}

/** By character code; what is no digit counts as 0. */
const digitOf = new Uint8Array(65_536);
for (const [value, character] of [...alphabet].entries()) digitOf[character.charCodeAt(0)] = value;

export function isId(text: string): boolean {
  return idPattern.test(text);
}

/** How users see and give an event: the last six characters of its id, in lower case. */
export const shortId = (id: Id): string => id.slice(-6).toLowerCase();

/**
 * Makes ids whose order is the order of their making, also within one millisecond.
 * `random` fills the 10 bytes it is given; `time` is in milliseconds since 1970.
 */
export function idMaker(random: (bytes: Uint8Array) => Uint8Array): (time: number) => Id {
  let lastTime = -1;
  let tail = 0n;
  return (time) => {
    if (time > lastTime) {
      lastTime = time;
      tail = 0n;
      // The highest bit stays free, so that counting up cannot overflow into the time.
      for (const byte of random(new Uint8Array(10))) tail = (tail << 8n) | BigInt(byte);
      tail &= (1n << 79n) - 1n;
    } else tail += 1n;
    const bytes = ((BigInt(lastTime) << 80n) | tail).toString(16).padStart(32, '0');
    return idFromBytes(Buffer.from(bytes, 'hex'));
  };
}
