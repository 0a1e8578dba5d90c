import { basename, dirname, join } from 'node:path';
import { readPlainFile } from '../store/regular.ts';
import type { Location } from './file/location.ts';

/** Bytes: a thousand times what git writes. */
const maxBytes = 2 ** 20;

/**
 * What the repository is called: by its remote `origin`, else by the folder of its main work tree, which a linked one's is
 * not. A tracker in a folder of a repository is called as that folder.
 */
export function nameRepository(location: Location): string {
  const { root, commonDir, part } = location;
  if (commonDir === undefined || part !== undefined) return basename(root);
  return nameOfRemote(commonDir) ?? (basename(commonDir) === '.git' ? basename(dirname(commonDir)) : basename(root));
}

/** `payments` of `git@example.org:team/payments.git`; undefined where there is no such remote, or its address has no name. */
function nameOfRemote(commonDir: string): string | undefined {
  const text = readConfig(join(commonDir, 'config'));
  const [, section = ''] = /^\s*\[remote "origin"\][^\n]*\n((?:(?!\s*\[)[^\n]*(?:\n|$))*)/m.exec(text) ?? [];
  const [, url = ''] = /^\s*url\s*=\s*"?([^"\n]*?)"?\s*$/im.exec(section) ?? [];
  const [, name] = /([^/\\:]+?)(?:\.git)?[/\\]*$/.exec(url) ?? [];
  return name === undefined || /^\.*$/.test(name) ? undefined : name;
}

function readConfig(path: string): string {
  try {
    return String(readPlainFile(path, path, maxBytes) ?? '');
  } catch {
    // A name is made of the folder's then.
    return '';
  }
}
