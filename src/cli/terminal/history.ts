import { minuteOf } from '../../domain/day.ts';
import { renderEvent } from '../../render/history.ts';
import type { CommittedHistory } from '../committed-history.ts';
import type { Screen } from './screen.ts';
import { type Column, renderTable } from './table.ts';

type Entry = CommittedHistory['entries'][number];

/** An event a line, with its commit where there is git. */
export function drawHistory({ key, entries, left, cursor }: CommittedHistory, screen: Screen): void {
  const columns: Column<Entry>[] = [
    { heading: 'EVENT', cell: ({ event }) => event, style: () => 'cyan' },
    { heading: 'TIME', cell: ({ time }) => minuteOf(time), style: () => 'dim' },
    { heading: 'KEY', cell: ({ ticket = '' }) => (ticket === key ? '' : ticket), style: () => 'cyan' },
    { heading: 'ACTOR', cell: ({ actor }) => actor },
    { heading: 'COMMIT', cell: renderCommit, style: ({ commit }) => (commit ? 'yellow' : 'dim'), optional: true },
    { heading: 'WHAT', cell: renderEvent, flexible: true },
  ];
  if (entries.length > 0) screen.draw(renderTable(entries, columns, screen));
  const unsure = entries.find(({ orOlder }) => orOlder);
  const notes = [
    entries.length === 0 && (key ? `${key} has no events there` : 'No events'),
    unsure && `Versions before ${renderCommit(unsure)} cannot be read here: what it carried may be older.`,
    cursor !== undefined && `${left} more: go on with --cursor ${cursor}`,
  ].filter((note) => typeof note === 'string');
  for (const note of notes)
    if (screen.isTerminal) screen.draw(screen.paint('dim', note));
    else screen.warn(note);
}

/** As short as commits are shown with their tickets. */
const renderCommit = ({ commit }: Entry): string =>
  commit === undefined ? '' : commit === null ? 'not committed' : commit.slice(0, 10);
