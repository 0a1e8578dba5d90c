import { byTime, type Causality, type Conflict, latest, type Setting, seenBy } from './causality.ts';
import { mergeTexts } from './merge-texts.ts';
import type { Event } from './read-events.ts';

/** Written after docs/format.md, "Descriptions". */
interface Content {
  text?: string;
  base?: string;
  splice?: { at: number; deleteCount: number; insert: string };
}
type Version = Setting<Content>;

const most = 2 ** 20;

export function describe(causality: Causality, conflicts: Conflict[]): string {
  const versions: Version[] = causality.order.flatMap((event) => {
    if (event.kind === 'edit') return [{ event, value: event.payload }];
    const { description } = event.payload;
    return event.kind === 'create' && description !== undefined ? [{ event, value: { text: description } }] : [];
  });
  const known = new Map<string, string>();
  const label = ({ event }: Version) => `${event.actor} ${event.id.slice(-6).toLowerCase()}`;
  let left = 2 ** 23;
  const merge = (heads: Version[], noted: Conflict[]): string => {
    const name = heads.map(({ event }) => event.id).join();
    if (known.has(name)) return known.get(name)!;
    const [first, ...others] = heads;
    if (!first) return '';
    const note = ({ event }: { event: Event }, value: string) =>
      noted.push({ field: 'description', event: event.id, value });
    const read = (version: Version) => {
      const { text, deltas, leftOut } = textOf(version, versions);
      if (heads.length > 1) left -= 64 * deltas;
      if (leftOut > 0)
        note(version, `left out ${leftOut} of the edits that led here, which would make the text longer than 1 MiB`);
      return text;
    };
    let text = read(first);
    let seen = seenBy(versions, first.event, causality);
    for (const [i, head] of others.entries()) {
      const tooMuch = () => note(head, 'its text is not in the description: there are more versions than are merged');
      if (i >= 31 || left < 0) {
        tooMuch();
        continue;
      }
      const own = read(head);
      const shared = seenBy(seen, head.event, causality);
      left -= 65_536 + text.length + own.length;
      const base = merge(byTime(latest(shared, causality)), []);
      left -= base.length;
      const merged = mergeTexts(base, [text, label(first)], [own, label(head)]);
      if (merged.text.length > most) {
        tooMuch();
        continue;
      }
      [text, seen] = [merged.text, shared];
      if (merged.overlaps) note(head, 'both texts are in the description');
    }
    known.set(name, text);
    return text;
  };
  return merge(latest(versions, causality), conflicts);
}

function textOf(version: Version, versions: Version[]): { text: string; deltas: number; leftOut: number } {
  const splices: NonNullable<Content['splice']>[] = [];
  let at: Version | undefined = version;
  while (at?.value.splice && splices.length <= versions.length) {
    splices.unshift(at.value.splice);
    at = versions.find(({ event }) => event.id === at!.value.base);
  }
  let text = at?.value.text ?? '';
  let leftOut = 0;
  for (const { at: from, deleteCount, insert } of splices) {
    const after = text.slice(0, from) + insert + text.slice(from + deleteCount);
    if (after.length > most && after.length > text.length) leftOut++;
    else text = after;
  }
  return { text, deltas: splices.length, leftOut };
}
