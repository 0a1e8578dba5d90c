import { TrackerError } from '../domain/errors.ts';

/** Where the process is. Throws `not_found` where that folder is gone. */
export function workingDirectory(hint: string): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new TrackerError('not_found', 'The folder that this was started in is gone.', hint, { cause });
  }
}
