import type { Author, Id } from '../domain/event/event.ts';
import type { Awaitable } from './awaitable.ts';
import { type ElsewhereNotes, elsewhereNotes } from './elsewhere.ts';
import { openKeptFile, openOtherFiles } from './kept-file.ts';
import { type Connection, connectLeases } from './leases-file.ts';
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

interface TakeOptions {
  now: number;
  deadSince: number;
  mayTake(holder: Holder): boolean;
}

/**
 * Leases and last calls, shared by the work trees of a clone. The file can be deleted: then the claims' own times count. What
 * is asked answers at once, from what was loaded for the transaction where it lies elsewhere; what is noted is waited for.
 */
export interface Leases {
  /** Notes that the session has called; stored at most once a minute. */
  touch(author: Author, now: number): Awaitable<void>;
  holders(now: number): Map<Id, Holder>;
  /** False: another session has it, and was still alive after `deadSince` (ms since 1970), unless it may be taken over. */
  take(ticket: Id, author: Author, options: TakeOptions): Awaitable<boolean>;
  /** The claim is on disk. Until then the lease ends with the process that took it: it may have died before. */
  confirm(ticket: Id): Awaitable<void>;
  drop(ticket: Id): Awaitable<void>;
  sessionOf(session: string, now: number): Omit<Holder, 'session'> | undefined;
  /** When a session that claimed in the future, by a clock that was ahead, was first seen here. */
  firstSeen(author: Pick<Author, 'session' | 'actor'>, now: number): number;
  /** Up to when one of the actor's sessions has last been told what is new. */
  lastVisit(actor: string): number | undefined;
  noteVisit(actor: string, now: number): Awaitable<void>;
  /** What has been made of tickets in this clone's work trees and on its branches. */
  readonly elsewhere: ElsewhereNotes;
  close(): void;
}

export interface LeasesPlace {
  /**
   * The process whose end is the end of the session's work: a server of one client, or the shell of a command line. 0: none,
   * as for a server whose callers go on when it has ended.
   */
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
/** What a session was heard to do longer ago is in the file, to the minute. */
const heardMs = 3_600_000;

export function openLeases(path: string, { pid, tree, isRemoved, others = () => [], made }: LeasesPlace): Leases {
  const { use, close } = openKeptFile(path, { connect: connectLeases, made });
  const otherPlaces = openOtherFiles(() => others().filter((other) => other !== path), { connect: connectLeases });
  const filesWith = (held: Connection): Connection[] => [held, ...otherPlaces.all()];
  const sessions = rememberSessions({ pid, tree, isRemoved });
  const takeIn = (held: Connection, ticket: Id, author: Author, options: TakeOptions): boolean => {
    const files = filesWith(held);
    const lease = newestLease(files, ticket);
    const other = lease && lease.session !== author.session && sessions.find(files, lease.session, options.now);
    const isLive = lease && other && stands(lease, other) && other.lastCall > options.deadSince;
    if (isLive && !options.mayTake(other)) return false;
    sessions.store(held, author, options.now);
    held.replaceLease.run(ticket, author.session, Math.max(options.now, (lease?.since ?? 0) + 1));
    return true;
  };
  return {
    touch(author, now) {
      if (sessions.hear(author, now)) noted(() => use((held) => sessions.store(held, author, now)));
    },
    holders: (now) =>
      use((held) => {
        const files = filesWith(held);
        const holders = new Map<Id, Holder>();
        for (const lease of newestLeases(files)) {
          const holder = sessions.find(files, lease.session, now);
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
    sessionOf: (session, now) => use((held) => sessions.find(filesWith(held), session, now)),
    firstSeen: ({ session, actor }, now) =>
      use((held) => {
        noted(() => held.insertSession.run(session, actor, now));
        return sessions.find(filesWith(held), session, now)?.lastCall ?? now;
      }),
    lastVisit: (actor) => use((held) => held.selectVisit.get(actor)) as number | undefined,
    noteVisit: (actor, now) => use((held) => void held.replaceVisit.run(actor, now)),
    elsewhere: elsewhereNotes(use),
    close() {
      close();
      otherPlaces.close();
    },
  };
}

/** What this process has heard of sessions, and what the files say of them, of which the first is its own. */
function rememberSessions({
  pid,
  tree = '',
  isRemoved = () => false,
}: Pick<LeasesPlace, 'pid' | 'tree' | 'isRemoved'>) {
  const lastStored = new Map<string, number>();
  const lastCalls = new Map<string, number>();
  let forgottenAt = 0;
  /** A process may hear of any number of sessions, one after the other. */
  const forgetOld = (now: number) => {
    if (Math.abs(now - forgottenAt) < heardMs) return;
    forgottenAt = now;
    for (const map of [lastStored, lastCalls])
      for (const [session, time] of map) if (Math.abs(now - time) > heardMs) map.delete(session);
  };
  return {
    /** Whether the call is to be stored. */
    hear({ session }: Author, now: number): boolean {
      forgetOld(now);
      lastCalls.set(session, now);
      const sinceStored = now - (lastStored.get(session) ?? Number.NEGATIVE_INFINITY);
      return sinceStored < 0 || sinceStored >= storeEveryMs;
    },
    store({ upsertSession }: Connection, { session, actor }: Author, now: number): void {
      upsertSession.run(session, actor, pid, here(), tree, now);
      lastStored.set(session, now);
    },
    find(files: readonly Connection[], session: string, now: number): Holder | undefined {
      const row = newestCall(files, session, now);
      if (!row) return undefined;
      const heard = lastCalls.get(session) ?? 0;
      if (heard > now) lastCalls.set(session, now);
      if (row.last_call > now && files[0]) setBack(files[0], { session, actor: row.actor }, now);
      const left = row.tree !== '' && row.tree !== tree && isRemoved(row.tree, row.place);
      const lastCall = Math.min(now, Math.max(row.last_call, heard));
      return { session, actor: row.actor, lastCall, running: row.pid === 0 || !isGone(row), left };
    },
  };
}

/** Its clock was ahead: it has called now, for the last time unless it calls again. */
function setBack(
  { insertSession, lowerSession }: Connection,
  { session, actor }: Pick<Author, 'session' | 'actor'>,
  now: number,
): void {
  noted(() => {
    insertSession.run(session, actor, now);
    lowerSession.run(now, session);
  });
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
