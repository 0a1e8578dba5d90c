import type { Id, TrackerEvent } from './event.ts';

/** Beside the masked payload: who blanked it, when (ms since 1970) and why. */
export interface Redaction {
  actor: string;
  time: number;
  reason?: string;
}

export const isRedacted = (payload: object): payload is { redacted: Redaction } => 'redacted' in payload;

/** Payload fields that hold what somebody typed; everything else is structure and stays. */
const typed = new Set([
  'title',
  'description',
  'text',
  'insert',
  'body',
  'message',
  'value',
  'subject',
  'url',
  'labels',
  'template',
]);

/** Every character but line ends as █. As long as before in UTF-16 units. */
export const mask = (text: string): string => text.replace(/[^\r\n]/g, '█');

/**
 * The event with every typed character masked, line ends kept. Lengths stay as they were, so that later edits, which are
 * deltas against this text, still apply where they did.
 */
export function redactEvent(event: TrackerEvent, redacted: Redaction): TrackerEvent {
  const payload = { ...(maskTyped(event.payload) as object), redacted };
  return { ...event, payload } as unknown as TrackerEvent;
}

function maskTyped(value: unknown, inside = false): unknown {
  if (typeof value === 'string') return inside ? mask(value) : value;
  if (Array.isArray(value)) return value.map((item) => maskTyped(item, inside));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskEntry(name, item, inside)]));
}

/** Under `remove.labels` the names are what was typed; the ids of the adds that they list are structure. */
function maskEntry(name: string, item: unknown, inside: boolean): unknown {
  const removes = name === 'labels' && item !== null && typeof item === 'object' && !Array.isArray(item);
  return removes ? maskNames(item as Record<string, Id[]>) : maskTyped(item, inside || typed.has(name));
}

function maskNames(removes: Record<string, Id[]>): Record<string, Id[]> {
  const masked = new Map<string, Id[]>();
  for (const [name, adds] of Object.entries(removes))
    masked.set(mask(name), [...new Set([...(masked.get(mask(name)) ?? []), ...adds])]);
  return Object.fromEntries(masked);
}
