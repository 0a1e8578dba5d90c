import { ignoreRules } from '../../home/file/location.ts';

/** What git is told about the tracker's file. Every function here is pure text; who writes it is `tracker init`. */

export const attributesLine = '.tracker/data.db binary merge=tracker diff=tracker';
const plainLine = `${attributesLine} -filter`;

/**
 * The text with our line at its end, where a later line counts more, unless it has one that says the same. `plain` takes the
 * file out of every filter, such as Git LFS's, which would have git carry a pointer in its place.
 */
export function addAttributes(text: string, { plain = false } = {}): string {
  const own = text.split(/\r?\n/).findLast((line) => /^\s*\/?\.tracker\/data\.db\s/.test(line));
  const attributes = new Set(own?.trim().split(/\s+/));
  const wanted = ['binary', 'merge=tracker', 'diff=tracker', ...(plain ? ['-filter'] : [])];
  if (wanted.every((attribute) => attributes.has(attribute))) return text;
  return appendLines(text, [plain ? plainLine : attributesLine]);
}

/** The text without the line that `addAttributes` adds; one that somebody has changed stays. */
export const removeAttributes = (text: string): string => removeLines(removeLines(text, [plainLine]), [attributesLine]);

/** The text with those of our ignore rules that it lacks at its end. */
export function addIgnoreRules(text: string): string {
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  return appendLines(
    text,
    ignoreRules.split('\n').filter((rule) => !present.has(rule)),
  );
}

/**
 * Appends lines with the line ending that the text has already; what is there keeps every byte. The text ends as it did, with
 * a line's end or without: what is appended can be taken back to the byte.
 */
export function appendLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const eol = eolOf(text);
  const block = lines.join(eol);
  return text === '' || text.endsWith('\n') ? text + block + eol : text + eol + block;
}

/** Takes back what `appendLines` added, all of it in one place; the text itself where it is not there. */
export function removeLines(text: string, lines: readonly string[]): string {
  const eol = eolOf(text);
  const block = lines.join(eol);
  const at = `${eol}${text}${eol}`.indexOf(`${eol}${block}${eol}`);
  if (at < 0 || block === '') return text;
  const [before, after] = [text.slice(0, at), text.slice(at + block.length)];
  return after === '' ? before.slice(0, -eol.length) : before + after.slice(eol.length);
}

const eolOf = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n';

export interface Setting {
  name: string;
  value: string;
}

/** git runs these through a shell, at the top of the work tree: no path of the machine, so that a moved clone still works. */
const shim = '"$(git rev-parse --git-common-dir)/tracker/run"';

/**
 * The local git configuration of the merge driver. One that cannot be started (no shim, no Node, no tracker) ends with a
 * status that git takes for a conflict: the file stays ours, whole, and nothing is lost.
 */
export const mergeSettings = (call = shim): Setting[] => [
  { name: 'merge.tracker.driver', value: `${call} merge-driver %O %A %B %P %L` },
  // Last: git refuses to merge at all with a named driver that has no command.
  { name: 'merge.tracker.name', value: 'tracker: unites the events of both sides' },
];

/** Where the shim is gone: what `git apply` refuses. git ends the whole diff where the command ends with another status than 0. */
const withoutShim =
  '[ $# -lt 7 ] || printf "diff --git a/%s b/%s\\nBinary files a/%s and b/%s differ\\n" "$1" "$1" "$1" "$1"';

/**
 * The local git configuration of both drivers. The command of a diff is used by `git diff`, and by `git log` and the like
 * where they are told to (`--ext-diff`); not by patches that are to be applied elsewhere, as a textconv would be.
 */
export const driverSettings = (): Setting[] => [
  ...mergeSettings(),
  {
    name: 'diff.tracker.command',
    value: `f() { r=${shim}; if [ -x "$r" ]; then "$r" diff-driver "$@"; else ${withoutShim}; fi; :; }; f`,
  },
];

/**
 * What earlier versions configured: text for `git diff --binary` to make patches of, by which lint-staged and lefthook wrote
 * lines of it into the database; and the notes in which git kept that text, with what has been redacted since.
 */
export const formerSettings = ['diff.tracker.textconv', 'diff.tracker.cachetextconv'];
export const formerNotes = 'refs/notes/textconv/tracker';
