import * as z from 'zod/mini';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { values } from '../../domain/input/fields.ts';
import { defineAction } from '../action.ts';
import { chooseLost, getUpkeep } from './upkeep.ts';

export interface LostResult {
  /** Writes that neither the file nor git has any more. */
  writes: {
    event: TrackerEvent;
    /** When it was answered, in milliseconds since 1970. */
    acknowledged: number;
    here: boolean;
    branch: string | undefined;
    key: string | undefined;
    title: string | undefined;
  }[];
  /** Versions that git remembers, with their events that are not here; none where writes are named. */
  versions: { name: string; where: string; events: Id[] }[];
}

export const lost = defineAction({
  tool: 'admin',
  name: 'lost',
  access: 'read',
  scope: 'sync',
  input: () => z.strictObject({ events: z.optional(values) }),
  example: {},
  async lookUp(_, { events }, given) {
    const upkeep = getUpkeep(given);
    const writes = chooseLost(await upkeep.listLost(), events);
    return { writes, versions: events ? [] : await upkeep.listVersions() };
  },
  async run(_, __, { writes, versions }): Promise<LostResult> {
    return {
      writes: writes.map(({ event, at, here, branch, key, title }) => {
        return { event, acknowledged: at, here, branch, key, title };
      }),
      versions: versions.map(({ name, where, ids }) => ({ name, where, events: [...ids] })),
    };
  },
});
