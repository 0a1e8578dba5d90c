import type { EventKind, Id, Payloads } from '../domain/event/event.ts';
import type { Draft } from '../store/apply/draft.ts';
import { recordEvent } from '../store/apply/record.ts';
import type { Awaitable } from '../store/awaitable.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import { statusNotes } from './elsewhere.ts';
import { newId } from './file/committed-file.ts';
import type { Home } from './home.ts';

/** Nothing depends on it. */
export async function quietly(step: () => Awaitable<void>): Promise<void> {
  try {
    await step();
  } catch {
    // It is tried again at another call, if at all.
  }
}

interface Writing {
  home: Home;
  dryRun: boolean;
  /** See `Outside`. */
  place: () => string | undefined;
  begin(draft: Draft): Promise<ReadTx>;
}

/** Runs `work` on the newest state until its events are kept, and then what it left to be done outside the home. */
export async function writeDraft<T>(
  { home, dryRun, place, begin }: Writing,
  work: (tx: WriteTx) => Promise<T>,
): Promise<T> {
  let steps = laterSteps(place);
  try {
    const value = await home.write(
      async (draft) => {
        await steps.abandon();
        steps = laterSteps(place);
        return work(transactionOver(draft, await begin(draft), steps));
      },
      { dryRun },
    );
    await (dryRun ? steps.abandon() : steps.finish());
    return value;
  } catch (error) {
    await steps.abandon();
    throw error;
  }
}

type Step = () => Awaitable<void>;
type LaterSteps = ReturnType<typeof laterSteps>;

/** The transaction with the means to write; its `record` must have been called for each event that there is to be. */
function transactionOver({ add, replace, unite, refold }: Draft, reading: ReadTx, steps: LaterSteps): WriteTx {
  const tx: WriteTx = Object.assign(reading, {
    ...{ add, replace, unite, refold },
    afterwards: steps.add,
    newId: () => newId(reading.now),
    record: async <K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K]) => {
      const event = recordEvent(tx, { ticket, kind, payload });
      await quietly(() => steps.notes.take(tx, event));
      return event;
    },
  });
  return tx;
}

/** What is to be done outside the home when what one run of a write's work adds is kept, or is not to be. */
function laterSteps(place: () => string | undefined) {
  const notes = statusNotes(place);
  const steps: { step: Step; otherwise: Step | undefined }[] = [];
  return {
    notes,
    add: (step: Step, otherwise?: Step): void => void steps.push({ step, otherwise }),
    async finish() {
      // Before leases are dropped: at no time is a ticket that is taken or closed free to others.
      await quietly(notes.write);
      for (const { step } of steps) await step();
    },
    async abandon() {
      notes.clear();
      for (const { otherwise } of steps.splice(0)) await otherwise?.();
    },
  };
}
