import type { Splice } from './text.ts';

/** UTF-16 units of a part, at least: each splice copies the parts that it cuts, and goes over the list of all. */
const part = 4096;

/**
 * A text after splices, one after another; none that would make it longer than `most` UTF-16 units is made, and how many
 * those were is told. No version in between is put together. Never throws: events from elsewhere must fold, so a position
 * outside the text means its nearest end.
 */
export function applySplices(text: string, splices: Iterable<Splice>, most: number): { text: string; leftOut: number } {
  const parts = cut(text);
  let length = text.length;
  let leftOut = 0;
  for (const { at, deleteCount, insert } of splices) {
    const from = clamp(at, length);
    const to = from + clamp(deleteCount, length - from);
    const after = length - (to - from) + insert.length;
    if (after > most && after > length) {
      leftOut++;
      continue;
    }
    replace(parts, { from, to, insert });
    length = after;
  }
  return { text: parts.join(''), leftOut };
}

const clamp = (value: number, most: number): number => Math.min(Math.max(Math.trunc(value) || 0, 0), most);

function replace(parts: string[], { from, to, insert }: { from: number; to: number; insert: string }): void {
  let first = 0;
  let start = 0;
  for (let next = parts[first]; next !== undefined && start + next.length < from; next = parts[first]) {
    start += next.length;
    first++;
  }
  let last = first;
  let end = start;
  let cutOff = '';
  for (let next = parts[last]; next !== undefined && end < to; next = parts[last]) {
    cutOff = next.slice(Math.max(0, to - end));
    end += next.length;
    last++;
  }
  const before = (parts[first] ?? '').slice(0, from - start);
  // Nothing was taken out: what is behind the place is in the part that it is in.
  if (last === first && first < parts.length) cutOff = (parts[last++] ?? '').slice(from - start);
  let made = before + insert + cutOff;
  // Many small parts would be a long list.
  const behind = parts[last];
  if (behind !== undefined && made.length + behind.length <= part) {
    made += behind;
    last++;
  }
  if (made.length <= 2 * part) parts.splice(first, last - first, made);
  else {
    parts.splice(first, last - first);
    for (const [i, piece] of cut(made).entries()) parts.splice(first + i, 0, piece);
  }
}

/** Into parts of that length, the last one of up to twice as much: no cut leaves a small one. */
function cut(text: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (; text.length - at > 2 * part; at += part) parts.push(text.slice(at, at + part));
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
