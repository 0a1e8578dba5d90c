import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { connect } from '../../store/schema/connect.ts';
import { findMeta } from '../../store/schema/meta.ts';
import { currentVersion, foldVersion } from '../../store/schema/migrate.ts';
import { openTracker } from '../../store/schema/open.ts';
import type { FileHome } from '../file-home.ts';
import type { Header } from './header.ts';
import { type Location, makeSidePaths } from './location.ts';
import { translated } from './translate.ts';
import { completeHeader, isCurrent } from './versions.ts';

export interface Upgrade {
  /** The format that the file had, as PRAGMA user_version, and the one that it has now. */
  from: number;
  to: number;
  /** False: there was nothing to do. */
  changed: boolean;
  /** Where the file is kept as it was. */
  backup?: string | undefined;
}

/**
 * Brings the file to this program's format and fold, as any write would. Throws `not_found` where there is no file, and
 * `database` for one of a newer major version.
 */
export async function upgradeFile({ path, location, write }: FileHome): Promise<Upgrade> {
  const header = await translated('read', () => completeHeader(path));
  if (!header) throw new TrackerError('not_found', 'There is no .tracker/data.db yet.', '`tracker init` makes it.');
  const from = header.userVersion;
  if (!(await translated('read', async () => isBehind(path, header)))) return { from, to: from, changed: false };
  const before = listBackups(location);
  await write(async (draft) => draft.refold());
  const backup = listBackups(location).find((one) => !before.includes(one));
  return { from, to: Math.max(from, currentVersion()), changed: true, backup };
}

function isBehind(path: string, header: Header): boolean {
  if (!isCurrent(header)) return true;
  const sqlite = openTracker(path, { readonly: true });
  try {
    return Number(findMeta(connect(sqlite), 'fold') ?? 0) < foldVersion;
  } finally {
    sqlite.close();
  }
}

function listBackups(location: Location): string[] {
  const folder = join(makeSidePaths(location).own, 'backup');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.db'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
