import { TrackerError } from '../../domain/errors.ts';
import { checkFile } from './check.ts';
import { isFromBelow } from './translate.ts';

/**
 * An error that nobody has foreseen, met while a call was answered from the file at `path`, is the file's where that is not
 * whole: its tables hold what no program of ours writes, and the answer has stumbled over it. Answers `database` then, and
 * any other error as it is. Takes as long as a check of the file, so it is for what would be called a defect.
 */
export function blameFile(path: string, error: unknown): unknown {
  return isUnforeseen(error) ? (findBlame(path, error) ?? error) : error;
}

const isUnforeseen = (error: unknown): boolean =>
  error instanceof TrackerError ? error.code === 'internal' : !isFromBelow(error);

function findBlame(path: string, cause: unknown): TrackerError | undefined {
  try {
    const { damage, differences } = checkFile(path);
    if (damage.length + differences.length === 0) return undefined;
    const what = damage[0] ?? `${differences.map(({ table }) => table).join(', ')} are not what the events say`;
    return new TrackerError(
      'database',
      `.tracker/data.db cannot be read as it is: ${what}.`,
      'Another program has written to it. `tracker doctor --fix` makes its tables anew from the events.',
      { cause },
    );
  } catch (error) {
    return error instanceof TrackerError ? error : undefined;
  }
}
