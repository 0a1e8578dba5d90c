/**
 * A place in an order as a fraction between 0 and 1, by its digits in base 62 behind the point: they sort as texts do, and
 * between two of them there is nearly always another one.
 */

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = 62n;
export const longestRank = 24;
/** A place, as an event may say it. */
export const rankPattern = new RegExp(`^[0-9A-Za-z]{1,${longestRank}}$`);

const end = base ** BigInt(longestRank);
/** How far from the last one a new end lies: small, so that a hundred thousand of them need no more than four digits. */
const step = base ** BigInt(longestRank - 3);

const numberOf = (key: string): bigint =>
  [...key.padEnd(longestRank, '0')].reduce((sum, digit) => sum * base + BigInt(digits.indexOf(digit)), 0n);

function keyOf(value: bigint): string {
  let key = '';
  for (let left = value; key.length < longestRank; left /= base) key = digits[Number(left % base)] + key;
  return key.replace(/0+$/, '');
}

/**
 * As many keys, rising, between two others; null: there is none on that side. Short ones, each with room on both sides.
 * Undefined where keys of `longestRank` digits have no room for them.
 */
export function keysBetween(low: string | null, high: string | null, count: number): string[] | undefined {
  const [from, to] = [low === null ? 0n : numberOf(low), high === null ? end : numberOf(high)];
  const [first, last] = edgesOf(from, to, { low, high, count: BigInt(count) });
  const gap = (last - first) / BigInt(count + 1);
  // What is rounded to fewer digits stays within a third of the way to the next.
  const play = gap / 3n;
  if (gap < 1n) return undefined;
  return Array.from({ length: count }, (_, at) => {
    const middle = first + gap * BigInt(at + 1);
    return keyOf(shortest(middle - play, middle + play));
  });
}

/** At an open end most of the room is left for those that come. */
function edgesOf(
  from: bigint,
  to: bigint,
  { low, high, count }: { low: string | null; high: string | null; count: bigint },
): [first: bigint, last: bigint] {
  const wanted = step * (count + 1n);
  const isClosed = low !== null && high !== null;
  if (isClosed || wanted * 2n > to - from) return [from, to];
  if (low !== null) return [from, from + wanted];
  const last = high === null ? (end + wanted) / 2n : to;
  return [last - wanted, last];
}

/** Of the numbers from `least` to `most` the one of the fewest digits, as near to the middle as may be. */
function shortest(least: bigint, most: bigint): bigint {
  const middle = (least + most) / 2n;
  for (let unit = end / base; unit > 1n; unit /= base) {
    const below = (middle / unit) * unit;
    if (below >= least) return below;
    if (below + unit <= most) return below + unit;
  }
  return middle;
}
