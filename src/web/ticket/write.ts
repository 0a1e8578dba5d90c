import { send } from '../api/outbox.ts';
import { Refused } from '../api/problem.ts';
import type { Answer, Method } from '../api/request.ts';
import { didIt } from '../data/undo.ts';
import { fault } from '../parts/toasts.tsx';
import type { TicketStore } from './state.ts';

interface Asked {
  method?: Exclude<Method, 'GET'>;
  /** Below the ticket's, `/comments`; or from the start, `//undo`. */
  path: string;
  body?: object;
  match?: string | undefined;
  /** What a person is told when it is done. */
  said: string;
}

/** Does something to the ticket and says so, with a way back; a refusal is said, too. Answers undefined where it was refused. */
export async function act<T>(store: TicketStore, asked: Asked): Promise<Answer<T> | undefined> {
  try {
    return await write<T>(store, asked);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fault(error);
    void store.refresh();
    return undefined;
  }
}

async function write<T>(
  { key, refresh }: TicketStore,
  { method = 'POST', path, body, match, said }: Asked,
): Promise<Answer<T>> {
  const whole = path.startsWith('//') ? path.slice(1) : `/tickets/${encodeURIComponent(key)}${path}`;
  const answer = await send<T>({
    ...{ method, path: whole, about: key, name: `${key} ${path.replace(/^\/+/, '')}`, match },
    ...(method !== 'DELETE' && { body: body ?? {} }),
  });
  didIt(key, answer.events, said);
  await refresh();
  return answer;
}

const isOfOther = (error: unknown): boolean => error instanceof Refused && error.problem.status === 412;

/** More often than this nobody else comes between reading and writing. */
const mostTries = 8;

/**
 * Does something that builds on what the page shows: only where the ticket still is what it was when `make` looked at it. Where
 * somebody was quicker, `make` looks again; undefined means that it can't be done any more, which answers 'conflict'.
 */
export async function actOnSeen(
  store: TicketStore,
  make: () => Omit<Asked, 'match'> | undefined,
): Promise<'done' | 'conflict' | 'refused'> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const asked = make();
    if (!asked) return 'conflict';
    try {
      await write(store, { ...asked, match: store.loaded.peek()?.etag });
      return 'done';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await store.refresh();
      if (isOfOther(error)) continue;
      fault(error);
      return 'refused';
    }
  }
  return 'conflict';
}
