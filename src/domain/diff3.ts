import { diff3MergeRegions } from 'node-diff3';

type Lines = readonly string[];

export interface ThreeWay {
  base: Lines;
  first: Lines;
  second: Lines;
}

/** Merged lines, or what the two versions have where they disagree. */
export type MergedPart = { merged: Lines } | { first: Lines; second: Lines };

/**
 * Three-way merge of lines: node-diff3's, after Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", run
 * between lines that each version has once and in the same order (Bram Cohen's patience diff). Without these anchors
 * its time grows with the square of the repeated lines: 27 s for 8,000 lines of which a quarter are blank.
 */
export function mergeLines(texts: ThreeWay): MergedPart[] {
  return listRegions(texts).flatMap(mergeRegion);
}

/** The regions between anchors, each anchor at the head of the region that it opens. */
function listRegions({ base, first, second }: ThreeWay): ThreeWay[] {
  const regions: ThreeWay[] = [];
  let from = { base: 0, first: 0, second: 0 };
  const end = { base: base.length, first: first.length, second: second.length };
  for (const to of [...listAnchors({ base, first, second }), end]) {
    regions.push({
      base: base.slice(from.base, to.base),
      first: first.slice(from.first, to.first),
      second: second.slice(from.second, to.second),
    });
    from = to;
  }
  return regions;
}

interface Anchor {
  base: number;
  first: number;
  second: number;
}

function listAnchors({ base, first, second }: ThreeWay): Anchor[] {
  const inFirst = placesOfUnique(first);
  const inSecond = placesOfUnique(second);
  const shared: Anchor[] = [];
  for (const [line, at] of placesOfUnique(base)) {
    const places = { base: at, first: inFirst.get(line), second: inSecond.get(line) };
    if (places.first !== undefined && places.second !== undefined) shared.push(places as Anchor);
  }
  return longestRising(longestRising(shared, 'first'), 'second');
}

/** Line → its place, of lines that are there once, in the order of their places. */
function placesOfUnique(lines: Lines): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  lines.forEach((line, at) => {
    if (places.has(line)) repeated.add(line);
    else places.set(line, at);
  });
  for (const line of repeated) places.delete(line);
  return places;
}

/** The longest subsequence whose `side` rises, by patience sorting, in n log n. */
function longestRising(anchors: readonly Anchor[], side: 'first' | 'second'): Anchor[] {
  const tops: number[] = [];
  const before = anchors.map((anchor, at) => {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (anchors[tops[middle]!]![side] < anchor[side]) low = middle + 1;
      else high = middle;
    }
    tops[low] = at;
    return tops[low - 1];
  });
  const rising: Anchor[] = [];
  for (let at = tops.at(-1); at !== undefined; at = before[at]) rising.push(anchors[at]!);
  return rising.reverse();
}

function mergeRegion({ base, first, second }: ThreeWay): MergedPart[] {
  if (isSame(first, second) || isSame(second, base)) return [{ merged: first }];
  if (isSame(first, base)) return [{ merged: second }];
  if (!isAffordable({ base, first, second })) return trimmed(first, second);
  return diff3MergeRegions([...first], [...base], [...second]).flatMap((region): MergedPart[] => {
    if (region.stable) return [{ merged: region.bufferContent }];
    const { aContent, bContent } = region;
    return isSame(aContent, bContent) ? [{ merged: aContent }] : trimmed(aContent, bContent);
  });
}

const isSame = (some: Lines, other: Lines): boolean =>
  some.length === other.length && some.every((line, at) => line === other[at]);

/**
 * Whether node-diff3 answers in about 0.1 s: it compares every pair of equal lines, each with up to all candidates.
 * Thousands of repeated lines without an anchor between them cost minutes; they are then one disagreement.
 */
function isAffordable({ base, first, second }: ThreeWay): boolean {
  const counts = new Map<string, number>();
  for (const line of base) counts.set(line, (counts.get(line) ?? 0) + 1);
  const pairs = (lines: Lines) => lines.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
  return (pairs(first) + pairs(second)) * Math.max(base.length, 1) < 200_000_000;
}

/** A disagreement without the lines that both begin and end with. */
function trimmed(first: Lines, second: Lines): MergedPart[] {
  const shorter = Math.min(first.length, second.length);
  let head = 0;
  while (head < shorter && first[head] === second[head]) head++;
  let tail = 0;
  while (tail < shorter - head && first.at(-1 - tail) === second.at(-1 - tail)) tail++;
  const inner = (lines: Lines) => lines.slice(head, lines.length - tail);
  return [
    { merged: first.slice(0, head) },
    { first: inner(first), second: inner(second) },
    { merged: first.slice(first.length - tail) },
  ];
}
