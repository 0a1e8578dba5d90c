/** Written after docs/format.md, "Merge of two texts". */
type Lines = string[];
interface Texts {
  base: Lines;
  first: Lines;
  second: Lines;
}
type Part = { merged: Lines } | { first: Lines; second: Lines };
/** Places in base, first and second. */
type Anchor = [number, number, number];

const isOpen = (text: string): boolean => text !== '' && !text.endsWith('\n');
const linesOf = (text: string): Lines => text.match(/[^\n]*\n|[^\n]+/g) ?? [];
const isSame = (a: Lines, b: Lines): boolean => a.length === b.length && a.every((line, at) => line === b[at]);

export function mergeTexts(
  base: string,
  [first, firstLabel]: [string, string],
  [second, secondLabel]: [string, string],
): { text: string; overlaps: boolean } {
  if (first === second || second === base) return { text: first, overlaps: false };
  if (first === base) return { text: second, overlaps: false };
  const all = base + first + second;
  const windows = all.split('\r\n').length - 1;
  const ending = windows > all.split('\n').length - 1 - windows ? '\r\n' : '\n';
  const closed = (text: string) => linesOf(isOpen(text) ? text + (text.endsWith('\r') ? '\r\n' : ending) : text);
  const texts = { base: closed(base), first: closed(first), second: closed(second) };
  const effort = { left: 20_000_000 + 1000 * Object.values(texts).flat().join('').length };
  const parts = between(texts, frameAnchors(texts), (outer) =>
    between(outer, uniqueAnchors(outer), (inner) => mergeRegion(inner, effort)),
  );
  const mark = (sign: string, label: string) => `${sign} ${label.replace(/[\r\n]+/g, ' ')}${ending}`;
  const write = (part: Part) =>
    'merged' in part
      ? part.merged.join('')
      : `${mark('<<<<<<<', firstLabel)}${part.first.join('')}=======${ending}${part.second.join('')}${mark('>>>>>>>', secondLabel)}`;
  const text = parts.map(write).join('');
  const ends = isOpen(first) === isOpen(base) ? isOpen(second) : isOpen(first);
  const opened = text.replace(/\r?\n$/, '');
  const overlaps = parts.some((part) => 'first' in part);
  return { text: ends && !/(?:^|\n)$/.test(opened) ? opened : text, overlaps };
}

function between(texts: Texts, anchors: Anchor[], merge: (region: Texts) => Part[]): Part[] {
  const { base, first, second } = texts;
  const parts: Part[] = [];
  let [b, f, s] = [0, 0, 0];
  for (const [toBase, toFirst, toSecond] of [...anchors, [base.length, first.length, second.length]] as Anchor[]) {
    const region = { base: base.slice(b, toBase), first: first.slice(f, toFirst), second: second.slice(s, toSecond) };
    parts.push(...merge(region), { merged: base.slice(toBase, toBase + 1) });
    [b, f, s] = [toBase + 1, toFirst + 1, toSecond + 1];
  }
  return parts;
}

