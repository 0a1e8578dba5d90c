import { TrackerError } from '../../domain/errors.ts';
import { findStamp } from '../../store/stamp.ts';
import type { Carrier, Lost } from './carrier.ts';

/** git takes a file away for a moment when it replaces it. */
const replacingMs = 2_000;
/** A checkout moves HEAD right after its index. */
const movingMs = 300;

/**
 * Whether a database may be made at `path`, where none is: not where git has one, in its index or in HEAD's history, and
 * not where git cannot be asked. Throws `database` then, with the way back. False: one has come meanwhile.
 */
export async function checkMayCreate(path: string, repository: Carrier): Promise<boolean> {
  const start = performance.now();
  const isOver = (ms: number) => performance.now() - start > ms;
  while (findStamp(path) === undefined) {
    const { isListed, lost } = await find(repository);
    if (!isListed && !lost) return true;
    if (isListed && isOver(replacingMs))
      throw new TrackerError(
        'database',
        '.tracker/data.db is in git, but not in the work tree.',
        'Bring it back with `git restore .tracker/data.db` (in a sparse checkout: `git sparse-checkout add .tracker`).',
      );
    if (!isListed && lost && isOver(movingMs)) throw describeLost(lost);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

async function find(repository: Carrier): Promise<{ isListed: boolean; lost: Lost | undefined }> {
  try {
    const isListed = (await repository.listEntries()).length > 0;
    return { isListed, lost: isListed ? undefined : await repository.findLost() };
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    throw new TrackerError(
      error.code,
      `There is no .tracker/data.db here, and whether git has it is not known: ${error.message}`,
      [...error.hint, ' Nothing was made.'],
      { cause: error },
    );
  }
}

/** As an error. */
export function describeLost({ source, removedBy, stash }: Lost): TrackerError {
  if (stash !== undefined)
    return new TrackerError(
      'database',
      `.tracker/data.db is in a stash (${source}), but not here: no commit has it yet.`,
      `Bring it back with \`git stash pop${stash > 0 ? ` ${source}` : ''}\`, and commit it. ${anew}`,
    );
  const removed =
    removedBy &&
    `gone: commit ${removedBy.commit} (${removedBy.day}, ${removedBy.by}: ${removedBy.subject}) took it out of git.`;
  const where =
    source === 'HEAD'
      ? "in HEAD, but neither in the work tree nor in git's index."
      : "in HEAD's history, but not here.";
  return new TrackerError(
    'database',
    `.tracker/data.db is ${removed ?? where}`,
    `Bring it back with \`git checkout ${source} -- .tracker/data.db\`, and take .tracker out of any ignore rules. ${anew}`,
  );
}

const anew = '`tracker init --anew` starts a new, empty tracker on purpose.';
