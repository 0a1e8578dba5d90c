import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import { readPlainFile } from '../../store/regular.ts';
import type { Screen } from '../terminal/screen.ts';
import { pad, widthOf } from '../terminal/width.ts';

/** One thing that `init` or `doctor --fix` would write; nothing is written before `apply`. */
export interface Change {
  what: string;
  state: 'create' | 'change' | 'keep' | 'remove';
  note?: string;
  /** Path from the root of a file that belongs into git. */
  file?: string | undefined;
  apply(): Promise<void>;
}

/** One after the other, in the order given. */
export async function applyAll(changes: readonly Change[]): Promise<void> {
  for (const { apply } of changes) await apply();
}

const words = { create: 'create', change: 'change', keep: 'unchanged', remove: 'remove' } as const;
const styles = { create: 'green', change: 'yellow', keep: 'dim', remove: 'red' } as const;

export function renderChanges(changes: readonly Change[], screen: Screen): string {
  const width = changes.reduce((most, { what, note }) => Math.max(most, note ? widthOf(what) : 0), 0);
  return changes
    .map(({ what, state, note }) => {
      const word = screen.paint(styles[state], pad(words[state], 9));
      return `${word}  ${note ? `${pad(what, width)}  ${screen.paint('dim', note)}` : what}`;
    })
    .join('\n');
}

export interface FileEdit {
  root: string;
  /** From the root. */
  path: string;
  /** `latin1` keeps the bytes of a file whose encoding does not matter; `utf8` refuses one that is not. */
  encoding: 'latin1' | 'utf8';
  /** Undefined: there is to be no such file. */
  edit(text: string | undefined): string | undefined;
  /** Permissions of a program. */
  mode?: number;
}

/** A hundred times what people write into such files. */
export const maxFileBytes = 4 * 2 ** 20;

/** What an edit of a file would do. Throws `invalid_input`, the file named, where the edit refuses it. */
export async function planFile({ root, path, encoding, edit, mode }: FileEdit): Promise<Change> {
  const file = join(root, path);
  const target = await resolveInside(root, path);
  // A link that leads nowhere is no file: what is written takes its place.
  const bytes = (await stat(target).catch(absent)) && readPlainFile(target, path, maxFileBytes);
  try {
    const before = bytes && decode(bytes, encoding);
    const after = edit(before);
    if (after === undefined) return planNoFile({ path, root, target, isThere: before !== undefined });
    const same = before === after && (mode === undefined || (await isExecutable(target)));
    const state = before === undefined ? 'create' : same ? 'keep' : 'change';
    return { what: path, file: path, state, apply: () => replaceFile(target, Buffer.from(after, encoding), mode) };
  } catch (error) {
    const { code, message, hint } = toTrackerError(error);
    const next = 'Mend or move the file, then run the command again. Nothing was written.';
    throw new TrackerError(
      code,
      `${relative(root, file)} was left as it is: ${message}.`,
      hint.length > 0 ? hint : next,
    );
  }
}

function planNoFile(place: { path: string; root: string; target: string; isThere: boolean }): Change {
  const { path, root, target, isThere } = place;
  return { what: path, file: path, state: isThere ? 'remove' : 'keep', apply: () => removeFile(target, root) };
}

/** Removes a file, and its folder where nothing else is in it. */
async function removeFile(target: string, root: string): Promise<void> {
  await rm(target, { force: true });
  if (dirname(target) !== root) await rmdir(dirname(target)).catch(() => {});
}

/** Replaces a file in one step, or makes it and its directories; the permissions stay as they were. */
export async function replaceFile(target: string, bytes: Buffer, mode?: number): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const was = await stat(target).catch(absent);
  const temporary = join(dirname(target), `.tracker-init-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, bytes, { mode: mode ?? (was ? was.mode & 0o777 : 0o666) });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Windows has no such permission: its answer is yes. */
async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Where a path really ends; a link that a repository brought along must not lead our pen out of it. */
async function resolveInside(root: string, path: string): Promise<string> {
  const target = await realpath(join(root, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTDIR') return absent(error);
    throw new TrackerError(
      'invalid_input',
      `${dirname(path)} is a file, and ${path} belongs into a folder.`,
      'Move it away first.',
    );
  });
  const directory = await realpath(dirname(join(root, path))).catch(absent);
  const end = target ?? (directory && join(directory, path.split('/').at(-1) ?? ''));
  const way = end && relative(await realpath(root), end);
  if (way !== undefined && (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))) {
    throw new TrackerError(
      'invalid_input',
      `${path} is a link that leads out of the repository to ${end}.`,
      'Remove it first.',
    );
  }
  return end ?? join(root, path);
}

function decode(bytes: Buffer, encoding: 'latin1' | 'utf8'): string {
  if (encoding === 'latin1') return bytes.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TrackerError('invalid_input', 'it is not UTF-8 text');
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
