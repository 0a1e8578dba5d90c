import { TrackerError } from '../../domain/errors.ts';

/** Of every error that says that the file is spoilt: what leads back. */
export const damagedHint =
  'It was left as it is. `tracker doctor --fix` puts back the last whole version that git has, and the writes since.';

export const isDamage = (error: unknown): boolean => error instanceof TrackerError && error.hint.includes(damagedHint);
