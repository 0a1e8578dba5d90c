import * as z from 'zod/mini';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { values, word } from '../../domain/input/fields.ts';
import { eventsComing, takeIn, versionComing } from '../../store/apply/union.ts';
import type { OpenVersion } from '../../store/upkeep.ts';
import { defineAction, everyWrite } from '../action.ts';
import { chooseLost, getUpkeep } from './upkeep.ts';

export interface RestoreResult {
  /** The events that were new. */
  restored: Id[];
  /** Lost writes that were made on other branches, and not named. */
  left: number;
  /** The version that they are of. */
  from?: string | undefined;
}

/** The version that is asked for, or lost writes with what they come after. */
type Found = { version: OpenVersion } | { events: TrackerEvent[]; left: number };

export const restore = defineAction({
  tool: 'admin',
  name: 'restore',
  access: 'write',
  scope: 'sync',
  input: () => z.strictObject({ events: z.optional(values), from: z.optional(word), ...everyWrite }),
  example: { events: ['7f3k2m'] },
  findFaults: ({ events, from }) =>
    events !== undefined && from !== undefined ? ['events and from are both given'] : [],
  async lookUp(_, { events, from }, given): Promise<Found> {
    const upkeep = getUpkeep(given);
    if (from !== undefined) return { version: await upkeep.openVersion(from) };
    const chosen = chooseLost(await upkeep.listLost(), events);
    const wanted = events ? chosen : chosen.filter(({ here }) => here);
    return { events: await upkeep.listRestored(wanted), left: chosen.length - wanted.length };
  },
  async run(tx, { from }, found): Promise<RestoreResult> {
    const added =
      'version' in found
        ? takeIn(tx, [versionComing(found.version)])
        : takeIn(tx, [eventsComing(found.events)], 'here');
    return { restored: added.map(({ id }) => id), left: 'version' in found ? 0 : found.left, from };
  },
  putBack: (found) => 'version' in found && found.version.close(),
});
