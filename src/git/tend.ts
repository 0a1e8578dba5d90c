import { TrackerError, toTrackerError } from '../domain/errors.ts';
import type { TrackerEvent } from '../domain/event.ts';
import { shortId } from '../domain/id.ts';
import type { Store } from '../store/store.ts';
import type { Workspace } from '../store/workspace.ts';
import { healLosses, healUnmerged } from './heal.ts';
import { nameTickets, type Rescue, rescue } from './rescue.ts';

/** Merge commits that a call looks at; `tracker merge` looks at all. */
const recent = { limit: 20, sinceDays: 60 };

export interface TendOptions {
  /** Merge commits that need not be looked at again; the others are added. */
  merges: Set<string>;
  /** Whether git has done nothing since the look began. */
  isStill(): boolean;
}

/**
 * Brings back what git left unmerged or dropped, and answers a line for each. Each step may fail alone: no call is refused
 * because of what git did before it.
 */
export async function tend(opened: Workspace, { merges, isStill }: TendOptions): Promise<string[]> {
  const workspace = { ...opened, store: storeWhile(opened.store, isStill) };
  const steps = [
    async () => sayUnmerged(await healUnmerged(workspace)),
    async () => (await healLosses(workspace, { ...recent, seen: merges })).flatMap(sayLoss),
    async () => sayRescue(workspace, await rescue(workspace)),
  ];
  const said: string[] = [];
  for (const step of steps) {
    try {
      said.push(...(await step()));
    } catch (error) {
      // The next call looks at what is there now.
      if (!isStill()) return said;
      said.push(`Not healed after git: ${toTrackerError(error).message} Run \`tracker doctor\`.`);
    }
  }
  return [...new Set(said)];
}

/**
 * What belongs to one branch must not be written to the next: a checkout in the middle of a look is seen here, as the last
 * thing before the file is replaced.
 */
function storeWhile(store: Store, isStill: () => boolean): Store {
  return {
    ...store,
    write: (work) =>
      store.write((db) => {
        if (!isStill()) throw new TrackerError('busy', 'git is at work.', 'Try the same call again.');
        return work(db);
      }),
  };
}

function sayUnmerged(added: TrackerEvent[] | undefined): string[] {
  if (!added || added.length === 0) return [];
  return [
    `Healed .tracker/data.db, which git had left unmerged: it now has ${amount(added)} more, of the other side. Settle it with \`git add .tracker/data.db\`, then conclude the merge or rebase.`,
  ];
}

const sayLoss = ({ commit, events }: { commit: string; events: TrackerEvent[] }): string[] => [
  `Healed .tracker/data.db: merge commit ${commit.slice(0, 7)} had dropped ${amount(events)}, now back. Commit .tracker/data.db.`,
];

async function sayRescue(workspace: Workspace, { restored, discarded }: Rescue): Promise<string[]> {
  const said: string[] = [];
  if (restored.length > 0) said.push(`Rescued what git stash had dropped: ${await listed(workspace, restored)}.`);
  if (discarded.length > 0) {
    const events = discarded.map(({ event }) => event);
    said.push(
      `No longer in .tracker/data.db, as git put back a version without: ${await listed(workspace, events)}. \`tracker recover\` lists it, \`tracker recover --apply\` restores it.`,
    );
  }
  return said;
}

const amount = (events: readonly TrackerEvent[]): string =>
  `${events.length} ${events.length === 1 ? 'event' : 'events'}`;

async function listed(workspace: Workspace, events: readonly TrackerEvent[]): Promise<string> {
  const names = await nameTickets(
    workspace,
    events.map((event) => ({ event })),
  );
  const shown = events
    .slice(0, 5)
    .map(({ ticket, kind, id }) => `${names.get(ticket)?.key ?? ''} ${kind} ${shortId(id)}`.trim());
  return events.length > shown.length
    ? `${shown.join(', ')} and ${events.length - shown.length} more`
    : shown.join(', ');
}
