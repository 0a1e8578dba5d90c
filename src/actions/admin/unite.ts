import * as z from 'zod/mini';
import { word } from '../../domain/input/fields.ts';
import { takeIn, versionComing } from '../../store/apply/union.ts';
import { countLacking } from '../../store/read/differences.ts';
import { keysOf } from '../../store/read/history.ts';
import { defineAction, everyWrite } from '../action.ts';
import { getUpkeep } from './upkeep.ts';

export interface UniteResult {
  ref: string;
  commit: string | undefined;
  /** How many came, and the keys of the tickets that they are about. */
  events: number;
  tickets: string[];
  /** Rows of the version that are no events. */
  setAside: number;
  /** Events of it that stayed out, as somebody has given them up. */
  givenUp: number;
}

/** Brings in what a commit's tracker has, all of it. git's index and history stay as they are. */
export const unite = defineAction({
  tool: 'admin',
  name: 'unite',
  access: 'write',
  scope: 'sync',
  input: () => z.strictObject({ ref: word, ...everyWrite }),
  example: { ref: 'origin/main' },
  lookUp: (_, { ref }, upkeep) => getUpkeep(upkeep).openVersion(ref),
  async run(tx, { ref }, version): Promise<UniteResult> {
    let setAside = 0;
    const told = (count: number) => {
      setAside += count;
    };
    const added = takeIn(tx, [versionComing(version, told)]);
    const tickets = [...new Set(added.flatMap(({ ticket }) => ticket ?? []))];
    return {
      ref,
      commit: version.commit,
      events: added.length,
      tickets: [...keysOf(tx, tickets).values()],
      setAside,
      givenUp: countLacking(tx.db, version.theirs),
    };
  },
  putBack: (version) => version.close(),
});
