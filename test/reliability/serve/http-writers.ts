import { setTimeout as delay } from 'node:timers/promises';
import { type Answered, ask } from '../../serve/served.ts';
import { until } from '../../support/until.ts';
import type { ServedProgram } from './served-program.ts';

/** A write whose answer arrived. */
export interface AcknowledgedWrite {
  kind: 'create' | 'comment';
  /** The title or the comment: nobody else writes it. */
  mark: string;
  /** The id of the new ticket, or of the comment's event the last six characters, as answers have them. */
  id: string;
  /** How often it was sent. */
  sent: number;
}

/** Whether the same request is to be sent again, as docs/http.md says: it is still being done, or cannot be done now. */
const isForLater = ({ status, headers }: Answered): boolean => status >= 400 && headers.has('retry-after');
/** What a comment is refused with whose ticket is on the branch that git has left. */
const elsewhere = 404;

/**
 * Callers over HTTP that go on until they are told to stop, each one write after another: a ticket, then a comment on it. What
 * has no answer is sent again, with its key, until it has one.
 */
export function startHttpWriters({ url, token }: ServedProgram, count: number) {
  const acknowledged: AcknowledgedWrite[] = [];
  const faults: string[] = [];
  let stopped = false;

  /** The answer, and how often it was asked for. */
  const send = async (path: string, key: string, body: object): Promise<{ answer: Answered; sent: number }> => {
    for (let sent = 1; ; sent++) {
      try {
        const headers = { 'Idempotency-Key': key };
        const answer = await ask(url, `POST /api/v1${path}`, { token, body, headers });
        if (!isForLater(answer)) return { answer, sent };
      } catch {
        // It was killed: nobody knows whether the write was done.
      }
      await delay(5);
    }
  };
  const write = async (kind: AcknowledgedWrite['kind'], path: string, mark: string): Promise<string | undefined> => {
    const { answer, sent } = await send(path, mark, kind === 'create' ? { title: mark } : { message: mark });
    const { status, body } = answer;
    if (status !== 200 && status !== 201) {
      if (kind !== 'comment' || status !== elsewhere) faults.push(`${mark}: ${status} ${JSON.stringify(body)}`);
      return undefined;
    }
    acknowledged.push({ kind, mark, sent, id: String(kind === 'create' ? body.id : body.event) });
    return String(body.key);
  };
  const loops = Array.from({ length: count }, async (_, number) => {
    for (let step = 0; !stopped; step++) {
      const mark = `http-${number}.${step}.`;
      const key = await write('create', '/tickets', `made-${mark}`);
      if (key !== undefined && !stopped) await write('comment', `/tickets/${key}/comments`, `said-${mark}`);
    }
  });
  return {
    acknowledged,
    faults,
    /** Until so many more have been answered. */
    async goOn(more: number) {
      const before = acknowledged.length;
      await until('the writers are answered', () => acknowledged.length >= before + more || faults.length > 0);
    },
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}
