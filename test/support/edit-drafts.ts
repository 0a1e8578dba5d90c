import type { EditPayload } from '../../src/domain/event/event.ts';
import type { TicketState } from '../../src/domain/event/state.ts';
import type { Splice } from '../../src/domain/text/text.ts';
import type { Draft, View } from './view.ts';

/** Changes a line, puts one in, takes one out, or writes everything anew. */
export function editDraft({ dice, author }: View, state: TicketState): Draft | undefined {
  const lines = state.description.split('\n').slice(0, -1);
  const at = dice.roll(lines.length + 1);
  const line = `${author.actor} ${dice.roll(4)}`;
  const taken = dice.pick([1, 1, 0]);
  const put = dice.pick([[line], [line], []]);
  const text = dice.once(8) ? `${line}\n` : joinLines(lines.toSpliced(at, taken, ...put));
  if (text === state.description) return undefined;
  return { ticket: state.id, kind: 'edit', payload: editTo(state, text) };
}

/** A delta against the one version that the description is; the full text where there is none. */
export function editTo(state: TicketState, text: string): EditPayload {
  if (state.descriptionEvent === undefined) return { text };
  return { base: state.descriptionEvent, splice: spliceOf(state.description, text) };
}

const joinLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** What is between the longest common start and end: deliberately not the code under test. */
function spliceOf(before: string, after: string): Splice {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { at: start, deleteCount: before.length - start - end, insert: after.slice(start, after.length - end) };
}