function commonEnds(a: Lines, b: Lines): { head: number; tail: number } {
  const least = Math.min(a.length, b.length);
  let [head, tail] = [0, 0];
  while (head < least && a[head] === b[head]) head++;
  while (tail < least - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return { head, tail };
}

function frameAnchors({ base, first, second }: Texts): Anchor[] {
  const placeIn = (version: Lines) => {
    const { head, tail } = commonEnds(base, version);
    return (at: number) => (at < head ? at : at >= base.length - tail ? at + version.length - base.length : -1);
  };
  const [inFirst, inSecond] = [placeIn(first), placeIn(second)];
  return base.map((_, at): Anchor => [at, inFirst(at), inSecond(at)]).filter((anchor) => anchor.every((at) => at >= 0));
}

function uniqueAnchors({ base, first, second }: Texts): Anchor[] {
  const placeIn = (lines: Lines) => {
    const places = Map.groupBy(
      lines.map((_, at) => at),
      (at) => lines[at]!,
    );
    return (line: string) => (places.get(line)?.length === 1 ? places.get(line)![0]! : -1);
  };
  const [inBase, inFirst, inSecond] = [placeIn(base), placeIn(first), placeIn(second)];
  const shared = base
    .map((line): Anchor => [inBase(line), inFirst(line), inSecond(line)])
    .filter((anchor) => anchor.every((at) => at >= 0));
  return rising(rising(shared, 1), 2);
}

function rising(anchors: Anchor[], side: 1 | 2): Anchor[] {
  interface Card {
    anchor: Anchor;
    before: Card | undefined;
  }
  const tops: Card[] = [];
  for (const anchor of anchors) {
    const at = tops.findIndex((top) => top.anchor[side] >= anchor[side]);
    const pile = at < 0 ? tops.length : at;
    tops[pile] = { anchor, before: tops[pile - 1] };
  }
  const found: Anchor[] = [];
  for (let card = tops.at(-1); card; card = card.before) found.unshift(card.anchor);
  return found;
}

function mergeRegion({ base, first, second }: Texts, effort: { left: number }): Part[] {
  if (isSame(first, second) || isSame(second, base)) return [{ merged: first }];
  if (isSame(first, base)) return [{ merged: second }];
  const pairs = [...first, ...second].reduce((sum, line) => sum + base.filter((other) => other === line).length, 0);
  effort.left -= pairs * Math.max(base.length, 1);
  if (effort.left < 0) return overlap(first, second);
  const hunks = [
    ...differences(base, first).map((range) => ({ side: 'first' as const, ...range })),
    ...differences(base, second).map((range) => ({ side: 'second' as const, ...range })),
  ].sort((a, b) => a.from - b.from);
  const parts: Part[] = [];
  let done = 0;
  for (let hunk = hunks.shift(); hunk; hunk = hunks.shift()) {
    const joined = [hunk];
    let end = hunk.to;
    while (hunks[0] && hunks[0].from <= end) {
      end = Math.max(end, hunks[0].to);
      joined.push(hunks.shift()!);
    }
    parts.push({ merged: base.slice(done, hunk.from) });
    const start = hunk.from;
    const versions = { first, second };
    const rangeOf = (side: 'first' | 'second') => {
      const own = joined.filter((one) => one.side === side);
      const [one, last] = [own[0]!, own.at(-1)!];
      return versions[side].slice(one.start - (one.from - start), last.end + (end - last.to));
    };
    if (joined.length === 1) parts.push({ merged: rangeOf(hunk.side) });
    else {
      const [mine, theirs] = [rangeOf('first'), rangeOf('second')];
      parts.push(...(isSame(mine, theirs) ? [{ merged: mine }] : overlap(mine, theirs)));
    }
    done = end;
  }
  return [...parts, { merged: base.slice(done) }];
}

function overlap(first: Lines, second: Lines): Part[] {
  const { head, tail } = commonEnds(first, second);
  const inner = (lines: Lines) => lines.slice(head, lines.length - tail);
  return [
    { merged: first.slice(0, head) },
    { first: inner(first), second: inner(second) },
    { merged: first.slice(first.length - tail) },
  ];
}

/** Ranges of the base, from–to, that are other ranges, start–end, of the version. */
function differences(base: Lines, version: Lines): { from: number; to: number; start: number; end: number }[] {
  const found = [];
  let [from, start] = [0, 0];
  for (const [i, j] of [...lcs(base, version), [base.length, version.length] as const]) {
    if (i > from || j > start) found.push({ from, to: i, start, end: j });
    [from, start] = [i + 1, j + 1];
  }
  return found;
}

type Pairs = (readonly [number, number])[];

function lcs(one: Lines, two: Lines): Pairs {
  const candidates: Pairs[] = [[]];
  const last = (at: number) => candidates[at]!.at(-1)?.[1] ?? -1;
  one.forEach((line, i) => {
    let [r, c] = [0, candidates[0]!];
    for (const [j, other] of two.entries()) {
      if (other !== line) continue;
      let s = r;
      while (s < candidates.length && !(last(s) < j && (s === candidates.length - 1 || last(s + 1) > j))) s++;
      if (s === candidates.length) continue;
      const next: Pairs = [...candidates[s]!, [i, j]];
      candidates[r] = c;
      [r, c] = [s + 1, next];
      if (r === candidates.length) break;
    }
    candidates[r] = c;
  });
  return candidates.at(-1)!;
}
