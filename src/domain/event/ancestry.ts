import type { Id, TrackerEvent } from './event.ts';

/** Whom each event of a ticket has seen; events are named by their places in an order in which parents come first. */
export interface Ancestry {
  /** Whether the event at place `later` has the one at place `earlier` among its ancestors. */
  saw(later: number, earlier: number): boolean;
  /** What several events have seen, put together. */
  gather(): Sight;
  /**
   * Of these places, which must rise, those that an event has seen and that no other one that it has seen has seen. Events
   * that see alike are answered with the same array.
   */
  latestBefore(places: readonly number[]): (at: number) => readonly number[];
}

export interface Sight {
  /** Adds what the event at this place has seen, itself left out. */
  add(at: number): void;
  has(at: number): boolean;
}

/** `order` has parents first. What an event names as a parent and comes later, which only damage makes, it has not seen. */
export function ancestryOf(order: readonly TrackerEvent[]): Ancestry {
  const isInARow = order.every((event, at) => {
    const before = order[at - 1];
    return before === undefined || event.parents.includes(before.id);
  });
  return isInARow ? inARow : ancestryIn(drawLines(order));
}

/** Each event has seen all that come before it. */
const inARow: Ancestry = {
  saw: (later, earlier) => earlier < later,
  gather() {
    let end = 0;
    return {
      add(at) {
        end = Math.max(end, at);
      },
      has: (at) => at < end,
    };
  },
  latestBefore(places) {
    const alone = places.map((place) => [place]);
    return (at) => alone[countUpTo(places, at - 1) - 1] ?? none;
  },
};

const none: readonly number[] = [];

/**
 * Line → the last place of it, by its rank there, that is seen. A line is a list of events each of which has seen the one
 * before, so whoever has seen one of them has seen all before it.
 */
type Frontier = ReadonlyMap<number, number>;

interface Lines {
  /** By place: the line of the event, its rank in that, and what it has seen of other lines. */
  line: Int32Array;
  rank: Int32Array;
  others: readonly Frontier[];
}

/**
 * As many lines a frontier may have, and besides as many entries all frontiers of a ticket together. A ticket of some
 * hundred branches needs three. Where a file needs more, an event is taken not to have seen what is beyond: it then stands
 * beside that, visibly, and work and memory still grow with the events alone.
 */
const width = 16;
const besides = 2 ** 16;

/** Lays the events on lines, as few as come by themselves: an event goes on a line whose end it has seen. */
function drawLines(order: readonly TrackerEvent[]): Lines {
  const places = new Map<Id, number>(order.map((event, at) => [event.id, at]));
  const line = new Int32Array(order.length);
  const rank = new Int32Array(order.length);
  const others: Frontier[] = [];
  const ends: number[] = [];
  const beyond = new Map<number, Frontier>();
  let spare = besides;

  const unite = (parents: readonly number[]): Frontier => {
    const seen = new Map<number, number>();
    const most = width + spare;
    for (const parent of parents) raise(seen, [line[parent]!, rank[parent]!], most);
    for (const frontier of new Set(parents.map((parent) => others[parent]!))) raiseAll(seen, frontier, most);
    spare -= Math.max(0, seen.size - width);
    return seen;
  };
  /** Shared by all that have this one parent and begin a line. */
  const beyondOf = (parent: number): Frontier => {
    const seen = beyond.get(parent) ?? unite([parent]);
    beyond.set(parent, seen);
    return seen;
  };
  const findEnd = (seen: Frontier): number | undefined => {
    let looked = 0;
    for (const [own, last] of seen) {
      if (looked++ === width) return undefined;
      if (rank[ends[own]!] === last) return own;
    }
    return undefined;
  };
  order.forEach(({ parents: named }, at) => {
    const parents = named.map((id) => places.get(id) ?? at).filter((place) => place < at);
    const [parent] = parents;
    const isAlone = parent !== undefined && parents.length === 1;
    const before = parents.find((place) => ends[line[place]!] === place);
    const goesOn = isAlone && before !== undefined;
    const seen = goesOn ? others[before]! : isAlone ? beyondOf(parent) : unite(parents);
    const own = before !== undefined ? line[before]! : (findEnd(seen) ?? ends.length);
    const end = ends[own];
    line[at] = own;
    rank[at] = end === undefined ? 0 : rank[end]! + 1;
    ends[own] = at;
    others.push(seen);
  });
  return { line, rank, others };
}

