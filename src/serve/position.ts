import { TrackerError } from '../domain/errors.ts';
import type { Position } from '../store/schema/position.ts';

/** Enough of an id to tell two histories apart that have as many events: its last hexadecimal digits, which are random. */
const digits = 8;

/** A position as it stands in addresses, headers and SSE ids: `<lineage>.<event>.<8 of its id>`. */
export const writePosition = ({ lineage, event, id }: Position): string => `${lineage}.${event}.${id.slice(-digits)}`;

/** What `writePosition` wrote. Throws `invalid_input`. */
export function readPosition(text: string): Position {
  const [, lineage, event, id] = /^([\w-]{0,64})\.(\d{1,15})\.([\da-f]{8}|)$/.exec(text) ?? [];
  if (lineage !== undefined && event !== undefined && id !== undefined) return { lineage, event: Number(event), id };
  throw new TrackerError(
    'invalid_input',
    `after is no position: ${JSON.stringify(text.slice(0, 100))}.`,
    'Send one that an answer has given as "position", or none: from now on.',
  );
}
