import { type Counts, compareTables, countStored, type TableDifference } from '../../store/apply/check.ts';
import { listFaults } from '../../store/read/events.ts';
import { connect } from '../../store/schema/connect.ts';
import { openTracker } from '../../store/schema/open.ts';

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
  const file = openTracker(path, { readonly: true });
  try {
    const damage = (file.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    if (damage.length > 0) return { damage, differences: [], faults: [], events: 0, tickets: 0 };
    return { damage, differences: compareTables(file), faults: listFaults(connect(file)), ...countStored(file) };
  } finally {
    file.close();
  }
}
