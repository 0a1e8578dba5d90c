import * as z from 'zod/mini';
import { defineAction } from '../action.ts';
import { listOpenConflicts, type OpenConflict } from '../open-conflicts.ts';

export interface ConflictsResult {
  conflicts: OpenConflict[];
}

export const conflicts = defineAction({
  tool: 'catalog',
  name: 'conflicts',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<ConflictsResult> {
    return { conflicts: await listOpenConflicts(tx) };
  },
});
