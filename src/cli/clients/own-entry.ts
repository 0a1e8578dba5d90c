import { join } from 'node:path';
import type { OwnEntry } from './client.ts';
import { addToJson, readJsonValue } from './json-file.ts';
import { removeFromJson } from './json-removal.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The folder that has the user's own file of a client; undefined where there is no home. */
export const folderOf = ({ folder }: OwnEntry, env: Env): string | undefined => env[folder] || env.HOME || undefined;

/** How such a file is shown. */
export const shownPath = (own: OwnEntry, folder: string, env: Env): string =>
  folder === env.HOME ? `~/${own.file}` : join(folder, own.file);

/** The program and its arguments as one line for the system's shell. */
export function helperLine(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const quote = (word: string) =>
    platform === 'win32' ? `"${word.replaceAll('"', '')}"` : `'${word.replaceAll("'", "'\\''")}'`;
  return words.map((word) => (/^[\w./:@-]+$/.test(word) ? word : quote(word))).join(' ');
}

/**
 * The text with an entry for the repository at `root`, in place of one of ours before; the text itself where somebody has
 * another of that name. Throws like `Client.addServer`.
 */
export function addOwn(
  text: string | undefined,
  own: OwnEntry,
  { root, url, helper }: { root: string; url: string; helper: string },
): string {
  const entry = own.entry(url, helper);
  if (text !== undefined && text.trim() !== '' && JSON.stringify(find(text, own, root)) === JSON.stringify(entry))
    return text;
  return addToJson(text === undefined ? undefined : removeOwn(text, own, root), own.pathFor(root), entry);
}

/** Takes back what `addOwn` has added, whichever installation it names; undefined: there was no file. */
export function removeOwn(text: string, own: OwnEntry, root: string): string | undefined {
  if (text.trim() === '') return text;
  const found = find(text, own, root) as { url?: unknown } | undefined;
  const line = Object.values(found ?? {}).find((value) => / mcp-headers \S+$/.test(String(value)));
  if (typeof found?.url !== 'string' || typeof line !== 'string') return text;
  const entry = own.entry(found.url, line);
  if (JSON.stringify(entry) !== JSON.stringify(found)) return text;
  const path = own.pathFor(root);
  return removeFromJson(text, path, (before) => addToJson(before, path, entry));
}

const find = (text: string, own: OwnEntry, root: string): unknown => readJsonValue(text, own.pathFor(root));
