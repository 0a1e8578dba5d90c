import type { Holder } from '../../access/access.ts';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import { isGranted } from '../../domain/scopes.ts';
import { quote } from '../../domain/words.ts';
import { readBody } from '../body.ts';
import type { Door } from '../door.ts';
import { limitCalls } from '../limit-calls.ts';
import { sendJson } from '../send-json.ts';
import { type Endpoint, type Taken, takesQuery } from './endpoint.ts';
import { type Read, readFields } from './read-fields.ts';

/** What was done: the answer, and what the audit says that it is about. */
export interface Did {
  body: object;
  subject?: string;
}

interface Asking {
  holder: Holder;
  /** A part of the path. */
  param(name: string): string;
}

type Definition = Pick<Endpoint, 'method' | 'path' | 'summary' | 'answers'> & {
  /** What the audit calls it, where it makes something. */
  makes?: string;
  /** The same where it changes something. */
  does?: string;
  fields?: Taken['fields'];
  required?: Taken['required'];
  run(door: Door, given: Read, asking: Asking): Promise<Did>;
};

/** An endpoint about the access store. Whoever asks holds admin; and what changes anything a human does: tokens are theirs to give. */
export function adminEndpoint({ makes, does = makes, run, ...said }: Definition): Endpoint {
  const { method, path, summary, answers, fields = {}, required = [] } = said;
  const taken = { fields, required };
  return {
    ...{ method, path, summary, answers, status: makes ? 201 : 200, scope: 'admin', takes: () => taken },
    async answer(door, context) {
      limitCalls(door)(context, does ? 'write' : 'read');
      const { holder, caller } = context.get('identified');
      const row = {
        ...{ token: holder.token.id, actor: caller.author.actor, address: context.get('address') },
        ...{ action: does ?? `${path.split('/')[1]}.list`, events: [] },
      };
      try {
        checkMayAdmin(holder, does !== undefined);
        if (!takesQuery(method)) checkNoQuery(context.req.query());
        const given = takesQuery(method) ? context.req.query() : await readBody(context);
        const asking = { holder, param: (name: string) => context.req.param(name) ?? '' };
        const { body, subject } = await run(door, readFields(taken, given), asking);
        await door.access.note({ ...row, subject: subject ?? null, code: null }, { isRead: !does });
        return await sendJson(context, body, makes ? 201 : 200);
      } catch (thrown) {
        const { code } = toTrackerError(thrown);
        if (code === 'permission_denied') await door.access.note({ ...row, subject: null, code });
        throw thrown;
      }
    },
  };
}

function checkMayAdmin({ token, actor }: Holder, isChange: boolean): void {
  if (!isGranted(new Set(token.scopes), 'admin'))
    throw new TrackerError(
      'permission_denied',
      'That needs the scope admin, which this caller does not have.',
      'Ask whoever gave access for admin.',
    );
  if (isChange && actor.kind !== 'human')
    throw new TrackerError(
      'permission_denied',
      'Who may come in is decided by a human whose token has the scope admin.',
    );
}

/** Whoever asks for a dry run must not be given a token. */
function checkNoQuery(query: Readonly<Record<string, string>>): void {
  const [name] = Object.keys(query);
  if (name === undefined) return;
  throw new TrackerError('invalid_input', `There is nothing here to be said by the query, such as ${quote(name)}.`);
}
