export type Lines = readonly string[];

export interface ThreeWay {
  base: Lines;
  first: Lines;
  second: Lines;
}

/** Where a line that all three have stands in each. */
export interface Anchor {
  base: number;
  first: number;
  second: number;
}

/** Lines of the base that stand in what it begins or ends with in common with the one version, and with the other. */
export function listFrame({ base, first, second }: ThreeWay): Anchor[] {
  const inFirst = frameOf(base, first);
  const inSecond = frameOf(base, second);
  return base.flatMap((_, at) => {
    const places = { base: at, first: inFirst(at), second: inSecond(at) };
    return places.first === undefined || places.second === undefined ? [] : [places as Anchor];
  });
}

function frameOf(base: Lines, version: Lines): (at: number) => number | undefined {
  const { head, tail } = commonEnds(base, version);
  const moved = version.length - base.length;
  return (at) => (at < head ? at : at >= base.length - tail ? at + moved : undefined);
}

/** How many lines two lists begin and end with alike, none counted twice. */
export function commonEnds(some: Lines, other: Lines): { head: number; tail: number } {
  const shorter = Math.min(some.length, other.length);
  let head = 0;
  while (head < shorter && some[head] === other[head]) head++;
  let tail = 0;
  while (tail < shorter - head && some.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return { head, tail };
}

/** Lines that each has once, in the same order. */
export function listUnique({ base, first, second }: ThreeWay): Anchor[] {
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

/** An anchor on its pile, and the one that lay on top of the pile before it then. */
interface Card {
  anchor: Anchor;
  before: Card | undefined;
}

/** The longest subsequence whose `side` rises, by patience sorting, in n log n. */
function longestRising(anchors: readonly Anchor[], side: 'first' | 'second'): Anchor[] {
  const tops: Card[] = [];
  for (const anchor of anchors) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const top = tops[middle];
      if (top && top.anchor[side] < anchor[side]) low = middle + 1;
      else high = middle;
    }
    tops[low] = { anchor, before: tops[low - 1] };
  }
  const rising: Anchor[] = [];
  for (let card = tops.at(-1); card; card = card.before) rising.push(card.anchor);
  return rising.reverse();
}
