import { createHash } from 'node:crypto';
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
