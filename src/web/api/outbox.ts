import { computed, signal } from '@preact/signals';
import { texts } from '../texts/texts.ts';
import { Refused, Unreachable } from './problem.ts';
import { type Answer, type Asked, type Method, request } from './request.ts';
import { who } from './session.ts';

/** A write that has not been answered yet. */
export interface Pending {
  /** Idempotency-Key. */
  key: string;
  /** What a person is told that it is, `PAY-482913 move`. */
  name: string;
  /** How often nobody answered. */
  tries: number;
}

export const pending = signal<readonly Pending[]>([]);
/** Whether something waits because the server does not answer. */
export const isHeldUp = computed(() => pending.value.some(({ tries }) => tries > 0));

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** The last write of each ticket: those of one are sent one after the other, as they build on each other. */
const last = new Map<string, Promise<unknown>>();

/** A number is said of `about`, the ticket: its writes go in the order in which they were made. */
export interface Write extends Omit<Asked, 'key' | 'signal'> {
  method: Exclude<Method, 'GET'>;
  path: string;
  about: string;
  name: string;
}

/**
 * Sends a write until it is answered, for as long as the page lives: each try has the same key, so that it is done once. Throws
 * Refused where the server refuses it.
 */
export function send<T>(write: Write): Promise<Answer<T>> {
  const before = last.get(write.about) ?? Promise.resolve();
  const work = before.catch(() => undefined).then(() => attempt<T>(write));
  last.set(write.about, work);
  const isLast = () => last.get(write.about) === work && last.delete(write.about);
  work.then(isLast, isLast);
  return work;
}

async function attempt<T>({ method, path, query, body, match, name }: Write): Promise<Answer<T>> {
  const key = crypto.randomUUID();
  const author = who.peek()?.actor;
  note({ key, name, tries: 0 });
  try {
    for (let tries = 1; ; tries += 1) {
      if (tries > 1) await somebody();
      checkAuthor(author, name);
      try {
        return await request<T>(method, path, { key, body, match, ...(query && { query }) });
      } catch (error) {
        if (!(error instanceof Unreachable) && !isSignedOut(error)) throw error;
        note({ key, name, tries });
        const asked = error instanceof Unreachable ? error.waitMs : 0;
        await wait(Math.max(asked, Math.min(firstWaitMs * 2 ** (tries - 1), longestWaitMs)));
      }
    }
  } finally {
    pending.value = pending.value.filter((one) => one.key !== key);
  }
}

const isSignedOut = (error: unknown): boolean => error instanceof Refused && error.problem.status === 401;

/** Whoever is signed in, or will be. */
const somebody = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = who.subscribe((now) => {
      if (!now) return;
      resolve();
      // It may be called before there is anything to stop.
      queueMicrotask(() => stop());
    });
  });

/** What somebody did before they signed out is not sent in the name of who came after them. Throws Refused. */
function checkAuthor(author: string | undefined, name: string): void {
  const now = who.peek();
  if (!now || now.actor === author) return;
  const detail = texts.common.notSent(name, author ?? '');
  throw new Refused({ type: 'about:blank', title: 'unauthorized', status: 401, detail });
}

function note(now: Pending): void {
  pending.value = [...pending.value.filter(({ key }) => key !== now.key), now];
}

/** Until then, or until the browser hears that it is online again. */
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });

addEventListener('beforeunload', (event) => {
  if (pending.value.length > 0) event.preventDefault();
});
