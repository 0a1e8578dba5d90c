import type { EventKind, Id, Payloads, TrackerEvent } from '../domain/event/event.ts';
import { recordEvent } from '../store/apply/record.ts';
import type { Db } from '../store/schema/connect.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import { statusNotes } from './elsewhere.ts';
import { newId, type Store } from './file/committed-file.ts';
import { findHead } from './file/head.ts';
import type { Location } from './file/location.ts';
import type { RescueLog } from './file/rescue-log.ts';

/** Nothing depends on it. */
export function quietly(step: () => void): void {
  try {
    step();
  } catch {
    // It is tried again at another call, if at all.
  }
}

interface Writing {
  store: Store;
  rescueLog: RescueLog;
  location: Location;
  dryRun: boolean;
  begin(db: Db): ReadTx;
}

/** Runs `work` on the newest version until its events are on disk, and then what it left to be done outside the file. */
export async function writeDraft<T>(
  { store, rescueLog, location, dryRun, begin }: Writing,
  work: (tx: WriteTx) => Promise<T>,
): Promise<T> {
  let draft = newDraft(location);
  let head: string | undefined;
  try {
    const run = async (db: Db) => {
      draft.abandon();
      draft = newDraft(location);
      head = location.gitDir && findHead(location.gitDir);
      const value = await work(draft.open(begin(db), (events) => rescueLog.blank({ at: Date.now(), head, events })));
      return { value, changed: draft.hasChanged() };
    };
    const value = await (dryRun ? store.rehearse(run) : store.write(run));
    if (dryRun) draft.abandon();
    // The write is on disk, so it is no refusal where the log of it cannot be written.
    else if (draft.events.length > 0) quietly(() => rescueLog.append({ at: Date.now(), head, events: draft.events }));
    draft.finish();
    return value;
  } catch (error) {
    draft.abandon();
    throw error;
  }
}

/** What one run of a write's work adds, and what is to be done outside the file when that is on disk, or is not to be. */
function newDraft(location: Location) {
  const events: TrackerEvent[] = [];
  const notes = statusNotes(location);
  let steps: { step: () => void; otherwise: (() => void) | undefined }[] = [];
  let changes = 0;
  const afterwards: WriteTx['afterwards'] = (step, otherwise) => void steps.push({ step, otherwise });
  return {
    events,
    hasChanged: () => changes > 0,
    /** The transaction with the means to write; its `record` must have been called for each event that there is to be. */
    open(reading: ReadTx, keepMasks: (masked: readonly TrackerEvent[]) => void): WriteTx {
      const tx: WriteTx = Object.assign(reading, {
        afterwards,
        touch: () => void changes++,
        newId: () => newId(reading.now),
        blank: (masked: readonly TrackerEvent[]) => afterwards(() => keepMasks(masked)),
        record: async <K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K]) => {
          tx.touch();
          const event = recordEvent(tx, { ticket, kind, payload });
          events.push(event);
          quietly(() => notes.take(tx, event));
          return event;
        },
      });
      return tx;
    },
    finish() {
      // Before leases are dropped: at no time is a ticket that is taken or closed free to others.
      quietly(notes.write);
      for (const { step } of steps) step();
    },
    abandon() {
      notes.clear();
      for (const { otherwise } of steps) otherwise?.();
      steps = [];
    },
  };
}
