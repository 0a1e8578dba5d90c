import * as z from 'zod/mini';
import { defineAction, everyWrite } from '../action.ts';

/** Computes all tables anew from the events: they may differ where a program has had a fault. */
export const refold = defineAction({
  tool: 'admin',
  name: 'refold',
  access: 'write',
  scope: 'admin',
  input: () => z.strictObject(everyWrite),
  example: {},
  async run(tx): Promise<Record<string, never>> {
    tx.refold();
    return {};
  },
});
