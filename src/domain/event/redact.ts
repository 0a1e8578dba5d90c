import type { Id, TrackerEvent } from './event.ts';

/** Beside the masked payload: who blanked it, when (ms since 1970) and why. */
export interface Redaction {
  actor: string;
  time: number;
  reason?: string;
}

export const isRedacted = (payload: object): payload is { redacted: Redaction } => 'redacted' in payload;

/** Payload fields that say how events hang together; in every other one, also of kinds that are not known, somebody may have typed. */
const structure = new Set([
  ...['project', 'type', 'status', 'priority', 'due', 'parent', 'archived', 'mentions', 'claim'],
  ...['base', 'replyTo', 'target', 'commit', 'links', 'kind', 'submission', 'decision', 'event', 'events', 'undo'],
]);

/** Every character but line ends as █. As long as before in UTF-16 units. */
export const mask = (text: string): string => text.replace(/[^\r\n]/g, '█');

/**
 * The event with every typed character masked, line ends kept. Lengths stay as they were, so that later edits, which are
 * deltas against this text, still apply where they did. The idempotency key goes, and with it the hash of the input, by which
 * a guess could be confirmed: a call with that key is no longer known.
 */
export function redactEvent(event: TrackerEvent, redacted: Redaction): TrackerEvent {
  const { idempotency: _, ...typed } = event.payload as Record<string, unknown>;
  // Where a ticket stands nobody has typed, and what is masked would be no place.
  const payload = { ...((event.kind === 'rank' ? typed : maskTyped(typed)) as object), redacted };
  return { ...event, payload } as unknown as TrackerEvent;
}

function maskTyped(value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map(maskTyped);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskField(name, item)]));
}

function maskField(name: string, item: unknown): unknown {
  if (structure.has(name)) return item;
  return name === 'remove' && item !== null && typeof item === 'object' ? maskRemoves(item) : maskTyped(item);
}

/** Under `remove` the names are what was typed; the ids of the adds that they list are structure. */
const maskRemoves = (removes: object): object =>
  Object.fromEntries(
    Object.entries(removes).map(([field, names]) => [field, maskNames((names ?? {}) as Record<string, Id[]>)]),
  );

function maskNames(removes: Record<string, Id[]>): Record<string, Id[]> {
  const masked = new Map<string, Id[]>();
  for (const [name, adds] of Object.entries(removes))
    masked.set(mask(name), [...new Set([...(masked.get(mask(name)) ?? []), ...adds])]);
  return Object.fromEntries(masked);
}
