import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import type { TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { describeSetAside } from '../../domain/event/parse.ts';
import { printHint } from '../../domain/hint.ts';
import type { Store } from '../../home/file/committed-file.ts';
import type { Workspace } from '../../home/workspace.ts';
import { git } from '../ask/git.ts';
import { GitRefusal } from '../ask/refusal.ts';
import { healLosses, healUnmerged } from './heal.ts';
import { nameTickets, type Rescue, rescue } from './rescue.ts';
import { bringBackOfTheDead } from './set-aside.ts';

/** Merge commits that a call looks at; `tracker merge` looks at all. */
const recent = { limit: 20, sinceDays: 60 };
/** Each of them takes a second where the file has some 30 MB: no call waits for many, the next one goes on. */
const lookMs = 1000;

export interface TendOptions {
  /** Merge commits that need not be looked at again; the others are added. */
  merges: Set<string>;
  /** Whether git has done nothing since the look began. */
  isStill(): boolean;
}

export interface Tended {
  /** A line for each thing that was brought back. */
  said: string[];
  /** The next call is to look once more: not all was looked at, or something was in the way. */
  again: boolean;
}

/**
 * Brings back what git left unmerged or dropped, and what a `tracker sync` that was killed had set aside. Each step may fail
 * alone: no call is refused because of what git did before it.
 */
export async function tend(opened: Workspace, { merges, isStill }: TendOptions): Promise<Tended> {
  const workspace = { ...opened, store: storeWhile(opened.store, isStill) };
  let again = false;
  let setAside = 0;
  const told = (count: number) => {
    setAside += count;
  };
  const start = performance.now();
  const isEnough = () => {
    const isOver = performance.now() - start > lookMs;
    again ||= isOver;
    return isOver;
  };
  const steps = [
    async () => sayUnmerged(workspace.root, await healUnmerged(workspace, told)),
    async () => {
      const { count, alive } = await bringBackOfTheDead(workspace);
      again ||= alive;
      return count > 0 ? ['Brought back what an interrupted tracker sync had set aside.'] : [];
    },
    async () => {
      const passed: string[] = [];
      const passOver = (commit: string, { message }: TrackerError) =>
        void passed.push(`Not looked into for merge commit ${commit.slice(0, 7)}: ${message}`);
      const losses = await healLosses(workspace, { ...recent, seen: merges, isEnough, passOver, told });
      return [...losses.flatMap(sayLoss), ...passed];
    },
    async () => sayRescue(workspace, await rescue(workspace)),
  ];
  const said: string[] = [];
  for (const step of steps) {
    try {
      for (const line of await step()) said.push(line);
    } catch (error) {
      if (error instanceof GitRefusal)
        return {
          said: [`git could not be asked what it did here: ${error.reason} ${printHint(error.hint, () => '')}`],
          again: true,
        };
      // The next call looks at what is there now.
      if (!isStill()) return { said, again: true };
      const { code, message } = toTrackerError(error);
      // What nobody has foreseen may be over by then: files come and go under git.
      again ||= code === 'busy' || code === 'internal';
      said.push(`Not healed after git: ${message} Run \`tracker doctor\`.`);
    }
  }
  if (setAside > 0) said.push(`${describeSetAside(setAside)} of what came in.`);
  return { said: [...new Set(said)], again };
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

async function sayUnmerged(root: string, added: TrackerEvent[] | undefined): Promise<string[]> {
  if (!added || added.length === 0) return [];
  const { stdout: driver } = await git(root, ['config', '--get', 'merge.tracker.driver']);
  const advice = driver ? '' : ' `tracker init` has git do that by itself.';
  return [
    `Healed .tracker/data.db, which git had left unmerged: ${amount(added)} of the other side came in. Settle it with \`git add .tracker/data.db\`, then conclude the merge or rebase.${advice}`,
  ];
}

const sayLoss = ({ commit, events }: { commit: string; events: TrackerEvent[] }): string[] => [
  `Healed .tracker/data.db: merge commit ${commit.slice(0, 7)} had dropped ${amount(events)}, now back. Commit .tracker/data.db.`,
];

async function sayRescue(workspace: Workspace, { restored, discarded, masked }: Rescue): Promise<string[]> {
  const said: string[] = [];
  if (masked.length > 0)
    said.push(`Redacted again, as git had put back a version before: ${await listed(workspace, masked)}.`);
  if (restored.length > 0) said.push(`Rescued what git stash had dropped: ${await listed(workspace, restored)}.`);
  if (discarded.length > 0) {
    const events = discarded.map(({ event }) => event);
    const them = events.length === 1 ? 'it' : 'them';
    said.push(
      `No longer in .tracker/data.db, as git put back a version without: ${await listed(workspace, events)}. \`tracker recover\` lists ${them}, \`tracker recover --apply\` restores ${them}.`,
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
