import type { Author, Id } from '../domain/event/event.ts';
import { type Connection, openLeasesFile } from './leases-file.ts';
import { isRunning } from './process.ts';

/** Who holds a ticket in this clone. A lease belongs to a session and lives as long after its last call as the config says. */
export interface Holder {
  session: string;
  actor: string;
  /** Milliseconds since 1970. */
  lastCall: number;
  /** Whether the process that the session last called from still runs here. */
  running: boolean;
}

/** Leases and last calls, shared by the work trees of a clone. The file can be deleted: then the claims' own times count. */
export interface Leases {
  /** Notes that the session has called; stored at most once a minute. */
  touch(author: Author, now: number): void;
  holders(): Map<Id, Holder>;
  /** False: another session has it, and was still alive after `deadSince` (ms since 1970), unless it may be taken over. */
  take(
    ticket: Id,
    author: Author,
    options: { now: number; deadSince: number; mayTake(holder: Holder): boolean },
  ): boolean;
  /** The claim is on disk. Until then the lease ends with the process that took it: it may have died before. */
  confirm(ticket: Id): void;
  drop(ticket: Id): void;
  sessionOf(session: string): Omit<Holder, 'session'> | undefined;
  /** When the actor last asked what is new, and that it does so now. */
  visit(actor: string, now: number): number | undefined;
  close(): void;
}

const storeEveryMs = 60_000;

/** `pid` is the process whose end is the end of the session's work: the server itself, or the shell of a command line. */
export function openLeases(path: string, pid: number): Leases {
  const { use, close } = openLeasesFile(path);
  const lastStored = new Map<string, number>();
  const lastCalls = new Map<string, number>();
  const store = ({ upsertSession }: Connection, author: Author, now: number) => {
    upsertSession.run(author.session, author.actor, pid, now);
    lastStored.set(author.session, now);
  };
  const sessionIn = (held: Connection, session: string) => readSession(held, session, lastCalls.get(session) ?? 0);
  const takeIn = (held: Connection, ticket: Id, author: Author, options: Parameters<Leases['take']>[2]): boolean => {
    const lease = held.selectLease.get(ticket) as LeaseRow | undefined;
    if (lease !== undefined && lease.session !== author.session) {
      const known = sessionIn(held, lease.session);
      const isLive = known && stands(lease, known) && known.lastCall > options.deadSince;
      if (isLive && !options.mayTake(known)) return false;
    }
    store(held, author, options.now);
    held.replaceLease.run(ticket, author.session);
    return true;
  };
  return {
    touch(author, now) {
      lastCalls.set(author.session, now);
      if (now - (lastStored.get(author.session) ?? 0) < storeEveryMs) return;
      noted(() => use((held) => store(held, author, now)));
    },
    holders: () =>
      use((held) => {
        const holders = new Map<Id, Holder>();
        for (const lease of held.selectLeases.all() as LeaseRow[]) {
          const holder = sessionIn(held, lease.session);
          if (holder && stands(lease, holder)) holders.set(lease.ticket, holder);
        }
        return holders;
      }),
    take: (ticket, author, options) =>
      use((held) => held.database.transaction(() => takeIn(held, ticket, author, options)).immediate()),
    confirm: (ticket) => use((held) => void held.confirmLease.run(ticket)),
    drop: (ticket) => use((held) => void held.deleteLease.run(ticket)),
    sessionOf: (session) => use((held) => sessionIn(held, session)),
    visit(actor, now) {
      const before = use((held) => held.selectVisit.get(actor)) as number | undefined;
      noted(() => use((held) => held.replaceVisit.run(actor, now)));
      return before;
    },
    close,
  };
}

function readSession({ selectSession }: Connection, session: string, heardHere: number): Holder | undefined {
  const row = selectSession.get(session) as { actor: string; pid: number; last_call: number } | undefined;
  if (!row) return undefined;
  return { session, actor: row.actor, lastCall: Math.max(row.last_call, heardHere), running: isRunning(row.pid) };
}

interface LeaseRow {
  ticket: Id;
  session: string;
  confirmed: 0 | 1;
}

const stands = ({ confirmed }: LeaseRow, { running }: Holder): boolean => confirmed === 1 || running;

/** What is only noted for later must not spoil the answer, say when the disk is full. */
function noted(step: () => unknown): void {
  try {
    step();
  } catch {
    // It is noted at another call.
  }
}
