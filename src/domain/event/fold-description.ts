import { applySplice, mergeTexts } from '../text/text.ts';
import { byTime, type Causality, eventOf, latest, type Setting } from './causality.ts';
import type { EditPayload, TrackerEvent } from './event.ts';
import { shortId } from './id.ts';
import type { Conflict, TicketState } from './state.ts';

type Version = Setting<EditPayload>;

/**
 * The description: the one latest version, or the latest versions merged by lines, left to right in (time, id) order,
 * each over the latest version that all of them had seen. What overlaps keeps both texts and is a conflict.
 */
export function foldDescription(
  causality: Causality,
  conflicts: Conflict[],
): Pick<TicketState, 'description' | 'descriptionEvent' | 'descriptionVerbatim'> {
  const versions = listVersions(causality.order);
  const heads = byTime(latest(versions, causality.saw), causality);
  const only = heads.length === 1 ? heads[0] : undefined;
  return {
    description: mergerOf(versions, causality)(heads, conflicts),
    descriptionEvent: only && eventOf(causality, only).id,
    descriptionVerbatim: only !== undefined && 'text' in only.value,
  };
}

function listVersions(order: readonly TrackerEvent[]): Version[] {
  const versions: Version[] = [];
  order.forEach((event, at) => {
    if (event.kind === 'edit') versions.push({ at, value: event.payload });
    else if (event.kind === 'create' && event.payload.description !== undefined)
      versions.push({ at, value: { text: event.payload.description } });
  });
  return versions;
}

/**
 * Merges versions, given by (time, id). Where several versions are latest in what the merged ones all saw, the base is
 * those merged in turn, as in git's recursive strategy: one of them alone would show the others' changes as conflicts.
 */
function mergerOf(versions: readonly Version[], causality: Causality) {
  const { saw } = causality;
  const textOf = reader(versions, causality);
  const known = new Map<string, string>();
  const label = (version: Version) => {
    const { actor, id } = eventOf(causality, version);
    return `${actor} ${shortId(id)}`;
  };
  const seenByAll = (heads: readonly Version[]) =>
    versions.filter((version) => heads.every((head) => saw(head.at, version.at)));

  return function merge(heads: readonly Version[], conflicts: Conflict[] = []): string {
    const name = heads.map((head) => head.at).join();
    const before = known.get(name);
    if (before !== undefined) return before;
    const [first, ...others] = heads;
    if (first === undefined) return '';
    let text = textOf(first);
    for (const [i, head] of others.entries()) {
      const result = mergeTexts({
        base: merge(byTime(latest(seenByAll(heads.slice(0, i + 2)), saw), causality)),
        first: { text, label: label(first) },
        second: { text: textOf(head), label: label(head) },
      });
      text = result.text;
      if (result.conflict)
        conflicts.push({
          field: 'description',
          event: eventOf(causality, head).id,
          value: 'both texts are in the description',
        });
    }
    known.set(name, text);
    return text;
  };
}

/** A version's text: walks back to a full text, then applies the deltas forward; a base that is absent counts as empty. */
function reader(versions: readonly Version[], causality: Causality): (version: Version) => string {
  const byId = new Map(versions.map((version) => [eventOf(causality, version).id, version]));
  return (version) => {
    const splices = [];
    let at: Version | undefined = version;
    // Never longer than there are versions, also where a damaged file has a loop.
    while (at && 'base' in at.value && splices.length <= versions.length) {
      splices.push(at.value.splice);
      at = byId.get(at.value.base);
    }
    const start = at && 'text' in at.value ? at.value.text : '';
    return splices.reduceRight((text, splice) => applySplice(text, splice), start);
  };
}