function raise(seen: Map<number, number>, [line, rank]: readonly [number, number], most: number): void {
  const known = seen.get(line);
  if (known === undefined ? seen.size < most : known < rank) seen.set(line, rank);
}

/** In no more steps than `seen` may have entries, or twice as many. */
function raiseAll(seen: Map<number, number>, frontier: Frontier, most: number): void {
  if (frontier.size <= most) {
    for (const entry of frontier) raise(seen, entry, most);
    return;
  }
  for (const line of seen.keys()) raise(seen, [line, frontier.get(line) ?? -1], most);
  for (const entry of frontier) {
    if (seen.size >= most) return;
    raise(seen, entry, most);
  }
}

function ancestryIn({ line, rank, others }: Lines): Ancestry {
  const seenOf = (at: number, own: number): number => (line[at] === own ? rank[at]! - 1 : (others[at]!.get(own) ?? -1));
  const gather = (): Sight => {
    const seen = new Map<number, number>();
    const added = new Set<Frontier>();
    const put = (own: number, last: number) => {
      if ((seen.get(own) ?? -1) < last) seen.set(own, last);
    };
    return {
      add(at) {
        put(line[at]!, rank[at]! - 1);
        const frontier = others[at]!;
        if (added.has(frontier)) return;
        added.add(frontier);
        for (const [own, last] of frontier) put(own, last);
      },
      has: (at) => (seen.get(line[at]!) ?? -1) >= rank[at]!,
    };
  };
  return {
    saw: (later, earlier) => seenOf(later, line[earlier]!) >= rank[earlier]!,
    gather,
    latestBefore: (places) => latestIn({ line, rank, others }, places, gather),
  };
}

function latestIn(
  { line, rank, others }: Lines,
  places: readonly number[],
  gather: () => Sight,
): (at: number) => readonly number[] {
  const onLine = new Map<number, { places: number[]; ranks: number[] }>();
  for (const place of places) {
    const list = onLine.get(line[place]!) ?? { places: [], ranks: [] };
    onLine.set(line[place]!, list);
    list.places.push(place);
    list.ranks.push(rank[place]!);
  }
  const lastOn = (own: number, last: number): number | undefined => {
    const list = onLine.get(own);
    return list?.places[countUpTo(list.ranks, last) - 1];
  };
  /** The same sight of other lines, and the same last one on its own, make the same answer. */
  const known = new Map<Frontier, Map<number | undefined, readonly number[]>>();
  return (at) => {
    const frontier = others[at]!;
    const own = lastOn(line[at]!, rank[at]! - 1);
    const answers = known.get(frontier) ?? new Map<number | undefined, readonly number[]>();
    known.set(frontier, answers);
    const answer = answers.get(own) ?? among(frontier, own);
    answers.set(own, answer);
    return answer;
  };

  function among(frontier: Frontier, own: number | undefined): readonly number[] {
    // What it has seen of the other lines its own line has seen since then, and with it this one.
    if (own !== undefined && others[own] === frontier) return [own];
    const found = new Set(own === undefined ? [] : [own]);
    if (onLine.size < frontier.size) for (const one of onLine.keys()) add(one, frontier.get(one));
    else for (const [one, last] of frontier) add(one, last);
    const seen = gather();
    const latest: number[] = [];
    for (const place of [...found].sort((a, b) => b - a)) {
      if (seen.has(place)) continue;
      seen.add(place);
      latest.push(place);
    }
    return latest.reverse();

    function add(one: number, last: number | undefined): void {
      const place = last === undefined ? undefined : lastOn(one, last);
      if (place !== undefined) found.add(place);
    }
  }
}

/** How many of these numbers, which rise, are not above the limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
