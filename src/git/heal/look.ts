import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import { describeSetAside } from '../../domain/event/parse.ts';
import { getGitDir } from '../../home/file/location.ts';
import type { FileHome } from '../../home/file-home.ts';
import { type Edge, findHeadCommit, isBehindHead, listEdges } from '../ask/edges.ts';
import { GitRefusal, sayRefusal } from '../ask/refusal.ts';
import { healLosses } from './heal.ts';
import { homeWhile } from './home-while.ts';
import type { Loss } from './losses.ts';

/** How far HEAD's history has been looked at in this work tree. */
export interface Watermark {
  /** HEAD when the last look was done: nothing that it reaches is looked at again. */
  head?: string | undefined;
  /** Commits that have been looked at since, in a look that is not done. */
  done: string[];
  /** Commits that lost something: where another branch is checked out, its file may lack that still. */
  lossy: string[];
}

export const noWatermark: Watermark = { done: [], lossy: [] };

export interface Look {
  /** A line for each thing that was brought back, or that could not be. */
  said: string[];
  watermark: Watermark;
  /** Whether there is nothing left to look at until git does something. */
  complete: boolean;
}

export interface LookOptions {
  watermark: Watermark;
  /** Whether git has done nothing since the look began. */
  isStill(): boolean;
  /** So long the look may take; what is left is done by the next one. */
  ms: number;
}

/** Commits that changed the database and that a look goes back to where there is no watermark; `tracker merge` looks at all. */
const bounds = { limit: 200, sinceDays: 60 };
const rememberedLossy = 20;

/**
 * Looks at the edges of HEAD's history that have not been looked at, and brings back what was lost at them. A look that git
 * does not answer, or that something was in the way of, leaves the watermark as it was.
 */
export async function lookAtHistory(opened: FileHome, { watermark, isStill, ms }: LookOptions): Promise<Look> {
  const later = { said: [], watermark, complete: false };
  // What git has begun may yet be given up, and a work tree with changes would be in its way.
  if (isUnderWay(opened)) return later;
  const home = homeWhile(opened, isStill);
  const start = performance.now();
  try {
    const head = await findHeadCommit(home.root);
    if (head === undefined || head === watermark.head) return { ...later, complete: true };
    const edges = await listNew(home.root, watermark);
    const seen = new Set(watermark.done);
    const said: string[] = [];
    let setAside = 0;
    const { healed, looked } = await healLosses(
      home,
      edges.filter(({ commit }) => !seen.has(commit)),
      {
        isEnough: () => !isStill() || performance.now() - start > ms,
        passOver: (commit, { message }) => {
          if (!message.startsWith('git has not got'))
            said.push(`Not looked into for commit ${commit.slice(0, 7)}: ${message}`);
        },
        told: (count) => {
          setAside += count;
        },
      },
    );
    if (!isStill() && healed.length === 0) return later;
    for (const loss of healed) said.push(sayLoss(loss));
    if (setAside > 0) said.push(`${describeSetAside(setAside)} of what came in.`);
    for (const commit of looked) seen.add(commit);
    const complete = edges.every(({ commit }) => seen.has(commit));
    const lossy = [...watermark.lossy, ...healed.map(({ commit }) => commit)].slice(-rememberedLossy);
    return {
      said: [...new Set(said)],
      watermark: complete ? { head, done: [], lossy } : { ...watermark, done: [...seen].slice(-bounds.limit), lossy },
      complete,
    };
  } catch (error) {
    return { ...later, said: isStill() ? [sayFailure(error)] : [] };
  }
}

/** Where HEAD has not simply gone on, what was lost before may be missing in the file that is checked out now. */
async function listNew(root: string, { head, lossy }: Watermark): Promise<Edge[]> {
  if (head === undefined) return listEdges(root, bounds);
  const edges = await listEdges(root, { ...bounds, reached: [head] });
  if (lossy.length === 0 || (await isBehindHead(root, head))) return edges;
  const again = (await listEdges(root, bounds)).filter(({ commit }) => lossy.includes(commit));
  return [...edges, ...again.filter((edge) => !edges.some(({ commit }) => commit === edge.commit))];
}

const marks = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'BISECT_LOG', 'rebase-merge', 'rebase-apply'];

const isUnderWay = ({ location }: Pick<FileHome, 'location'>): boolean =>
  marks.some((mark) => existsSync(join(getGitDir(location), mark)));

function sayLoss({ commit, events }: Pick<Loss, 'commit' | 'events'>): string {
  const name = commit.slice(0, 7);
  const amount = `${events.length} ${events.length === 1 ? 'event' : 'events'}`;
  return `Healed .tracker/data.db: commit ${name} had dropped ${amount}, now back. Commit .tracker/data.db; where that was meant, \`tracker recover --dismiss ${name}\`.`;
}

function sayFailure(error: unknown): string {
  if (error instanceof GitRefusal) return sayRefusal(error);
  const { message } = error instanceof TrackerError ? error : toTrackerError(error);
  return `Not healed after git: ${message} Run \`tracker doctor\`.`;
}
