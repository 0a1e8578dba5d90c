import type { TicketLine } from '../../src/actions/ticket/list.ts';

/** What a line of a list has besides, of a ticket of which that is not asked. */
export const plainLine = {
  ...{ points: null, assignees: [], labels: [], due: null, parent: null, blockedBy: [] },
  ...{ createdAt: 0, updatedAt: 0 },
} satisfies Partial<TicketLine>;
