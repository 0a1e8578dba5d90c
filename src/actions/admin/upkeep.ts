import { TrackerError } from '../../domain/errors.ts';
import { call, hint } from '../../domain/hint.ts';
import type { LostWrite, Upkeep } from '../../store/upkeep.ts';

/** Throws `invalid_input` where the tracker is in no file that git carries. */
export function getUpkeep(upkeep: Upkeep | undefined): Upkeep {
  if (upkeep) return upkeep;
  throw new TrackerError(
    'invalid_input',
    'This tracker is in no file that git carries: there are no other versions of it.',
    [],
  );
}

/** Those that are named by their last characters, as everywhere; all, where none is. Throws `not_found` and `invalid_input`. */
export function chooseLost(listed: readonly LostWrite[], names: readonly string[] | undefined): LostWrite[] {
  if (names === undefined) return [...listed];
  return names.map((name) => {
    const [only, ...others] = listed.filter(({ event }) => event.id.toLowerCase().endsWith(name.toLowerCase()));
    if (only && others.length === 0) return only;
    throw !only
      ? new TrackerError(
          'not_found',
          `There is no event ${name} to recover.`,
          hint`${call('admin', { action: 'lost' })} lists what there is.`,
        )
      : new TrackerError('invalid_input', `${name} names ${others.length + 1} events.`, 'Give more of its characters.');
  });
}
