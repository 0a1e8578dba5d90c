import { type Id, isChange, type TrackerEvent } from './event.ts';
import { mask } from './redact.ts';
import type { TicketState } from './state.ts';
import { type SetField, setFields } from './ticket.ts';

/**
 * Labels and assignees: a name stands while one of its add events has not been removed. A remove takes only the adds that
 * it lists, so an add that its author had not seen survives. Whom a lost claim assigned is not shown.
 */
export function foldSets(order: readonly TrackerEvent[], lostClaims: ReadonlySet<Id>): TicketState['sets'] {
  const sets = { labels: new Map(), assignees: new Map() } as TicketState['sets'];
  for (const field of setFields) {
    const removed = removals(order, field);
    for (const event of order) {
      if (field === 'assignees' && lostClaims.has(event.id)) continue;
      for (const name of new Set(addsOf(event, field))) {
        if (removed(event.id, name)) continue;
        const adds = sets[field].get(name);
        if (adds) adds.push(event.id);
        else sets[field].set(name, [event.id]);
      }
    }
  }
  return sets;
}

function addsOf(event: TrackerEvent, field: SetField): readonly string[] {
  if (event.kind === 'create') return event.payload[field] ?? [];
  return (isChange(event) && event.payload.add?.[field]) || [];
}

/** Whether some event removes this name as that event added it; a redacted name is the same as what it was. */
function removals(order: readonly TrackerEvent[], field: SetField): (add: Id, name: string) => boolean {
  const exact = new Set<string>();
  const masked = new Set<string>();
  for (const event of order)
    if (isChange(event))
      for (const [name, adds] of Object.entries(event.payload.remove?.[field] ?? {}))
        for (const add of adds) {
          exact.add(`${add} ${name}`);
          masked.add(`${add} ${mask(name)}`);
        }
  return (add, name) => {
    if (exact.size === 0) return false;
    const blank = mask(name);
    return (
      exact.has(`${add} ${name}`) || exact.has(`${add} ${blank}`) || (name === blank && masked.has(`${add} ${name}`))
    );
  };
}
