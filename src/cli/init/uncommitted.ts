import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../git/ask/git.ts';
import type { Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { clients } from '../clients/clients.ts';
import { isGuided } from '../clients/guide.ts';
import { maxFileBytes } from './change.ts';

/** What is ours in every repository. */
const always = ['.tracker', '.gitattributes'];

/** Paths from the root of all that `init` writes or keeps, and that git does not have as it is now; none without git. */
export async function listUncommitted({ root, gitDir }: Location): Promise<string[]> {
  if (!gitDir) return [];
  const ours = [...always, ...listClientFiles(root)].filter((path) => existsSync(join(root, path)));
  const args = ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--', ...ours];
  const { code, stdout } = await git(root, args);
  const { stdout: prefix } = await git(root, ['rev-parse', '--show-prefix']);
  if (code !== 0) return [];
  return stdout
    .split('\0')
    .filter(Boolean)
    .map((line) => line.slice(3))
    .map((path) => (path.startsWith(prefix.trim()) ? path.slice(prefix.trim().length) : path));
}

/** Files of clients that say something of us. */
const listClientFiles = (root: string): string[] => [
  ...new Set(
    clients.flatMap(({ files, hookFile, guide }) => [
      ...[...files, ...(hookFile ? [hookFile] : [])].filter((path) => readText(root, path).includes('tracker')),
      ...(isGuided(readText(root, guide)) ? [guide] : []),
    ]),
  ),
];

function readText(root: string, path: string): string {
  try {
    return String(readPlainFile(join(root, path), path, maxFileBytes) ?? '');
  } catch {
    // What cannot be read we have not written.
    return '';
  }
}
