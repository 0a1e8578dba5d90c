import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { refold } from '../../store/apply/refold.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { migrate } from '../../store/schema/migrate.ts';
import { createTracker, openTracker } from '../../store/schema/open.ts';
import { readPosition } from '../../store/schema/position.ts';

/** The tables of a log, in a file of this process alone, which goes with it. */
export interface Projection {
  /** One state, which stays as it is while `work` runs. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction, which is kept where it says so. One at a time. */
  write<T extends { keep: boolean }>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): void;
}

export function openProjection(): Projection {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  const path = join(folder, 'projection.db');
  const sqlite = createTracker(path);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = OFF');
  migrate(sqlite);
  let db = connect(sqlite);
  sqlite.transaction(() => refold(db))();
  const states = shareStates(path);
  return {
    async read(work) {
      const state = states.pin();
      try {
        return await work(state.db);
      } finally {
        states.release(state);
      }
    },
    async write(work) {
      sqlite.exec('BEGIN IMMEDIATE');
      let keep = false;
      try {
        const outcome = await work(db);
        keep = outcome.keep;
        return outcome;
      } finally {
        sqlite.exec(keep ? 'COMMIT' : 'ROLLBACK');
        if (keep) states.retire();
        // What was computed of a state that is not to be is not remembered for the next one.
        else db = connect(sqlite);
      }
    },
    close() {
      states.retire();
      sqlite.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface PinnedState {
  sqlite: Database.Database;
  db: Db;
  readers: number;
  retired: boolean;
}

/** Each state is opened once, in a transaction that holds it, and closed by its last reader once there is a newer one. */
function shareStates(path: string) {
  let current: PinnedState | undefined;
  const close = (state: PinnedState) => {
    if (state.retired && state.readers === 0) state.sqlite.close();
  };
  const open = (): PinnedState => {
    const sqlite = openTracker(path, { readonly: true });
    const db = connect(sqlite);
    sqlite.exec('BEGIN');
    // The first question takes hold of the state.
    readPosition(db);
    return { sqlite, db, readers: 0, retired: false };
  };
  return {
    pin(): PinnedState {
      current ??= open();
      current.readers++;
      return current;
    },
    release(state: PinnedState): void {
      state.readers--;
      close(state);
    },
    retire(): void {
      if (!current) return;
      current.retired = true;
      close(current);
      current = undefined;
    },
  };
}
