import { type Counts, compareTables, countStored, type TableDifference } from '../../store/apply/check.ts';
import { openTracker } from '../../store/schema/open.ts';

export interface FileCheck extends Counts {
  /** What SQLite's integrity_check says; empty when all is well. */
  damage: string[];
  differences: TableDifference[];
}

/** Checks a database file, without changing it: SQLite's own check, and whether the tables are what the events say. */
export function checkFile(path: string): FileCheck {
  const file = openTracker(path, { readonly: true });
  try {
    const damage = (file.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    if (damage.length > 0) return { damage, differences: [], events: 0, tickets: 0 };
    return { damage, differences: compareTables(file), ...countStored(file) };
  } finally {
    file.close();
  }
}
