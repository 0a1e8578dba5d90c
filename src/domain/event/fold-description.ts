import { applySplices } from '../text/splices.ts';
import { mergeTexts, type Splice } from '../text/text.ts';
import { byTime, type Causality, eventOf, latest, type Setting } from './causality.ts';
import type { EditPayload, Id, TrackerEvent } from './event.ts';
import { shortId } from './id.ts';
import type { Conflict, TicketState } from './state.ts';

type Version = Setting<EditPayload>;

/** What is made of descriptions, whatever their events say. Beyond that a version stands beside the text, as a conflict. */
export const descriptionLimits = {
  /** UTF-16 units of a text that edits or merges make: four times as many as one may be given. */
  text: 2 ** 20,
  /** Latest versions that are merged: the first by (time, id). */
  versions: 32,
  /** Units that are compared in the merges of a ticket. */
  compared: 2 ** 23,
} as const;

/** So much a merge or an edit costs, in units, however small it is. */
const leastCost = { merge: 2 ** 16, edit: 64 };

/**
 * The description: the one latest version, or the latest versions merged by lines, left to right in (time, id) order,
 * each over the latest version that all of them had seen. What overlaps keeps both texts and is a conflict; what is beyond
 * the limits is left out, and is one as well.
 */
export function foldDescription(
  causality: Causality,
  conflicts: Conflict[],
): Pick<TicketState, 'description' | 'descriptionEvent' | 'descriptionVerbatim'> {
  const versions = listVersions(causality.order);
  const heads = byTime(latest(versions, causality), causality);
  const [only] = heads.length === 1 ? heads : [];
  const texts = reader(versions, causality);
  if (!only)
    return {
      description: merger({ versions, texts, causality })(heads, conflicts),
      descriptionEvent: undefined,
      descriptionVerbatim: false,
    };
  const { text, leftOut } = texts(only);
  if (leftOut > 0) conflicts.push(tooLong(eventOf(causality, only).id, leftOut));
  return {
    description: text,
    // What follows a version that is not as its author meant it is a whole text.
    descriptionEvent: leftOut > 0 ? undefined : eventOf(causality, only).id,
    descriptionVerbatim: 'text' in only.value,
  };
}

const conflictOf = (event: Id, value: string): Conflict => ({ field: 'description', event, value });

const tooLong = (event: Id, leftOut: number): Conflict =>
  conflictOf(event, `left out ${leftOut} of the edits that led here, which would make the text longer than 1 MiB`);

const listVersions = (order: readonly TrackerEvent[]): Version[] =>
  order.flatMap((event, at) => {
    const value = versionIn(event);
    return value ? [{ at, value }] : [];
  });

/** The version of the description that an event wrote; undefined where it wrote none. */
export function versionIn(event: TrackerEvent): EditPayload | undefined {
  if (event.kind === 'edit') return event.payload;
  const text = event.kind === 'create' ? event.payload.description : undefined;
  return text === undefined ? undefined : { text };
}

interface Merging {
  versions: readonly Version[];
  texts: Reader;
  causality: Causality;
}

/**
 * Merges versions, given by (time, id). Where several versions are latest in what the merged ones all saw, the base is
 * those merged in turn, as in git's recursive strategy: one of them alone would show the others' changes as conflicts.
 */
function merger({ versions, texts, causality }: Merging) {
  const known = new Map<string, string>();
  let left: number = descriptionLimits.compared;
  const label = (version: Version) => {
    const { actor, id } = eventOf(causality, version);
    return `${actor} ${shortId(id)}`;
  };

  return function merge(heads: readonly Version[], conflicts: Conflict[] = []): string {
    const name = heads.map((head) => head.at).join();
    const before = known.get(name);
    if (before !== undefined) return before;
    const [first, ...others] = heads;
    if (first === undefined) return '';
    const note = (head: Version, value: string) => conflicts.push(conflictOf(eventOf(causality, head).id, value));
    const read = (head: Version): string => {
      const { text, steps, leftOut } = texts(head);
      left -= leastCost.edit * steps;
      if (leftOut > 0) conflicts.push(tooLong(eventOf(causality, head).id, leftOut));
      return text;
    };
    let text = read(first);
    let seenByAll = versions.filter((version) => causality.saw(first.at, version.at));
    for (const [i, head] of others.entries()) {
      if (i + 1 >= descriptionLimits.versions || left < 0) {
        note(head, notMerged);
        continue;
      }
      const own = read(head);
      left -= leastCost.merge + text.length + own.length;
      const shared = seenByAll.filter((version) => causality.saw(head.at, version.at));
      const base = merge(byTime(latest(shared, causality), causality));
      left -= base.length;
      const result = mergeTexts({
        base,
        first: { text, label: label(first) },
        second: { text: own, label: label(head) },
      });
      if (result.text.length > descriptionLimits.text) {
        note(head, notMerged);
        continue;
      }
      text = result.text;
      seenByAll = shared;
      if (result.conflict) note(head, bothTexts);
    }
    known.set(name, text);
    return text;
  };
}

/** What a conflict of a description that holds both texts says. */
export const bothTexts = 'both texts are in the description';

const notMerged = 'its text is not in the description: there are more versions than are merged';

type Reader = (version: Version) => {
  text: string;
  /** Edits that were gone back over, and those of them that are left out. */
  steps: number;
  leftOut: number;
};

function reader(versions: readonly Version[], causality: Causality): Reader {
  const byId = new Map(versions.map((version) => [eventOf(causality, version).id, version.value]));
  return (version) => readVersion(version.value, byId);
}

/** A version's text: walks back to a full text, then applies the deltas forward; a base that is absent counts as empty. */
export function readVersion(version: EditPayload, versions: ReadonlyMap<Id, EditPayload>): ReturnType<Reader> {
  const splices: Splice[] = [];
  let at: EditPayload | undefined = version;
  // Never longer than there are versions, also where a damaged file has a loop.
  while (at && 'base' in at && splices.length <= versions.size) {
    splices.push(at.splice);
    at = versions.get(at.base);
  }
  const start = at && 'text' in at ? at.text : '';
  if (splices.length === 0) return { text: start, steps: 0, leftOut: 0 };
  return { steps: splices.length, ...applySplices(start, splices.reverse(), descriptionLimits.text) };
}
