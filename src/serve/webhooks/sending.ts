import { randomUUID } from 'node:crypto';
import type { AccessStore, Webhook, WebhookProgress } from '../../access/access.ts';
import { oneAtATime } from '../../domain/one-at-a-time.ts';
import type { Door } from '../door.ts';
import { deliver } from './deliver.ts';
import { messageOf } from './message.ts';
import { type Pending, positionAfter, startPending, updatePending, type Waiting } from './pending.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long is waited after each try that failed; after the last one the event is given up. */
const usualPauses = [5 * second, 5 * minute, hour, 12 * hour];
/** How long a server has the turn without being heard of, and how often it says that it is there. */
const turnMs = minute;
const renewMs = 20 * second;
/** How often it is seen whether there are webhooks, and whether one is due again. */
const lookMs = second;
/** How long a server that stops waits for the answer to what it has sent, so that the next one does not send it again. */
const graceMs = 2 * second;

type Given = Pick<Door, 'workspace' | 'access' | 'publicUrl' | 'api' | 'version' | 'now' | 'log'>;

interface Sending extends Given {
  holder: string;
  pauses: readonly number[];
  pending: Pending | undefined;
  /** Until when it is this server's turn. */
  turnUntil: number;
  /** What is being sent, by the webhooks' ids. */
  busy: Map<string, Promise<void>>;
  isStopping: boolean;
  /** Gives up what is being sent. */
  cut: AbortController;
  /** While there are webhooks. */
  stopWatching: (() => void) | undefined;
}

/**
 * Tells webhooks of each event, the oldest first, at least once: how far each was told is kept once it has answered. Of
 * several servers of one tracker one sends. Answers how to stop, which waits for what is being sent.
 */
export function sendWebhooks(given: Given, { pauses = usualPauses } = {}): () => Promise<void> {
  const sending: Sending = {
    ...{ ...given, pauses, holder: randomUUID(), pending: undefined, turnUntil: 0, busy: new Map() },
    ...{ isStopping: false, cut: new AbortController(), stopWatching: undefined },
  };
  let looking: Promise<void> = Promise.resolve();
  const look = oneAtATime(() => {
    looking = lookOnce(sending, look).catch((error: unknown) => given.log(`webhooks: ${String(error)}`));
    return looking;
  });
  const timer = setInterval(look, lookMs).unref();
  look();
  return async () => {
    sending.isStopping = true;
    const grace = setTimeout(() => sending.cut.abort(), graceMs);
    clearInterval(timer);
    await looking;
    sending.stopWatching?.();
    await Promise.all(sending.busy.values());
    clearTimeout(grace);
    if (sending.turnUntil > 0) await given.access.leaveTurn('webhooks', sending.holder);
  };
}

async function lookOnce(sending: Sending, look: () => void): Promise<void> {
  const { access, workspace, log } = sending;
  if (sending.isStopping) return;
  const hooks = await access.webhooks.list();
  if (hooks.length > 0) sending.stopWatching ??= workspace.home.watch(look);
  else {
    sending.stopWatching?.();
    sending.stopWatching = undefined;
  }
  if (hooks.length === 0 || !(await hasTurn(sending))) {
    // Who comes to the turn again begins with what was kept.
    sending.pending = undefined;
    return;
  }
  const moved = await workspace.home.read(async (state) => {
    sending.pending ??= startPending(state);
    return updatePending(sending.pending, state, hooks);
  });
  for (const [id, position] of moved) {
    log(`webhooks: ${id} goes on in another history of the tracker`);
    await noteProgress(access, id, { position });
  }
  for (const { id } of hooks) if (!sending.busy.has(id)) begin(sending, id);
}

async function hasTurn(sending: Sending): Promise<boolean> {
  const { access, holder, now } = sending;
  const at = now();
  if (sending.turnUntil - turnMs + renewMs > at && sending.turnUntil - turnMs <= at) return true;
  sending.turnUntil = (await access.takeTurn('webhooks', holder, turnMs)) ? at + turnMs : 0;
  return sending.turnUntil > 0;
}

function begin(sending: Sending, id: string): void {
  const work = drain(sending, id)
    .catch((error: unknown) => sending.log(`webhooks: ${id}: ${String(error)}`))
    .finally(() => sending.busy.delete(id));
  sending.busy.set(id, work);
}

/** Sends to one webhook what it waits for, for as long as all is well. */
async function drain(sending: Sending, id: string): Promise<void> {
  for (;;) {
    const { pending, now } = sending;
    const [next] = pending?.waiting.get(id) ?? [];
    if (sending.isStopping || !pending || !next || sending.turnUntil <= now()) return;
    const hook = (await sending.access.webhooks.list()).find((one) => one.id === id);
    if (!hook || hook.disabledAt !== null || hook.nextAt > now()) return;
    if (!(await sendNext(sending, hook, next))) return;
  }
}

/** False: it has to be tried again, or nothing more is wanted. */
async function sendNext(sending: Sending, hook: Webhook, next: Waiting): Promise<boolean> {
  const { access, workspace, now, pauses, log } = sending;
  const message = await workspace.home.read(async (state) =>
    messageOf(state, next.id, sending.publicUrl + sending.api),
  );
  const secret = await access.webhooks.secretOf(hook.id);
  const { signal } = sending.cut;
  const delivered = message ? await deliver(hook, message, { ...sending, secret, signal }) : ({ done: true } as const);
  // That a server stops is no fault of who was asked.
  if (!delivered.done && signal.aborted) return false;
  const lastAt = now();
  if (delivered.done) return pass(sending, hook.id, next, { lastAt, lastFault: null });
  const { fault: lastFault, isGone } = delivered;
  if (isGone) {
    log(`webhooks: ${hook.id} wants no more (410)`);
    await noteProgress(access, hook.id, { disabledAt: lastAt, lastAt, lastFault });
    return false;
  }
  const pause = pauses[hook.tries];
  if (pause === undefined) {
    log(`webhooks: ${hook.id} was not told of ${next.id}: ${lastFault}`);
    return pass(sending, hook.id, next, { lastAt, lastFault });
  }
  // Several that wait for the same receiver do not all come at once.
  const nextAt = lastAt + Math.round(pause * (0.75 + Math.random() / 2));
  await noteProgress(access, hook.id, { tries: hook.tries + 1, nextAt, lastAt, lastFault });
  return false;
}

/** The webhook is done with it. The file may have been replaced while it was sent; then where it is now is kept. */
async function pass(
  { pending, access }: Sending,
  hook: string,
  { id }: Waiting,
  noted: Pick<WebhookProgress, 'lastAt' | 'lastFault'>,
): Promise<boolean> {
  const waiting = pending?.waiting.get(hook) ?? [];
  const at = waiting.findIndex((one) => one.id === id);
  const [passed] = at < 0 ? [] : waiting.splice(at, 1);
  const position = at === 0 && pending && passed ? { position: positionAfter(pending, passed) } : {};
  await noteProgress(access, hook, { ...position, ...noted, tries: 0, nextAt: 0 });
  return true;
}

async function noteProgress({ webhooks }: AccessStore, id: string, changed: Partial<WebhookProgress>): Promise<void> {
  const hook = (await webhooks.list()).find((one) => one.id === id);
  if (hook) await webhooks.note(id, { ...hook, ...changed });
}
