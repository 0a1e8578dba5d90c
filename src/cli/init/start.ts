import { existsSync } from 'node:fs';
import { TrackerError } from '../../domain/errors.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { checkMayCreate } from '../../home/file/creation.ts';
import { databasePath, type Location } from '../../home/file/location.ts';
import { checkPlace, withoutPast } from '../place.ts';

/**
 * Whether a tracker can be set up here, before anything is planned: git has to answer, and a database that it has, or had,
 * is not passed over unasked. Throws `database`, and `conflict` where one is there and a new one is asked for.
 */
export async function checkCanStart(location: Location, { anew = false }: { anew?: boolean }): Promise<void> {
  checkPlace(location, { isAsked: true });
  const path = databasePath(location);
  const repository = repositoryOf(location.root);
  if (anew && existsSync(path))
    throw new TrackerError(
      'conflict',
      'There is a .tracker/data.db here, and --anew is for where it is gone.',
      'Use it as it is, or remove it with `git rm .tracker/data.db` first.',
    );
  // Asks git, which is to be configured, in any case.
  await repository.listEntries();
  await checkMayCreate(path, anew ? withoutPast(repository) : repository);
}
