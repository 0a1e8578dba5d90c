import type { Args, ToolCalls } from '../../support/tool-session.ts';

/** What the tests of undo ask again and again. */
export const undoCalls = (tracker: ToolCalls) => ({
  undo: (fields: Args) => tracker.ticket({ action: 'undo', ...fields }),
  /** The ticket without what an undo may not turn back: the revision, and times. */
  state: async (id: string) => (await tracker.get(id)).map((line) => line.replace(/ · rev \d+/, '')),
  lastEvent: async (id?: string) => (await tracker.ticket({ action: 'history', id, limit: 1 })).slice(0, 6),
});
