import type { Id } from './event.ts';

/** Six digits that do not begin with 0, so that a bare number is a key. */
export const lowestNumber = 100_000;
export const highestNumber = 999_999;
const span = highestNumber - lowestNumber + 1;

export const keyOf = (ticket: { project: string; number: number }): string => `${ticket.project}-${ticket.number}`;

export const projectPattern = /^[A-Z][A-Z0-9]{0,9}$/;

/**
 * A project key from a repository's name, of three letters where it has them: the initials of its words, filled up from the
 * last (`payments-api` is PAP), else its first letters; TASK where nothing is left. Words are split at signs and where small
 * letters become capitals; one that begins with a digit does not count.
 */
export function projectKeyFrom(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1 ')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => /^[A-Z]/.test(word));
  const initials = words.map((word) => word.charAt(0)).join('');
  const filled = (initials + (words.at(-1)?.slice(1) ?? '')).slice(0, keyLetters);
  const key = filled.length < keyLetters ? words.join('').slice(0, keyLetters) : filled;
  return key || 'TASK';
}

const keyLetters = 3;

/** `PAY-482913`, `#482913` or `482913`, in any case; undefined for anything else. */
export function parseKey(text: string): { project: string | undefined; number: number } | undefined {
  const match = /^#?(?:([A-Za-z][A-Za-z0-9]{0,9})-)?#?(\d{1,9})$/.exec(plainDashes(text.trim()));
  return match ? { project: match[1]?.toUpperCase(), number: Number(match[2]) } : undefined;
}

/** Word processors and chats write the hyphen of a key otherwise. */
export const plainDashes = (text: string): string => text.replace(/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, '-');

/** The keys that a text mentions, in their canonical form, without repetition. */
export function mentionedKeys(text: string): string[] {
  const found = text.matchAll(/(?<![A-Za-z0-9_-])([A-Z][A-Z0-9]{0,9})-(\d{6})(?![A-Za-z0-9_-])/g);
  return [...new Set([...found].map((match) => match[0]))];
}

/** Beyond as many tries nine digits are tried: a file can hold more tickets of a project than six digits have numbers. */
const triesOfSixDigits = 64;
const highestOfAll = 999_999_999;

/** The k-th number to try for a ticket whose own is taken: FNV-1a (32 bits) of `id:k`, spread over the six digits. */
export function alternativeNumber(id: Id, k: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${id}:${k}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return k <= triesOfSixDigits
    ? lowestNumber + (hash % span)
    : highestNumber + 1 + (hash % (highestOfAll - highestNumber));
}

export interface Numbered {
  id: Id;
  created: number;
  project: string;
  number: number;
}

/**
 * Keys for all tickets: in (created, id) order each takes the first free of its own number and its alternatives; the
 * numbers passed over become aliases. `number` of the result is the one to use.
 */
export function assignNumbers<T extends Numbered>(
  tickets: readonly T[],
): Map<Id, { number: number; passedOver: number[] }> {
  const taken = new Set<string>();
  const assigned = new Map<Id, { number: number; passedOver: number[] }>();
  const inOrder = [...tickets].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  for (const { id, project, number: own } of inOrder) {
    const passedOver: number[] = [];
    let number = own;
    for (let k = 1; taken.has(keyOf({ project, number })); k++) {
      passedOver.push(number);
      number = alternativeNumber(id, k);
    }
    taken.add(keyOf({ project, number }));
    assigned.set(id, { number, passedOver });
  }
  return assigned;
}
