import { TrackerError } from '../errors.ts';
import { splitLines } from '../text/text.ts';
import type { Checkbox } from './outline.ts';
import { type Draft, linePatch, type Patch, type Patched, textPatch, type WriteOp } from './patch.ts';

/** Checks or unchecks; what is so already keeps its mark, also an `X`. */
export function markCheckboxes(text: string, boxes: readonly Checkbox[], checked: boolean): Patched {
  const changed = boxes.filter((box) => box.checked !== checked);
  const parts = [];
  let at = 0;
  for (const { mark } of changed) {
    parts.push(text.slice(at, mark), checked ? 'x' : ' ');
    at = mark + 1;
  }
  const meant = changed.length > 0 ? changed : boxes;
  const [first] = meant;
  const last = meant.at(-1);
  if (!first || !last) throw new Error('An edit of checkboxes means none.');
  return { text: parts.join('') + text.slice(at), first: first.line, last: last.line };
}

/**
 * An edit of one checkbox. `replace` writes its text anew behind the brackets; a marker in the content says whether it
 * is checked. `append` and `prepend` put lines after and before the item, which become items as it is one, unless they
 * are already. `delete` removes the lines of the item with all that is nested in it. Throws `invalid_input` for a
 * replacement without words: without any, Markdown shows no checkbox.
 */
export function checkboxPatch(draft: Draft, op: WriteOp, box: Checkbox): Patch {
  if (op === 'delete') return linePatch({ ...draft, content: '' }, { from: box.line - 1, to: box.lastLine });
  if (op === 'replace') return replacement(draft, box);
  const at = op === 'append' ? box.lastLine : box.line - 1;
  return linePatch({ ...draft, content: asItems(draft, box) }, { from: at, to: at });
}

const listMarker = /^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+/;
const ownMarker = /^(?:[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+)?\[([ xX])\](?:[ \t]+|$)/;

function replacement(draft: Draft, box: Checkbox): Patch {
  const { text } = draft;
  const content = draft.content.trim();
  const [marker, state = text.charAt(box.mark)] = ownMarker.exec(content) ?? [''];
  const words = content.slice(marker.length);
  if (words === '')
    throw new TrackerError(
      'invalid_input',
      'A checkbox needs a text.',
      'Send it as new, or op:"delete" to remove the checkbox.',
    );
  const [first = '', ...others] = splitLines(words);
  const hanging = hangingIndent(draft, box);
  const lines = others.map((line) => (line.trim() === '' || line.startsWith(hanging) ? line : hanging + line));
  const written = state + text.slice(box.mark + 1, box.from) + first + lines.join('');
  return textPatch({ ...draft, content: written }, { from: box.mark, to: box.to });
}

/** What a line of the item's own begins with: quote marks stay, list markers become blanks. */
const hangingIndent = ({ text, starts }: Draft, { line, mark }: Checkbox): string =>
  text.slice(starts[line - 1], mark - 1).replace(/[^\t>]/g, ' ');

function asItems({ content, text, starts }: Draft, { line, mark }: Checkbox): string {
  const before = text.slice(starts[line - 1], mark - 1);
  const [, outer = '', marker = '- '] = /^(.*[ \t>]|)((?:[-+*]|\d{1,9}[.)])[ \t]+)$/.exec(before) ?? [];
  const indent = outer.replace(/[^\t>]/g, ' ');
  const lines = splitLines(content);
  const isItem = listMarker.test(lines[0] ?? '');
  // Written as deep as the item is already.
  if (isItem && indent !== '' && content.startsWith(indent)) return content;
  return lines
    .map((one, at) => {
      if (one.trim() === '') return one;
      if (isItem) return indent + one;
      return indent + (at === 0 ? `${marker}[ ] ` : ' '.repeat(marker.length)) + one;
    })
    .join('');
}
