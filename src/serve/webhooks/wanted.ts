import { TrackerError } from '../../domain/errors.ts';
import { orList, quote } from '../../domain/words.ts';
import { eventKinds } from './message.ts';
import { checkNotPrivate } from './public-address.ts';

/** What can be seen to be wrong before anything is sent. Throws `invalid_input`, and `permission_denied` for a private address. */
export function checkWanted({
  url,
  events,
  isPrivate,
}: {
  url: string;
  events: readonly string[];
  isPrivate: boolean;
}) {
  const unknown = events.find((kind) => !eventKinds.includes(kind));
  if (unknown !== undefined)
    throw new TrackerError(
      'invalid_input',
      `There is no kind of event ${quote(unknown)}.`,
      `Kinds are ${orList(eventKinds)}.`,
    );
  if (!isPrivate && URL.canParse(url)) checkNotPrivate(url);
}
