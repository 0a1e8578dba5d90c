import { ignoreRules } from '../../home/file/location.ts';

/** What git is told about the tracker's file. Every function here is pure text; who writes it is `tracker init`. */

export const attributesLine = '.tracker/data.db binary merge=tracker diff=tracker';

/** The text with our line at its end, where a later line counts more, unless it has one that says the same. */
export function addAttributes(text: string): string {
  const own = text.split(/\r?\n/).findLast((line) => /^\s*\/?\.tracker\/data\.db\s/.test(line));
  const attributes = new Set(own?.trim().split(/\s+/));
  if (['binary', 'merge=tracker', 'diff=tracker'].every((attribute) => attributes.has(attribute))) return text;
  return appendLines(text, [attributesLine]);
}

/** The text with those of our ignore rules that it lacks at its end. */
export function addIgnoreRules(text: string): string {
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  return appendLines(
    text,
    ignoreRules.split('\n').filter((rule) => !present.has(rule)),
  );
}

/** Appends lines with the line ending that the text has already; what is there keeps every byte. */
export function appendLines(text: string, lines: string[]): string {
  if (lines.length === 0) return text;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  return text + gap + lines.map((line) => line + eol).join('');
}

export interface Setting {
  name: string;
  value: string;
}

/** git runs this through a shell, at the top of the work tree: no path of the machine, so that a moved clone still works. */
const shimCall = '"$(git rev-parse --git-common-dir)/tracker/run"';

/**
 * The local git configuration of the merge driver. One that cannot be started (no shim, no Node, no tracker) ends with a
 * status that git takes for a conflict: the file stays ours, whole, and nothing is lost.
 */
export const mergeSettings = (call = shimCall): Setting[] => [
  { name: 'merge.tracker.driver', value: `${call} merge-driver %O %A %B %P` },
  // Last: git refuses to merge at all with a named driver that has no command.
  { name: 'merge.tracker.name', value: 'tracker: unites the events of both sides' },
];

/** The local git configuration of both drivers. */
export const driverSettings = (): Setting[] => [
  ...mergeSettings(),
  { name: 'diff.tracker.textconv', value: `${shimCall} dump` },
  { name: 'diff.tracker.cachetextconv', value: 'true' },
];

/**
 * The file `<git common dir>/tracker/run`, through which git starts tracker: the Node and the program that `init` ran
 * with, else the Node of the PATH, else whatever tracker npm finds from the work tree.
 */
export function renderShim(program: { node: string; script: string }): string {
  return `#!/bin/sh
# git starts tracker's merge and diff drivers through this file. "tracker init" writes it; "tracker doctor --fix" renews it.
node=${quote(program.node)}
script=${quote(program.script)}
[ -x "$node" ] || node=node
if [ -f "$script" ] && command -v "$node" >/dev/null 2>&1; then exec "$node" "$script" "$@"; fi
exec npx --no -- tracker "$@"
`;
}

/** Whether a shim starts this script, by a Node that is still there. */
export function isShimFor(text: string, script: string, exists: (path: string) => boolean): boolean {
  const node = /^node='(.*)'$/m.exec(text)?.[1]?.replaceAll("'\\''", "'");
  return node !== undefined && text === renderShim({ node, script }) && exists(node);
}

function quote(path: string): string {
  return `'${path.replaceAll('\\', '/').replaceAll("'", "'\\''")}'`;
}
