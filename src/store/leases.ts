import type { Author, Id } from '../domain/event/event.ts';
import { type ElsewhereNotes, elsewhereNotes } from './elsewhere.ts';
import { type Connection, openLeasesFile, openOtherLeases } from './leases-file.ts';
import { here, isGone } from './process.ts';

/** Who holds a ticket in this clone. A lease belongs to a session and lives as long after its last call as the config says. */
export interface Holder {
  session: string;
  actor: string;
  /** Milliseconds since 1970; never later than now, whatever a clock has said. */
  lastCall: number;
  /** Whether the process that the session last called from may still run: elsewhere nobody can know that it has ended. */
  running: boolean;
  /** The work tree that it last called from has been removed: nobody comes back to what it held. */
  left: boolean;
}

/** Leases and last calls, shared by the work trees of a clone. The file can be deleted: then the claims' own times count. */
export interface Leases {
  /** Notes that the session has called; stored at most once a minute. */
  touch(author: Author, now: number): void;
  holders(now: number): Map<Id, Holder>;
  /** False: another session has it, and was still alive after `deadSince` (ms since 1970), unless it may be taken over. */
  take(
    ticket: Id,
    author: Author,
    options: { now: number; deadSince: number; mayTake(holder: Holder): boolean },
  ): boolean;
  /** The claim is on disk. Until then the lease ends with the process that took it: it may have died before. */
  confirm(ticket: Id): void;
  drop(ticket: Id): void;
  sessionOf(session: string, now: number): Omit<Holder, 'session'> | undefined;
  /** When a session that claimed in the future, by a clock that was ahead, was first seen here. */
  firstSeen(author: Pick<Author, 'session' | 'actor'>, now: number): number;
  /** When the actor last asked what is new, and that it does so now. */
  visit(actor: string, now: number): number | undefined;
  /** What has been made of tickets in this clone's work trees and on its branches. */
  readonly elsewhere: ElsewhereNotes;
  close(): void;
}

export interface LeasesPlace {
  /** The process whose end is the end of the session's work: the server itself, or the shell of a command line. */
  pid: number;
  /** The work tree that calls come from here; empty for the clone's own. */
  tree?: string;
  /** Whether a work tree has been removed. `seenFrom`: where the process ran that named it, see process.ts. */
  isRemoved?(tree: string, seenFrom: string): boolean;
  /** Where leases are that others have written who cannot write this file, or could not when they did. */
  others?(): readonly string[];
  /** Called for a file that was not there. */
  made?(path: string): void;
}

const storeEveryMs = 60_000;

