import { parseKey } from '../../domain/event/key.ts';
import { didYouMean, UsageError } from '../usage.ts';

/** The fields that hold a text, the one first that a file is meant for. */
export const textFields = ['description', 'new', 'message'] as const;

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

/** A list is of what is open, unless a status, a state or a key is asked for. */
export function onlyOpen({ query = '', ...others }: Record<string, unknown>): Record<string, unknown> {
  const says = /(?:^|[\s(-])(?:is|status|state|key|id|ids):/i.test(String(query)) || others.status !== undefined;
  return { ...others, ...((query !== '' || !says) && { query: says ? query : `is:open ${query}`.trim() }) };
}

/** An undo says of what. Throws UsageError. */
export function nameUndone(given: Record<string, unknown>): Record<string, unknown> {
  if ((given.event ?? given.id ?? given.session) !== undefined) return given;
  throw new UsageError(
    'EVENT or KEY is missing: tracker history shows events; --session undoes all that this session did.',
  );
}

const boardViews = ['summary', 'me', 'stats'];

/** One bare word behind `board` is more often meant for a view than for text. Throws UsageError. */
export function checkBoardWord(words: readonly string[]): void {
  const [word = '', ...others] = words;
  if (others.length > 0 || !/^[A-Za-z][\w-]*$/.test(word)) return;
  const near = didYouMean(word.toLowerCase(), boardViews, 'tracker board ');
  throw new UsageError(
    `tracker board has no view ${JSON.stringify(word)}: ${boardViews.join(', ')}.${near} Tickets with that word: tracker board --query ${word}`,
  );
}

function fill({ field }: Slot, words: string[]): Record<string, unknown> {
  if (field === 'ids') return words.length === 1 ? { id: words[0] } : { ids: words };
  if (field !== 'event/id') return { [field]: words.join(' ') };
  // Events have no dash, and a bare number is more often a key than an event's six characters.
  return parseKey(words[0] ?? '') ? { id: words[0] } : { event: words[0] };
}
