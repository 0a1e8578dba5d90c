import { chanceFrom, pickNth } from './random.ts';

/** The texts whose tokens are counted, for every server the same: title 6–10 tokens, body 33, comment 15, 40 lines. */

const verbs =
  'Fix Add Cache Trace Rename Retry Parse Harden Document Expose Remove Split Pin Guard Measure Batch Paginate Encrypt'.split(
    ' ',
  );
const objects =
  'login invoices webhooks uploads exports tokens migrations quotas avatars banners digests replicas locales routers parsers refunds receipts payouts ledgers coupons'.split(
    ' ',
  );
const places =
  'on slow networks|for large teams|behind a proxy|after a restart|in the nightly job|during a deploy|on old browsers|with two devices|at midnight UTC|under heavy load|for guest users|in dark mode'.split(
    '|',
  );

export function titleOf(n: number): string {
  const chance = chanceFrom(n * 2 + 1);
  return `${chance.pick(verbs)} ${chance.pick(objects)} and ${chance.pick(objects)} ${chance.pick(places)}`;
}

export function bodyOf(n: number): string {
  const chance = chanceFrom(n * 3 + 2);
  const [first, second, third] = [chance.pick(objects), chance.pick(objects), chance.pick(objects)];
  return `Saving ${first} fails ${chance.pick(places)}. Open two sessions and compare the log of ${second}. Expected: one clear message and no half-written ${third} left over.`;
}

export const commentOf = (n: number): string =>
  `Seen again on main; a second test for ${chanceFrom(n).pick(objects)} covers this case.`;

/** A description of 40 lines, and the line (1-based) that is to be changed. */
export const changedLine = 23;
export const newLineOf = (n: number): string =>
  `9. Retry the digest ${2 + (n % 90)} times, then give up with one clear message.`;

export function longOf(n: number): string {
  const chance = chanceFrom(n * 5 + 3);
  const say = () => `${chance.pick(objects)} and ${chance.pick(objects)} ${chance.pick(places)}`;
  return [
    '## Context',
    '',
    ...Array.from({ length: 9 }, () => `Nobody has looked at ${say()} since spring.`),
    '',
    '## Steps',
    '',
    ...Array.from({ length: 12 }, (_, at) => `${at + 1}. ${chance.pick(verbs)} ${say()}.`),
    '',
    '## Acceptance',
    '',
    ...Array.from({ length: 11 }, () => `- [ ] ${chance.pick(verbs)} ${say()}`),
  ].join('\n');
}

/** The same description with that line changed, for servers that can only replace the whole. */
export function longChanged(n: number): string {
  const lines = longOf(n).split('\n');
  lines[changedLine - 1] = newLineOf(n);
  return lines.join('\n');
}

/** A word of many titles. */
export const wordOf = (n: number): string => pickNth(objects, n);

/** The operations of a session of work, and how often each. */
export const sessionMix = {
  board: 1,
  list: 1,
  search: 1,
  get: 3,
  create: 2,
  update: 2,
  move: 3,
  comment: 3,
  editLine: 2,
  link: 1,
} as const;
