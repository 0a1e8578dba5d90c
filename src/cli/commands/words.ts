import { parseKey } from '../../domain/event/key.ts';
import { UsageError } from '../usage.ts';

interface Slot {
  field: string;
  shown: string;
  optional: boolean;
  many: boolean;
}

/** Reads `field:SHOWN`, `[field:SHOWN]` and `field:SHOWN…`. */
export function parseSlot(pattern: string): Slot {
  const [field = '', shown = ''] = pattern.replace(/[[\]]/g, '').split(':');
  return { field, shown: shown.replace('…', ''), optional: pattern.startsWith('['), many: pattern.includes('…') };
}

export function renderUsage(patterns: readonly string[]): string {
  return patterns.map((pattern) => pattern.replace(/\w+(?:\/\w+)?:/, '')).join(' ');
}

/**
 * Gives a command's words to its fields, in order; a slot with `…` takes what the others leave, and a field that an
 * option has filled takes none. Throws UsageError where words are missing or left over.
 */
export function assignWords(
  patterns: readonly string[],
  words: readonly string[],
  given: ReadonlySet<string>,
): Record<string, unknown> {
  const slots = patterns
    .map(parseSlot)
    .filter(({ field }) => !given.has(field) && !(field === 'ids' && given.has('id')));
  const required = slots.filter(({ optional }) => !optional);
  const missing = required[words.length];
  if (missing) throw new UsageError(`${missing.shown} is missing.`);
  const left = [...words];
  const fields: Record<string, unknown> = {};
  for (const [index, slot] of slots.entries()) {
    const after = slots.slice(index + 1).filter(({ optional }) => !optional).length;
    const taken = left.splice(0, slot.many ? Math.max(0, left.length - after) : left.length > after ? 1 : 0);
    if (taken.length > 0) Object.assign(fields, fill(slot, taken));
  }
  if (left.length > 0)
    throw new UsageError(
      `${JSON.stringify(left[0])} is one word too many${slots.length ? '; put a text in quotes' : ''}.`,
    );
  return fields;
}

function fill({ field }: Slot, words: string[]): Record<string, unknown> {
  if (field === 'ids') return words.length === 1 ? { id: words[0] } : { ids: words };
  if (field !== 'event/id') return { [field]: words.join(' ') };
  // Events have no dash, and a bare number is more often a key than an event's six characters.
  return parseKey(words[0] ?? '') ? { id: words[0] } : { event: words[0] };
}
