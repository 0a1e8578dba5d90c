import type { Holder } from '../access/access.ts';
import { eventActorOf } from '../access/actors.ts';
import { TrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import { oneLine } from '../domain/shown.ts';

/** What a request says of itself besides its token. */
interface Given {
  /** A session of the token's. */
  session?: string | undefined;
  /** The program that asks, as it calls itself. */
  client?: string | undefined;
}

const longestClient = 64;

/**
 * Who writes by this token: never another than its own actor. A session is TOKEN/GIVEN, which no other door can have; where
 * none is given, all who share the token share it.
 */
export function authorOf({ token, actor }: Holder, { session, client }: Given): Author {
  const name = oneLine(client ?? '')
    .trim()
    .slice(0, longestClient)
    .toWellFormed();
  return {
    actor: eventActorOf(actor),
    actorKind: actor.kind,
    session: session === undefined ? token.id : `${token.id}/${session}`,
    client: name || 'http',
  };
}

/** Who reads for the server itself: nobody has asked. */
export const nobody: Author = { actor: 'tracker', actorKind: 'service', session: 'serve', client: 'serve' };

/** A session's name as a request gives it. Throws `invalid_input` for what is none. */
export function readGiven(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined;
  if (/^[\w.-]{1,64}$/.test(given)) return given;
  throw new TrackerError(
    'invalid_input',
    'X-Tracker-Session is 1 to 64 letters, digits, dots, dashes and underscores.',
    'Send another one, or none.',
  );
}
