import { isWhole } from '../../home/file/check.ts';
import type { FileHome } from '../../home/file-home.ts';
import { git } from '../ask/git.ts';
import { findBlobs } from '../ask/past.ts';

export interface WholeVersion {
  bytes: Buffer;
  /** Where git has it: "the index", or the short name of a commit. */
  source: string;
}

/** Each is read as a whole: a file that has been spoilt that long ago is looked for by hand. */
const maxCommits = 100;

/** The newest version that git has, in its index or in HEAD's history, and in which all is as it should be. */
export async function findWholeVersion({
  root,
  repository,
}: Pick<FileHome, 'root' | 'repository'>): Promise<WholeVersion | undefined> {
  const staged = (await repository.listEntries()).flatMap(({ blob, stage }) =>
    stage === 0 ? [{ blob, source: 'the index' }] : [],
  );
  const { stdout } = await git(root, ['rev-list', `--max-count=${maxCommits}`, 'HEAD', '--', '.tracker/data.db']);
  const commits = stdout.split('\n').filter(Boolean);
  const committed = (await findBlobs(root, commits)).map((blob, at) => ({
    blob,
    source: commits[at]?.slice(0, 7) ?? '',
  }));
  const looked = new Set<string | undefined>([undefined]);
  for (const { blob, source } of [...staged, ...committed]) {
    if (blob === undefined || looked.has(blob)) continue;
    looked.add(blob);
    const bytes = await repository.readBlob(blob);
    if (bytes && isWhole(bytes)) return { bytes, source };
  }
  return undefined;
}
