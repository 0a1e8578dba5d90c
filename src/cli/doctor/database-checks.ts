import { existsSync } from 'node:fs';
import { refoldTracker } from '../../actions/maintain.ts';
import { checkFile } from '../../home/file/check.ts';
import { databasePath } from '../../home/file/location.ts';
import { completeHeader, isPlain } from '../../home/file/versions.ts';
import { callerOf } from '../caller.ts';
import type { Context } from '../commands/command.ts';
import type { Change } from '../init/change.ts';
import { type Check, ok } from './check.ts';

const restore =
  'git log -- .tracker/data.db lists the versions; git restore --source COMMIT .tracker/data.db brings one back.';

export const integrity: Check = {
  name: 'integrity',
  async run(context) {
    const { location } = context;
    const path = databasePath(location);
    if (!existsSync(path)) return [];
    const header = await completeHeader(path, 500);
    // Read as it lies only where nothing of another program's could count; the check of the file says what is wrong.
    if (!header || !isPlain(path, header)) return [];
    const { damage, differences, events, tickets } = checkFile(path);
    if (damage.length > 0)
      return [{ level: 'error', message: `.tracker/data.db is damaged: ${damage[0]}`, advice: restore }];
    if (differences.length === 0)
      return ok(`${amount(tickets, 'ticket', 's are', ' is')} what ${amount(events, 'event', 's say', ' says')}`);
    const found = differences.map(
      ({ table, surplus, missing }) => `${table} has ${surplus} rows too many and ${missing} too few`,
    );
    const message = `tables are not what the events say: ${found.join('; ')}`;
    return [
      {
        level: 'error',
        message,
        advice: 'Another program has written to the file. tracker doctor --fix',
        mend: [planRefold(context)],
      },
    ];
  },
};

const amount = (count: number, noun: string, many: string, one: string): string =>
  `${count} ${noun}${count === 1 ? one : many}`;

/** The events are the truth: what is computed from them can be computed again. */
function planRefold(context: Context): Change {
  return {
    what: 'the tables of .tracker/data.db',
    state: 'change',
    async apply() {
      await refoldTracker(await context.open(), await callerOf(context));
    },
  };
}
