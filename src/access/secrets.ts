import { createHash, createHmac } from 'node:crypto';
import type { Surroundings } from './access.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Bytes as digits of base 62, always as many for as many bytes. */
export function base62(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length * 8) / Math.log2(digits.length));
  let left = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let at = 0; at < length; at++) {
    text = digits.charAt(Number(left % 62n)) + text;
    left /= 62n;
  }
  return text;
}

/** `trk_` and 256 bits: so many that a plain hash of them is as good as none to guess from. */
export const makeToken = ({ random }: Pick<Surroundings, 'random'>): string => `trk_${base62(random(32))}`;

/** Whether it can be one: nothing else is looked up. */
export const isToken = (text: string): boolean => /^trk_[0-9A-Za-z]{43}$/.test(text);

/** What is stored of a token. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A name in lists; it opens nothing. */
export const makeId = ({ random }: Pick<Surroundings, 'random'>): string => base62(random(9));

/** No vowels, and nothing that could be read as another: 28 signs, 37 bits in eight of them. */
export const codeSigns = '23456789BCDFGHJKMNPQRSTVWXYZ';
const signsInCode = 8;
/** Bytes from here on would make the first signs likelier than the others. */
const fairBytes = 256 - (256 % codeSigns.length);

/** A pairing code, XXXX-XXXX. */
export function makeCode({ random }: Pick<Surroundings, 'random'>): string {
  let code = '';
  while (code.length < signsInCode)
    for (const byte of random(signsInCode))
      if (byte < fairBytes && code.length < signsInCode) code += codeSigns.charAt(byte % codeSigns.length);
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What is stored of a code. So few bits are guessed from a plain hash; from this one by nobody who has not the key. */
export const hashCode = (code: string, key: Uint8Array): string =>
  createHmac('sha256', key).update(signsOf(code)).digest('hex');

/** As it may be typed: in any case, with or without the dash. */
const signsOf = (code: string): string => code.slice(0, 100).toUpperCase().replace(/[\s-]/g, '');
