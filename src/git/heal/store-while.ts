import { TrackerError } from '../../domain/errors.ts';
import type { Store } from '../../home/file/committed-file.ts';

/**
 * What belongs to one branch must not be written to the next: a checkout in the middle of a look is seen here, as the last
 * thing before the file is replaced.
 */
export function storeWhile(store: Store, isStill: () => boolean): Store {
  return {
    ...store,
    write: (work) =>
      store.write((db) => {
        if (!isStill()) throw new TrackerError('busy', 'git is at work.', 'Try the same call again.');
        return work(db);
      }),
  };
}
