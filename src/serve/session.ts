import { TrackerError } from '../domain/errors.ts';
import type { Identified } from './door.ts';

/**
 * Who has not said which session it is shares one with all that have the token, and must not undo what those did. Throws
 * `invalid_input`.
 */
export function checkSession(
  { tool, args }: { tool: string; args: Readonly<Record<string, unknown>> },
  { holder, caller }: Pick<Identified, 'holder' | 'caller'>,
): void {
  const asks = tool === 'ticket' && args.session !== undefined && !/^(?:false|0|)$/i.test(String(args.session));
  if (!asks || caller.author.session !== holder.token.id) return;
  throw new TrackerError(
    'invalid_input',
    'Which session is meant has not been said, and all who share this token share one without a name.',
    'Send the header X-Tracker-Session with each call of a session, or undo by event or id.',
  );
}