export function openLeases(
  path: string,
  { pid, tree = '', isRemoved = () => false, others = () => [], made }: LeasesPlace,
): Leases {
  const { use, close } = openLeasesFile(path, made);
  const otherPlaces = openOtherLeases(() => others().filter((other) => other !== path));
  const lastStored = new Map<string, number>();
  const lastCalls = new Map<string, number>();
  const store = ({ upsertSession }: Connection, author: Author, now: number) => {
    upsertSession.run(author.session, author.actor, pid, here(), tree, now);
    lastStored.set(author.session, now);
  };
  const sessionIn = (held: Connection, session: string, now: number): Holder | undefined => {
    const row = newestCall([held, ...otherPlaces.all()], session, now);
    if (!row) return undefined;
    // Its clock was ahead: it has called now, for the last time unless it calls again.
    if (row.last_call > now)
      noted(() => {
        held.insertSession.run(session, row.actor, now);
        held.lowerSession.run(now, session);
      });
    if ((lastCalls.get(session) ?? 0) > now) lastCalls.set(session, now);
    const lastCall = Math.min(now, Math.max(row.last_call, lastCalls.get(session) ?? 0));
    const left = row.tree !== '' && row.tree !== tree && isRemoved(row.tree, row.place);
    return { session, actor: row.actor, lastCall, running: !isGone(row), left };
  };
  const takeIn = (held: Connection, ticket: Id, author: Author, options: Parameters<Leases['take']>[2]): boolean => {
    const lease = newestLease([held, ...otherPlaces.all()], ticket);
    if (lease !== undefined && lease.session !== author.session) {
      const known = sessionIn(held, lease.session, options.now);
      const isLive = known && stands(lease, known) && known.lastCall > options.deadSince;
      if (isLive && !options.mayTake(known)) return false;
    }
    store(held, author, options.now);
    held.replaceLease.run(ticket, author.session, Math.max(options.now, (lease?.since ?? 0) + 1));
    return true;
  };
  return {
    touch(author, now) {
      lastCalls.set(author.session, now);
      const sinceStored = now - (lastStored.get(author.session) ?? Number.NEGATIVE_INFINITY);
      if (sinceStored >= 0 && sinceStored < storeEveryMs) return;
      noted(() => use((held) => store(held, author, now)));
    },
    holders: (now) =>
      use((held) => {
        const holders = new Map<Id, Holder>();
        for (const lease of newestLeases([held, ...otherPlaces.all()])) {
          const holder = sessionIn(held, lease.session, now);
          if (holder && stands(lease, holder)) holders.set(lease.ticket, holder);
        }
        return holders;
      }),
    take: (ticket, author, options) =>
      use((held) => held.database.transaction(() => takeIn(held, ticket, author, options)).immediate()),
    confirm: (ticket) => use((held) => void held.confirmLease.run(ticket)),
    drop: (ticket) =>
      use((held) => {
        const other = newestLease(otherPlaces.all(), ticket);
        if (other) held.replaceLease.run(ticket, '', other.since + 1);
        else held.deleteLease.run(ticket);
      }),
    sessionOf: (session, now) => use((held) => sessionIn(held, session, now)),
    firstSeen: ({ session, actor }, now) =>
      use((held) => {
        noted(() => held.insertSession.run(session, actor, now));
        return sessionIn(held, session, now)?.lastCall ?? now;
      }),
    visit(actor, now) {
      const before = use((held) => held.selectVisit.get(actor)) as number | undefined;
      noted(() => use((held) => held.replaceVisit.run(actor, now)));
      return before;
    },
    elsewhere: elsewhereNotes(use),
    close() {
      close();
      otherPlaces.close();
    },
  };
}

interface SessionRow {
  actor: string;
  pid: number;
  place: string;
  tree: string;
  last_call: number;
}

/** The session's row with its last call; one in the future only where there is no other. */
function newestCall(files: readonly Connection[], session: string, now: number): SessionRow | undefined {
  const rows = files.flatMap(({ selectSession }) => (selectSession.get(session) as SessionRow | undefined) ?? []);
  const rank = ({ last_call }: SessionRow): number => (last_call > now ? -1 : last_call);
  return rows.sort((a, b) => rank(b) - rank(a))[0];
}

interface LeaseRow {
  ticket: Id;
  session: string;
  confirmed: 0 | 1;
  since: number;
}

function newestLease(files: readonly Connection[], ticket: Id): LeaseRow | undefined {
  const rows = files.flatMap(({ selectLease }) => (selectLease.get(ticket) as LeaseRow | undefined) ?? []);
  return rows.sort((a, b) => b.since - a.since)[0];
}

/** Of each ticket that somebody has. */
function newestLeases(files: readonly Connection[]): LeaseRow[] {
  const newest = new Map<Id, LeaseRow>();
  for (const { selectLeases } of files)
    for (const lease of selectLeases.all() as LeaseRow[])
      if (lease.since >= (newest.get(lease.ticket)?.since ?? 0)) newest.set(lease.ticket, lease);
  return [...newest.values()].filter(({ session }) => session !== '');
}

const stands = ({ confirmed }: LeaseRow, { running, left }: Holder): boolean => !left && (confirmed === 1 || running);

/** What is only noted for later must not spoil the answer, say when the disk is full. */
function noted(step: () => unknown): void {
  try {
    step();
  } catch {
    // It is noted at another call.
  }
}
