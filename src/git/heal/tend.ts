import { type TrackerError, toTrackerError } from '../../domain/errors.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { describeSetAside } from '../../domain/event/parse.ts';
import { isUnmerged } from '../../home/file/side/tracked.ts';
import type { FileHome } from '../../home/file-home.ts';
import { findHeadCommit } from '../ask/edges.ts';
import { git } from '../ask/git.ts';
import { GitRefusal, sayRefusal } from '../ask/refusal.ts';
import { listOtherVersions, type Remembered } from './elsewhere.ts';
import { healUnmerged } from './heal.ts';
import { homeWhile } from './home-while.ts';
import { nameTickets, type Rescue, rescue } from './rescue.ts';
import { bringBackOfTheDead } from './set-aside.ts';
import { lacksDriver } from './set-up.ts';

export interface TendOptions {
  /** What users have been told, by short names; what they are told now is added. */
  told: Set<string>;
  /** Whether git has done nothing since the look began. */
  isStill(): boolean;
  /** The clone is being set up by this very call. */
  settingUp?: boolean;
}

export interface Tended {
  /** A line for each thing that was brought back, or that is to be known. */
  said: string[];
  /** The next call is to look once more: git did not answer, or something was in the way. */
  again: boolean;
}

/**
 * Brings back what git left unmerged, what a stash dropped, and what a `tracker sync` that was killed had set aside. Each step
 * may fail alone: no call is refused because of what git did before it.
 */
export async function tend(opened: FileHome, { told, isStill, settingUp = false }: TendOptions): Promise<Tended> {
  const home = homeWhile(opened, isStill);
  let again = false;
  let setAside = 0;
  const steps = [
    async () => {
      // Where git does not answer, what the other steps do not find is not known to be nothing.
      await findHeadCommit(home.root);
      return [];
    },
    async () => {
      const count = (rows: number) => {
        setAside += rows;
      };
      return sayUnmerged(home.root, await healUnmerged(home, count));
    },
    async () => {
      const { count, alive } = await bringBackOfTheDead(home);
      again ||= alive;
      return count > 0 ? ['Brought back what an interrupted tracker sync had set aside.'] : [];
    },
    async () => sayRescue(home, await rescue(home)),
    async () => {
      const others = await listOtherVersions(home, ({ key }) => !told.has(key));
      // The same events are known by several names: of a conflict, and later of the branch that was rebased over it.
      const isNews = ({ ids }: Remembered) => sampleOf(ids).some((id) => !told.has(id));
      const news = others.filter(isNews);
      for (const { key, ids } of others) for (const word of [...sampleOf(ids), key]) told.add(word);
      return news.map(sayOther);
    },
    async () => {
      if (settingUp || told.has(notSetUp) || !(await lacksDriver(home.location))) return [];
      told.add(notSetUp);
      return ["Run `tracker init` once: .gitattributes names a merge driver that this clone's git does not know yet."];
    },
  ];
  const said: string[] = [];
  for (const step of steps) {
    try {
      for (const line of await step()) said.push(line);
    } catch (error) {
      if (error instanceof GitRefusal) return { said: [sayRefusal(error), ...sayOneSide(home)], again: true };
      // The next call looks at what is there now.
      if (!isStill()) return { said, again: true };
      const { code, message } = toTrackerError(error);
      // The call is about to say so itself, with the way out; what is left to do cannot be done either.
      if ((await findRefusal(opened))?.message === message) return { said, again };
      // What nobody has foreseen may be over by then: files come and go under git.
      again ||= code === 'busy' || code === 'internal';
      said.push(`Not healed after git: ${message} Run \`tracker doctor\`.`);
    }
  }
  if (setAside > 0) said.push(`${describeSetAside(setAside)} of what came in.`);
  return { said: [...new Set(said)], again };
}

const notSetUp = 'init';

/** Why the file cannot be read at all, if so. */
const findRefusal = ({ read }: FileHome): Promise<TrackerError | undefined> =>
  read(async () => undefined).catch(toTrackerError);

/** The events by which it is known whether a version has been told of: the first of them, as a branch may have thousands. */
const sampleOf = (ids: ReadonlySet<Id>): Id[] => [...ids].sort().slice(0, sampleSize);
const sampleSize = 200;

async function sayUnmerged(root: string, added: TrackerEvent[] | undefined): Promise<string[]> {
  if (!added || added.length === 0) return [];
  const { stdout: driver } = await git(root, ['config', '--get', 'merge.tracker.driver']);
  const advice = driver ? '' : ' `tracker init` has git do that by itself.';
  return [
    `Healed .tracker/data.db, which git had left unmerged: ${amount(added)} of the other side came in. Settle it with \`git add .tracker/data.db\`, then conclude the merge or rebase.${advice}`,
  ];
}

/** What cannot be healed is said at least: the index can be read where git cannot be asked. */
function sayOneSide({ location }: FileHome): string[] {
  try {
    if (!isUnmerged(location)) return [];
  } catch {
    return [];
  }
  return [
    'Not healed after git: .tracker/data.db is unmerged, and this is one side of it. Once git can be asked, the next call brings in the other; commit nothing of it before.',
  ];
}

const sayOther = ({ where, name, ids }: Remembered): string =>
  `${where} has ${ids.size} ${ids.size === 1 ? 'event' : 'events'} that .tracker/data.db lacks: \`tracker recover --from ${name}\` brings ${ids.size === 1 ? 'it' : 'them'}.`;

async function sayRescue(home: FileHome, { restored, overwritten, discarded, masked }: Rescue): Promise<string[]> {
  const said: string[] = [];
  if (masked.length > 0)
    said.push(`Redacted again, as git had put back a version before: ${await listed(home, masked)}.`);
  if (restored.length > 0) said.push(`Rescued what git stash had dropped: ${await listed(home, restored)}.`);
  if (overwritten.length > 0) said.push(`Rescued what git merge had overwritten: ${await listed(home, overwritten)}.`);
  if (discarded.length > 0) {
    const events = discarded.map(({ event }) => event);
    const them = events.length === 1 ? 'it' : 'them';
    said.push(
      `No longer in .tracker/data.db, as that was put back, replaced or removed: ${await listed(home, events)}. \`tracker recover\` lists ${them}, \`tracker recover --apply\` restores ${them}.`,
    );
  }
  return said;
}

const amount = (events: readonly TrackerEvent[]): string =>
  `${events.length} ${events.length === 1 ? 'event' : 'events'}`;

async function listed(home: FileHome, events: readonly TrackerEvent[]): Promise<string> {
  const names = await nameTickets(
    home,
    events.map((event) => ({ event })),
  );
  const shown = events
    .slice(0, 5)
    .map(({ ticket, kind, id }) => `${names.get(ticket)?.key ?? ''} ${kind} ${shortId(id)}`.trim());
  return events.length > shown.length
    ? `${shown.join(', ')} and ${events.length - shown.length} more`
    : shown.join(', ');
}
