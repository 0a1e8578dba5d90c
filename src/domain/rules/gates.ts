/** What may stand between a ticket and its type's positive terminal status, in the order in which it is told. */
export const gateNames = ['blockers', 'children', 'lease', 'checkboxes', 'evidence', 'changed'] as const;
export type GateName = (typeof gateNames)[number];

/** What a gate does where something stands in the way: refuses the call, lets it pass and says so, or nothing. */
export const gateLevels = ['refuse', 'say', 'off'] as const;
export type Gates = Readonly<Record<GateName, (typeof gateLevels)[number]>>;

export const defaultGates: Gates = {
  ...{ blockers: 'refuse', children: 'refuse', lease: 'refuse' },
  ...{ checkboxes: 'say', evidence: 'say', changed: 'say' },
};

/** What stands in the way of one ticket. */
export interface Finding {
  gate: GateName;
  /** Each in a few words: `PAY-482913 (todo)`. */
  items: string[];
  /** The keys, or the actor, that the items are about. */
  names?: string[];
}

const descriptions: Readonly<Record<GateName, (items: readonly string[]) => string>> = {
  blockers: (items) => `open ${items.length === 1 ? 'blocker' : 'blockers'} ${some(items)}`,
  children: (items) => `open ${items.length === 1 ? 'child' : 'children'} ${some(items)}`,
  lease: (items) => `claimed by ${some(items)}`,
  checkboxes: (items) => `${items.length} ${items.length === 1 ? 'box' : 'boxes'} open: ${some(items)}`,
  evidence: (items) => `evidence: ${some(items)}`,
  changed: (items) => `description changed after ${some(items)}`,
};

/** `open blocker PAY-482913 (todo)`, `2 boxes open: "Tests", "Notes"`: a clause, without a full stop. */
export const describeFinding = ({ gate, items }: Finding): string => descriptions[gate](items);

const mostItems = 5;

function some(items: readonly string[]): string {
  const more = items.length - mostItems;
  return `${items.slice(0, mostItems).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
