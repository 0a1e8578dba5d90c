import type { Door } from '../door.ts';
import type { Written } from '../send-json.ts';

/** Answers that take long to make, by the tag of all that they are made of. */
export interface KeptAnswers {
  find(tag: string): Written | undefined;
  keep(tag: string, written: Written): Written;
}

/** Bytes of JSON: a board of ten thousand cards has three million. */
const usualBytes = 16 * 2 ** 20;

/** Keeps the answers that were asked for last, as far as there is room: of what is old nobody asks again. */
export function keepAnswers(mostBytes = usualBytes): KeptAnswers {
  const kept = new Map<string, Written>();
  let bytes = 0;
  const drop = (tag: string) => {
    bytes -= kept.get(tag)?.text.length ?? 0;
    kept.delete(tag);
  };
  return {
    find(tag) {
      const found = kept.get(tag);
      if (!found) return undefined;
      // Newest last.
      kept.delete(tag);
      kept.set(tag, found);
      return found;
    },
    keep(tag, written) {
      drop(tag);
      kept.set(tag, written);
      bytes += written.text.length;
      for (const [oldest] of kept) if (bytes > mostBytes) drop(oldest);
      return written;
    },
  };
}

const known = new WeakMap<object, KeptAnswers>();

/** Those of the door, whichever of its routes is asked. */
export function keptBy(door: Pick<Door, 'workspace'>): KeptAnswers {
  const kept = known.get(door) ?? keepAnswers();
  known.set(door, kept);
  return kept;
}
