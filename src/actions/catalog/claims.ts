import * as z from 'zod/mini';
import type { Note } from '../../domain/rules/notes.ts';
import { type Claimed, listClaimed } from '../../store/find/claimed.ts';
import { newestNote } from '../../store/read/notes.ts';
import { defineAction } from '../action.ts';

export interface ClaimsResult {
  /** The latest first. */
  claims: (Omit<Claimed, 'ticket'> & { note?: Note | undefined })[];
}

/** More at once nobody looks through; those that are older were forgotten long ago. */
const most = 200;

/** Who works on what: live claims, and those that ran out while the ticket is still open. */
export const claims = defineAction({
  tool: 'catalog',
  name: 'claims',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<ClaimsResult> {
    return {
      claims: listClaimed(tx, most).map(({ ticket, ...claim }) => ({ ...claim, note: newestNote(tx, ticket) })),
    };
  },
});
