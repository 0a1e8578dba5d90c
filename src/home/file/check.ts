import type Database from 'better-sqlite3';
import { type Counts, compareTables, countStored, type TableDifference } from '../../store/apply/check.ts';
import { listFaults } from '../../store/read/events.ts';
import { isBusy } from '../../store/refused-locks.ts';
import { connect } from '../../store/schema/connect.ts';
import { openTracker } from '../../store/schema/open.ts';
import { openBytes, readUsed } from './bytes.ts';

type EventFault = ReturnType<typeof listFaults>[number];

export interface FileCheck extends Counts {
  /** What SQLite's integrity_check says; empty when all is well. */
  damage: string[];
  differences: TableDifference[];
  /** Rows of the events' table that are none. */
  faults: EventFault[];
}

/** Checks a database file, without changing it: SQLite's own check, and whether the tables are what the events say. */
export function checkFile(path: string): FileCheck {
  try {
    return check(openTracker(path, { readonly: true }));
  } catch (error) {
    // There are disks that lock nothing, which is no fault of the file's.
    if (!isBusy(error)) throw error;
    return check(openBytes(readUsed(path)));
  }
}

function check(file: Database.Database): FileCheck {
  try {
    const damage = listDamage(file);
    if (damage.length > 0) return { damage, differences: [], faults: [], events: 0, tickets: 0 };
    return { damage, differences: compareTables(file), faults: listFaults(connect(file)), ...countStored(file) };
  } finally {
    file.close();
  }
}

function listDamage(file: Database.Database): string[] {
  try {
    const lines = file.pragma('integrity_check') as { integrity_check: string }[];
    return lines.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  } catch (error) {
    // It gives up where it cannot go on.
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_CORRUPT')) return [(error as Error).message];
    throw error;
  }
}

/** Whether a version that git has can be put in the file's place. */
export function isWhole(bytes: Buffer): boolean {
  try {
    // A copy: to be opened, a write-ahead mark is taken out of the bytes.
    const file = openBytes(Buffer.from(bytes));
    try {
      return listDamage(file).length === 0;
    } finally {
      file.close();
    }
  } catch {
    return false;
  }
}
