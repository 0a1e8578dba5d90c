import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { readEvents } from '../../serve/events/listening.ts';
import { ask } from '../../serve/served.ts';
import type { ServedProgram } from './served-program.ts';

export interface SeenEvent {
  id: string;
  kind: string;
  ticket: string | null;
}

export interface Follower {
  /** By id, each once. */
  seen: ReadonlyMap<string, SeenEvent>;
  /** How often it was told to fetch anew, how often it came back, and how often it was told what it knew. */
  counts: { resets: number; connections: number; repeated: number };
}

/** All that there is: a position before the first event. */
const beginning = '.0.';

/**
 * Listens as a client that lives by the documentation: knows an event by its id, comes back with the last position that it has
 * heard of, and fetches everything anew when it is told that this is another history.
 */
export function follow({ url, token }: ServedProgram): Follower {
  const seen = new Map<string, SeenEvent>();
  const counts = { resets: 0, connections: 0, repeated: 0 };
  let position: string | undefined;
  let stopped = false;
  let open: { destroy(): void } | undefined;
  onTestFinished(() => {
    stopped = true;
    open?.destroy();
  });
  const take = (events: readonly SeenEvent[], isNews: boolean) => {
    for (const event of events) {
      if (isNews && seen.has(event.id)) counts.repeated++;
      seen.set(event.id, event);
    }
  };
  const fetchAnew = async () => {
    for (let after = beginning, left = 1; left > 0; ) {
      const { status, body } = await ask(url, `GET /api/v1/events?limit=5000&after=${after}`, { token });
      if (status !== 200) throw new Error(`It cannot be read now: ${status}.`);
      take(body.events, false);
      ({ position: after, left } = body);
      // What comes between is told after this position.
      position = after;
    }
  };
  const listenOnce = async () => {
    counts.connections++;
    const headers = {
      ...{ Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
      ...(position !== undefined && { 'Last-Event-ID': position }),
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      open = request(new URL('/api/v1/events', url), { headers, agent: false }, resolve).on('error', reject).end();
    });
    if (answer.statusCode !== 200) throw new Error(`It does not answer now: ${answer.statusCode}.`);
    for await (const { event, id, data } of readEvents(answer)) {
      if (event === 'change') take(data.events, true);
      if (id !== undefined) position = id;
      if (event !== 'reset') continue;
      counts.resets++;
      await fetchAnew();
    }
  };
  const goOn = async () => {
    // What is missed while nobody can be asked is found by the position that was heard last.
    for (; !stopped; await delay(5)) await listenOnce().catch(() => undefined);
  };
  void goOn();
  return { seen, counts };
}
