import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { git } from '../../git/ask/git.ts';
import type { Location } from '../../home/file/location.ts';
import { type Change, planFile } from './change.ts';

/**
 * A hook of the clone that has every commit carry the tickets. It leaves alone a commit of named paths only, whose index is
 * another one, and a file that a merge has left unmerged; and it never stops a commit.
 */
const hookOf = (path: string): string => `#!/bin/sh
# tracker: adds the tickets to each commit; tracker init --remove takes this file back.
file=${path}
if [ -f "$file" ] && [ -z "$(git ls-files --unmerged -- "$file")" ]; then
  case "\${GIT_INDEX_FILE:-index}" in
    */index|index) git add -- "$file" || : ;;
  esac
fi
exit 0
`;

const databaseIn = ({ part }: Location): string =>
  part === undefined ? '.tracker/data.db' : `'${join(part, '.tracker/data.db').replaceAll("'", "'\\''")}'`;

const place = { path: 'hooks/pre-commit', encoding: 'utf8', mode: 0o755 } as const;
const shown = '.git/hooks/pre-commit';

/** Throws `invalid_input` where the repository has a hook of its own, or its hooks in another place, with the line for it. */
export async function planCommitHook(location: Location): Promise<Change> {
  const { root, commonDir } = location;
  if (!commonDir) throw new TrackerError('invalid_input', 'This is no git repository, and has no commits.');
  const line = `git add ${databaseIn(location)}`;
  const { code, stdout } = await git(root, ['config', '--get', 'core.hooksPath']);
  if (code === 0)
    throw new TrackerError(
      'invalid_input',
      `git's hooks are in ${stdout.trim()} here, which somebody else looks after.`,
      `Add this line to the pre-commit hook there: ${line}`,
    );
  const wanted = hookOf(databaseIn(location));
  const edit = (text: string | undefined): string => {
    if (text === undefined || text === wanted) return wanted;
    throw new TrackerError('invalid_input', 'it is a hook of your own', `Add this line to it: ${line}`);
  };
  return {
    ...(await planFile({ root: commonDir, ...place, edit })),
    what: shown,
    file: undefined,
    note: 'each commit carries the tickets',
  };
}

/** Takes the hook back, unless somebody has changed it. */
export async function planCommitHookRemoval(location: Location): Promise<Change[]> {
  const { commonDir } = location;
  if (!commonDir || !existsSync(join(commonDir, place.path))) return [];
  const ours = hookOf(databaseIn(location));
  const edit = (text: string | undefined) => (text === ours ? undefined : text);
  const change = await planFile({ root: commonDir, ...place, edit });
  return change.state === 'remove' ? [{ ...change, what: shown, file: undefined }] : [];
}
