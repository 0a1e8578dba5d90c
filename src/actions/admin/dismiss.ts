import * as z from 'zod/mini';
import type { Id } from '../../domain/event/event.ts';
import { boolean, values, word } from '../../domain/input/fields.ts';
import { giveUp } from '../../store/apply/give-up.ts';
import { defineAction, everyWrite } from '../action.ts';
import { chooseLost, getUpkeep } from './upkeep.ts';

export interface DismissResult {
  /** What is no longer to be brought back. */
  dismissed: Id[];
  /** The commit that had dropped them, and how many are gone: tickets stay that others have written to since. */
  commit?: string | undefined;
  gone?: number | undefined;
}

/**
 * Writes that git has nowhere are forgotten here. What a commit has dropped others may have as well, or bring back: that is
 * given up by an event, which the file carries to them.
 */
export const dismiss = defineAction({
  tool: 'admin',
  name: 'dismiss',
  access: 'write',
  scope: 'admin',
  input: () =>
    z.strictObject({ events: z.optional(values), commit: z.optional(word), all: z.optional(boolean), ...everyWrite }),
  example: { events: ['7f3k2m'] },
  needs: [['events', 'commit', 'all']],
  findFaults: (given) =>
    ['events', 'commit', 'all'].filter((field) => field in given).length > 1
      ? ['of events, commit and all one is given']
      : [],
  async lookUp(_, { events, commit }, given) {
    const upkeep = getUpkeep(given);
    if (commit !== undefined) return { ids: await upkeep.listDropped(commit), forget: undefined };
    const ids = chooseLost(await upkeep.listLost(), events).map(({ event }) => event.id);
    return { ids, forget: () => upkeep.forget(ids) };
  },
  async run(tx, { commit }, { ids, forget }): Promise<DismissResult> {
    if (!forget) return { dismissed: ids, commit, gone: giveUp(tx, ids) };
    tx.afterwards(forget);
    return { dismissed: ids };
  },
});
