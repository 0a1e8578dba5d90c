import { isRedacted } from '../../domain/event/redact.ts';
import { type Draft, eventsOf, openDraft, redo, type Step } from '../../store/apply/draft.ts';
import type { EventLog } from './event-log.ts';
import { openProjection, type Projection } from './projection.ts';

/** Steps that are asked for at once. */
const batch = 1_000;

/** A projection, and how much of the log is in it. What it does it does one at a time: whoever has it waits for that. */
export interface Replica {
  projection: Projection;
  /** Takes in all that the log has got since, as one state. */
  catchUp(): Promise<void>;
  /** Undefined: others have written meanwhile, and all is to be done again. */
  tryWrite<T>(work: (draft: Draft) => Promise<T>, dryRun: boolean): Promise<{ value: T } | undefined>;
}

export function openReplica(log: EventLog): Replica {
  const projection = openProjection();
  let position = 0;
  return {
    projection,
    async catchUp() {
      const { steps, head } = await log.since(position, batch);
      if (steps.length === 0) return;
      const reached = await projection.write(async (db) => {
        let [next, to] = [steps, head];
        while (next.length > 0) {
          for (const step of next) redo(db, step);
          ({ steps: next, head: to } = await log.since(to, batch));
        }
        return { keep: true, to };
      });
      position = reached.to;
    },
    async tryWrite(work, dryRun) {
      const outcome = await projection.write(async (db) => {
        const { draft, steps } = openDraft(db);
        const value = await work(draft);
        if (dryRun || steps.length === 0) return { keep: false, value: { value } };
        // Who reads the log later finds the mask before its time: the name of the state must not tell of that.
        if (steps.some(bringsMask)) draft.refold();
        const head = await log.append(position, steps);
        return head === 'behind' ? { keep: false } : { keep: true, value: { value }, head };
      });
      position = outcome.head ?? position;
      return outcome.value;
    },
  };
}

const bringsMask = (step: Step): boolean => eventsOf(step).some(({ payload }) => isRedacted(payload));
