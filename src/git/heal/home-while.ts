import { TrackerError } from '../../domain/errors.ts';
import type { FileHome } from '../../home/file-home.ts';

/**
 * What belongs to one branch must not be written to the next: a checkout in the middle of a look is seen here, as the last
 * thing before the file is replaced.
 */
export const homeWhile = (home: FileHome, isStill: () => boolean): FileHome => ({
  ...home,
  write: (work, options) =>
    home.write((draft) => {
      if (!isStill()) throw new TrackerError('busy', 'git is at work.', 'Try the same call again.');
      return work(draft);
    }, options),
});
