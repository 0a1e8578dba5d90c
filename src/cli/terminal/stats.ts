import type { StatsResult, TypeStats } from '../../actions/board/stats.ts';
import { hours, renderStats } from '../../render/board.ts';
import { join } from '../../render/lines.ts';
import type { Screen } from './screen.ts';
import { type Column, renderTable } from './table.ts';

const columns: readonly Column<TypeStats>[] = [
  { heading: 'TYPE', cell: ({ type }) => type },
  { heading: 'OPEN', cell: ({ open }) => String(open) },
  { heading: 'CLOSED, BY WEEK', cell: ({ closedByWeek }) => closedByWeek.join(' ') },
  { heading: 'CYCLE', cell: ({ cycleHours }) => (cycleHours ? hours(cycleHours.median) : '') },
  { heading: '90 % WITHIN', cell: ({ cycleHours }) => (cycleHours ? hours(cycleHours.p90) : ''), optional: true },
  { heading: 'AGE', cell: ({ ageDays }) => (ageDays ? `${ageDays.median} d` : '') },
  {
    heading: 'OLDEST',
    cell: ({ ageDays }) => (ageDays ? `${ageDays.oldest} d ${ageDays.oldestKey}` : ''),
    optional: true,
  },
];

/** A type a row. In a pipe the rows are all of standard output. */
export function drawStats(result: StatsResult, screen: Screen): void {
  if (result.types.length === 0) {
    const say = screen.isTerminal ? screen.print : screen.warn;
    say(renderStats(result));
    return;
  }
  screen.draw(renderTable(result.types, columns, screen));
  const foot = [join('Last 4 weeks', result.query), ...result.notes];
  if (screen.isTerminal) screen.draw(['', ...foot.map((line) => screen.paint('dim', line))].join('\n'));
  else for (const note of result.notes) screen.warn(note);
}
