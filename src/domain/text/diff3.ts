import { diff3MergeRegions } from 'node-diff3';
import { type Anchor, commonEnds, type Lines, listFrame, listUnique, type ThreeWay } from './anchors.ts';

/** Merged lines, or what the two versions have where they disagree. */
export type MergedPart = { merged: Lines } | { first: Lines; second: Lines };

/**
 * Three-way merge of lines: node-diff3's, after Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", run between
 * anchors: lines that all three have in common because everything before or after them is the same, as git's diff
 * begins, and then lines that each has once and in the same order (Bram Cohen's patience diff). Without anchors its
 * time grows with the square of the repeated lines (27 s for 8,000 lines of which a quarter are blank), and it takes
 * one of two equal lines for the other.
 */
export function mergeLines(texts: ThreeWay): MergedPart[] {
  const effort = { left: leastEffort + effortAUnit * sizeOf(texts) };
  return between(texts, listFrame(texts), (inner) =>
    between(inner, listUnique(inner), (region) => mergeRegion(region, effort)),
  );
}

/** The anchors as they are, and what the merge makes of the regions between them. */
function between(texts: ThreeWay, anchors: readonly Anchor[], merge: (region: ThreeWay) => MergedPart[]): MergedPart[] {
  const { base, first, second } = texts;
  const parts: MergedPart[] = [];
  let from = { base: 0, first: 0, second: 0 };
  const end = { base: base.length, first: first.length, second: second.length };
  for (const to of [...anchors, end]) {
    const region = {
      base: base.slice(from.base, to.base),
      first: first.slice(from.first, to.first),
      second: second.slice(from.second, to.second),
    };
    for (const part of merge(region)) parts.push(part);
    if (to !== end) parts.push({ merged: base.slice(to.base, to.base + 1) });
    from = { base: to.base + 1, first: to.first + 1, second: to.second + 1 };
  }
  return parts;
}

function mergeRegion({ base, first, second }: ThreeWay, effort: Effort): MergedPart[] {
  if (isSame(first, second) || isSame(second, base)) return [{ merged: first }];
  if (isSame(first, base)) return [{ merged: second }];
  effort.left -= effortOf({ base, first, second });
  if (effort.left < 0) return trimmed(first, second);
  return diff3MergeRegions([...first], [...base], [...second]).flatMap((region): MergedPart[] => {
    if (region.stable) return [{ merged: region.bufferContent }];
    const { aContent, bContent } = region;
    return isSame(aContent, bContent) ? [{ merged: aContent }] : trimmed(aContent, bContent);
  });
}

const isSame = (some: Lines, other: Lines): boolean =>
  some.length === other.length && some.every((line, at) => line === other[at]);

/** How many pairs of lines are still compared in the merge of two texts: what is left over then is one disagreement. */
interface Effort {
  left: number;
}

/** 200 million take about 0.1 s. Thousands of repeated lines without an anchor between them would take minutes. */
const leastEffort = 20_000_000;
const effortAUnit = 1000;

const sizeOf = ({ base, first, second }: ThreeWay): number =>
  [base, first, second].reduce((sum, lines) => lines.reduce((length, line) => length + line.length, sum), 0);

/** node-diff3 compares every pair of equal lines, each with up to all candidates. */
function effortOf({ base, first, second }: ThreeWay): number {
  const counts = new Map<string, number>();
  for (const line of base) counts.set(line, (counts.get(line) ?? 0) + 1);
  const pairs = (lines: Lines) => lines.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
  return (pairs(first) + pairs(second)) * Math.max(base.length, 1);
}

/** A disagreement without the lines that both begin and end with. */
function trimmed(first: Lines, second: Lines): MergedPart[] {
  const { head, tail } = commonEnds(first, second);
  const inner = (lines: Lines) => lines.slice(head, lines.length - tail);
  return [
    { merged: first.slice(0, head) },
    { first: inner(first), second: inner(second) },
    { merged: first.slice(first.length - tail) },
  ];
}
