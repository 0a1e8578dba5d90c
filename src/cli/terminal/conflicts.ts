import type { OpenConflict, Side } from '../../actions/open-conflicts.ts';
import { dateOf } from '../../domain/day.ts';
import type { Screen } from './screen.ts';
import { type Column, renderTable } from './table.ts';

const columns: readonly Column<OpenConflict>[] = [
  { heading: 'KEY', cell: ({ key }) => key, style: () => 'cyan' },
  { heading: 'FIELD', cell: ({ field }) => field },
  { heading: 'NOW', cell: ({ now }) => now.value, style: () => 'bold', flexible: true },
  { heading: 'BY', cell: ({ now }) => renderAuthor(now), style: () => 'dim', optional: true },
  { heading: 'AGAINST', cell: ({ other }) => other.value, style: () => 'yellow', flexible: true },
  { heading: 'BY', cell: ({ other }) => renderAuthor(other), style: () => 'dim', optional: true },
];

export type SettlingCommand = (conflict: OpenConflict) => string;

/** A conflict a line; the command that settles it below, or, in a pipe, at the line's end. */
export function drawConflicts(
  conflicts: readonly OpenConflict[],
  screen: Screen,
  settlingCommand: SettlingCommand,
): void {
  if (conflicts.length === 0) screen.print('No conflicts.');
  else if (screen.isTerminal) {
    screen.draw(renderTable(conflicts, columns, screen, settlingCommand));
    screen.draw(`\n${screen.paint('dim', 'Each command keeps what counts now; give another value to choose that.')}`);
  } else screen.draw(renderTable(conflicts, [...columns, { heading: 'SETTLE', cell: settlingCommand }], screen));
}

const renderAuthor = ({ actor, time }: Side): string =>
  [actor, time !== undefined && dateOf(time)].filter(Boolean).join(' ');
