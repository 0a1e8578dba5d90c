import * as z from 'zod/mini';
import { text, word } from '../../domain/input/fields.ts';
import { redactStored } from '../../store/apply/redact.ts';
import type { Traces } from '../../store/upkeep.ts';
import { defineAction, everyWrite } from '../action.ts';

/** Without what was removed besides in a dry run, and where nothing lies beside the tracker. */
export interface RedactResult extends Partial<Traces> {
  event: string;
  kind: string;
  /** It was blank before; what this clone kept of it beside the file may not have been. */
  already: boolean;
}

/** Blanks an event, and whatever this clone keeps of its words outside git's history. */
export const redact = defineAction({
  tool: 'admin',
  name: 'redact',
  access: 'write',
  scope: 'admin',
  input: () => z.strictObject({ event: word, reason: z.optional(text), ...everyWrite }),
  example: { event: '7f3k2m' },
  lookUp: async (_, __, upkeep) => upkeep,
  async run(tx, { event, reason }, upkeep): Promise<RedactResult> {
    const { id, ...result } = redactStored(tx, event, reason);
    const answer: RedactResult = result;
    // What is beside the file has the words until the file has them no more.
    tx.afterwards(async () => void Object.assign(answer, await upkeep?.removeTraces(id)));
    return answer;
  },
});
