import type { Context } from 'hono';
import type { AccessChanges, Holder } from '../../../access/access.ts';
import { TrackerError, toTrackerError } from '../../../domain/errors.ts';
import { isGranted } from '../../../domain/scopes.ts';
import { quote } from '../../../domain/words.ts';
import { readBody } from '../../body.ts';
import type { Door, Env } from '../../door.ts';
import { limitCalls } from '../../limit-calls.ts';
import { sendJson } from '../../send-json.ts';
import { type Endpoint, type Taken, takesQuery } from '../endpoint.ts';
import { type Read, readFields } from '../read-fields.ts';
import { onceFor, readKey } from './keyed-change.ts';

interface Asking {
  holder: Holder;
  /** A part of the path. */
  param(name: string): string;
  /** By which all is changed that the request changes: once for its key. */
  changes: AccessChanges;
}

type Definition<T> = Pick<Endpoint, 'method' | 'path' | 'summary' | 'answers'> & {
  /** What the audit calls it, where it makes something. */
  makes?: string;
  /** The same where it changes something. */
  does?: string;
  fields?: Taken['fields'];
  required?: Taken['required'];
  run(door: Door, given: Read, asking: Asking): Promise<T>;
  /** How it is answered. */
  shape(made: T): object;
  /** What the audit says that it is about. */
  subject?: (made: T, asking: Pick<Asking, 'param'>) => string;
};

/** An endpoint about the access store. Whoever asks holds admin; and what changes anything a human does: tokens are theirs to give. */
export function adminEndpoint<T>({ makes, does = makes, run, shape, subject, ...said }: Definition<T>): Endpoint {
  const { method, path, summary, answers, fields = {}, required = [] } = said;
  const taken = { fields, required };
  const answer = async (door: Door, context: Context<Env>): Promise<Response> => {
    const { holder, caller } = context.get('identified');
    const row = {
      ...{ token: holder.token.id, actor: caller.author.actor, address: context.get('address') },
      ...{ action: does ?? `${path.split('/')[1]}.list`, events: [] },
    };
    try {
      checkMayAdmin(holder, does !== undefined);
      if (!takesQuery(method)) checkNoQuery(context.req.query());
      const given = readFields(taken, takesQuery(method) ? context.req.query() : await readBody(context));
      const param = (name: string) => context.req.param(name) ?? '';
      const keyed = does === undefined ? undefined : readKey(context, given);
      const done = await onceFor(door.access, keyed, shape, (changes) => run(door, given, { holder, param, changes }));
      const about = done.made === undefined ? null : (subject?.(done.made, { param }) ?? null);
      await door.access.note({ ...row, subject: about, code: null }, { isRead: !does });
      return await sendJson(context, done.body, makes && done.made !== undefined ? 201 : 200);
    } catch (thrown) {
      const { code } = toTrackerError(thrown);
      if (code === 'permission_denied') await door.access.note({ ...row, subject: null, code });
      throw thrown;
    }
  };
  return {
    ...{ method, path, summary, answers, status: makes ? 201 : 200, scope: 'admin', takes: () => taken },
    answer(door, context) {
      limitCalls(door)(context, does ? 'write' : 'read');
      return answer(door, context);
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
