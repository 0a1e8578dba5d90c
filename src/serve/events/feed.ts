import { oneAtATime } from '../../domain/one-at-a-time.ts';
import { listChangedCards } from '../../store/find/cards/changed-cards.ts';
import type { Position } from '../../store/schema/position.ts';
import { type State, stateOf } from '../../store/schema/state.ts';
import type { ReadTx } from '../../store/tx.ts';
import { nobody } from '../author.ts';
import type { Door } from '../door.ts';
import { writePosition } from '../position.ts';
import { changesSince } from './changes.ts';
import { readLeases } from './leases.ts';
import { openStream, type SentEvent, type Stream } from './stream.ts';

/** Whoever listens, and whether they still may. */
export interface Listener {
  /** The token's id. */
  token: string;
  /** The browser's id, where one listens by its sign-in: that ends without its token. */
  browser?: string | undefined;
  /** False: it was revoked, or is too old. */
  mayListen(): Promise<boolean>;
}

export interface Feed {
  /** A stream of what changes from `since` on, or from now. Undefined: there are too many. */
  listen(listener: Listener, since: Position | undefined): Promise<Stream | undefined>;
  /** How many listen. */
  count(): number;
  /** Tells everybody that the server goes away, and where it does not come back at once, how long to wait. */
  close(): void;
}

const mostStreams = 256;
const mostOfToken = 64;
/** Milliseconds. */
const leasesMs = 1_000;
const retryMs = 2_000;
/** A version with more events is read anew as a whole: a merge, say. */
const mostEvents = 500;

interface Open {
  stream: Stream;
  listener: Listener;
  /** Up to where it was told. */
  at: Position;
}

interface Hub extends Pick<Door, 'workspace' | 'log'> {
  open: Set<Open>;
  /** What was told of leases last, as JSON. */
  leases: string | undefined;
}

/**
 * Tells every listener of each version once, whoever made it: watches the tracker for as long as somebody listens. Whoever may
 * not listen any more is told nothing, and let go within a second. Every `beatMs` milliseconds listeners are told that the
 * server is there.
 */
export function openFeed({ workspace, log }: Pick<Door, 'workspace' | 'log'>, { beatMs = 15_000 } = {}): Feed {
  const hub: Hub = { workspace, log, open: new Set(), leases: undefined };
  const { open } = hub;
  let stop: (() => void) | undefined;
  return {
    async listen(listener, since) {
      const own = [...open].filter((one) => one.listener.token === listener.token);
      if (open.size >= mostStreams || own.length >= mostOfToken) return undefined;
      const stream = openStream(() => {
        open.delete(entry);
        if (open.size > 0) return;
        stop?.();
        stop = undefined;
      });
      const entry: Open = { stream, listener, at: nowhere };
      stop ??= startTelling(hub, beatMs);
      open.add(entry);
      try {
        await greet(hub, entry, since);
      } catch (error) {
        // Nobody reads it, so it would keep its place for ever.
        stream.close();
        throw error;
      }
      return stream;
    },
    count: () => open.size,
    close() {
      for (const { stream } of [...open]) {
        stream.send({ event: 'bye', data: { retry: retryMs } });
        stream.close();
      }
    },
  };
}

const nowhere: Position = { lineage: '', event: 0, id: '' };

/** What a listener needs to know before it hears of changes. */
async function greet(hub: Hub, entry: Open, since: Position | undefined): Promise<void> {
  const { stream } = entry;
  await readState(hub, async (tx, state) => {
    const hello = { event: 'hello', id: writePosition(state.position), data: { retry: retryMs } };
    for (const event of since ? newsSince(tx, state, since) : [hello]) stream.send(event);
    entry.at = state.position;
  });
  const leases = await readLeases(hub.workspace);
  hub.leases ??= JSON.stringify(leases);
  stream.send({ event: 'leases', data: leases });
}

function startTelling(hub: Hub, beatMs: number): () => void {
  /** What cannot be read now, as git is writing it, is told the next time. */
  const inTurn = (work: (hub: Hub) => Promise<void>) =>
    oneAtATime(() => work(hub).catch((error: unknown) => hub.log(`events: ${String(error)}`)));
  const stopWatching = hub.workspace.home.watch(inTurn(tell));
  const timers = [setInterval(inTurn(tellLeases), leasesMs), setInterval(inTurn(beat), beatMs)];
  for (const timer of timers) timer.unref();
  return () => {
    stopWatching();
    for (const timer of timers) clearInterval(timer);
    hub.leases = undefined;
  };
}

/** Lets those go that may not listen any more. Who has come in by the same is asked about once. */
async function sift({ open }: Hub): Promise<void> {
  for (const own of Map.groupBy(open, ({ listener }) => `${listener.token} ${listener.browser}`).values()) {
    if (await own[0]?.listener.mayListen()) continue;
    for (const { stream } of own) stream.close();
  }
}

/** Each from where it stands: those that stand at the same place are told the same. */
async function tell(hub: Hub): Promise<void> {
  await sift(hub);
  const { open } = hub;
  await readState(hub, async (tx, state) => {
    const said = new Map<string, SentEvent[]>();
    for (const one of open) {
      // It is being greeted.
      if (one.at === nowhere) continue;
      const from = writePosition(one.at);
      const events = said.get(from) ?? newsSince(tx, state, one.at);
      said.set(from, events);
      for (const event of events) one.stream.send(event);
      one.at = state.position;
    }
  });
}

async function tellLeases(hub: Hub): Promise<void> {
  await sift(hub);
  const leases = await readLeases(hub.workspace);
  const text = JSON.stringify(leases);
  if (hub.leases !== undefined && hub.leases !== text)
    for (const { stream } of hub.open) stream.send({ event: 'leases', data: leases });
  hub.leases = text;
}

async function beat({ open }: Hub): Promise<void> {
  for (const { stream } of [...open]) stream.beat();
}

/** What leases have to do with it is as it is now. */
const readState = ({ workspace }: Hub, work: (tx: ReadTx, state: State) => Promise<void>): Promise<void> =>
  workspace.read(nobody, (tx) => work(tx, stateOf(tx.db)));

function newsSince(tx: ReadTx, state: State, since: Position): SentEvent[] {
  const changes = changesSince(state, since, mostEvents);
  const id = writePosition(state.position);
  if (!changes || changes.left > 0) return [{ event: 'reset', id, data: { position: id } }];
  if (changes.events.length === 0) return [];
  const ids = new Set(changes.events.flatMap(({ ticket }) => ticket ?? []));
  return [{ event: 'change', id, data: { events: changes.events, ...listChangedCards(tx, ids) } }];
}
