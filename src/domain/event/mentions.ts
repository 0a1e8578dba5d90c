import { getFrom } from '../get-from.ts';
import { arrange, type Causality, latest, latestSeen, type Setting } from './causality.ts';
import { type Id, isChange, type Mentions, type TrackerEvent } from './event.ts';
import { mentionedKeys } from './key.ts';

/** Of the keys in a text that need a word, at most as many get one, with at most so much of a title. */
export const shownMentions = { count: 10, titleCharacters: 60 };

/** Key as it is written in a text → the tickets that it means there: several where merged sides meant different ones. */
export type Meanings = ReadonlyMap<string, ReadonlySet<Id>>;

/** What the keys in a ticket's texts mean: those of its own text (title and description), and those of each thing said. */
export interface MentionState {
  own: Meanings;
  /** By the event of the comment, submission or decision. */
  said: ReadonlyMap<Id, Meanings>;
}

/**
 * A key means what it meant to whoever wrote it into the text: later versions inherit that, although their authors' own
 * side may by now give the key to another ticket.
 */
export function foldMentions(events: readonly TrackerEvent[]): MentionState {
  const causality = arrange(events);
  const titles: Version[] = [];
  const descriptions: Version[] = [];
  const said = new Map<Id, Meanings>();
  causality.order.forEach((event, at) => {
    const mentions = mentionsOf(event);
    const version = { at, value: { mentions, undoes: isUndo(event) } };
    if (event.kind === 'create') {
      const { title, description = '' } = event.payload;
      titles.push({ at, value: { mentions: within(title, mentions), undoes: false } });
      descriptions.push({ at, value: { mentions: within(description, mentions), undoes: false } });
    }
    if (isChange(event) && event.payload.set?.title !== undefined) titles.push(version);
    if (event.kind === 'edit') descriptions.push(version);
    if (event.kind === 'comment' || event.kind === 'submit' || event.kind === 'decide')
      said.set(event.id, unite([asMeanings(mentionsOf(event))]));
  });
  return { own: unite([meaningsIn(titles, causality), meaningsIn(descriptions, causality)]), said };
}

type Version = Setting<{ mentions: Mentions; undoes: boolean }>;

const mentionsOf = ({ payload }: TrackerEvent): Mentions => ('mentions' in payload && payload.mentions) || {};

/** A create's mentions are of all its texts. */
const within = (text: string, mentions: Mentions): Mentions =>
  Object.fromEntries(mentionedKeys(text).flatMap((key) => (mentions[key] ? [[key, mentions[key]]] : [])));

const isUndo = ({ payload }: TrackerEvent): boolean => 'undo' in payload && payload.undo !== undefined;

/** An undo may bring back one of so many versions before it; in all, undos go through so many keys. */
const undoLimits = { versions: 100, keys: 1_000_000 };

function meaningsIn(versions: readonly Version[], causality: Causality): Meanings {
  const known = new Map<number, Meanings>();
  const meaningsOf = (version: Version) => getFrom(known, version.at, 'meaning of keys at place');
  const latestOf = latestSeen(versions, causality);
  const united = new Map<readonly Version[], Meanings>();
  const uniteOnce = (seen: readonly Version[]): Meanings => {
    const before = united.get(seen) ?? unite(seen.map(meaningsOf));
    united.set(seen, before);
    return before;
  };
  let left = undoLimits.keys;
  for (const [i, { at, value }] of versions.entries()) {
    // An undo brings back what an older version than the last one said.
    const undoes = value.undoes && left > 0;
    const reach = undoes ? versions.slice(Math.max(0, i - undoLimits.versions), i) : [];
    const seen = reach.filter((version) => causality.saw(at, version.at)).map(meaningsOf);
    left -= seen.reduce((sum, { size }) => sum + size, 0);
    const before = undoes ? unite(seen) : uniteOnce(latestOf(at));
    const own = [...asMeanings(value.mentions)].map(([key, ids]) => [key, before.get(key) ?? ids] as const);
    known.set(at, new Map(undoes ? [...before, ...own] : own));
  }
  return unite(latest(versions, causality).map(meaningsOf));
}

const asMeanings = (mentions: Mentions): Meanings =>
  new Map(Object.entries(mentions).map(([key, id]) => [key, new Set([id])]));

function unite(all: readonly Meanings[]): Meanings {
  const united = new Map<string, Set<Id>>();
  for (const meanings of all)
    for (const [key, ids] of meanings) {
      const those = united.get(key) ?? new Set();
      united.set(key, those);
      for (const id of ids) those.add(id);
    }
  return new Map([...united].map(([key, ids]) => [key, new Set([...ids].sort())]));
}
