import { existsSync } from 'node:fs';
import { TrackerError } from '../../domain/errors.ts';
import { checkFile, type FileCheck } from '../../home/file/check.ts';
import { isDamage } from '../../home/file/damage.ts';
import { databasePath } from '../../home/file/location.ts';
import { rebuildFile, salvageEvents } from '../../home/file/rebuild.ts';
import { translated } from '../../home/file/translate.ts';
import { completeHeader, isPlain } from '../../home/file/versions.ts';
import { performAdmin } from '../commands/admin.ts';
import type { Context } from '../commands/command.ts';
import type { Change } from '../init/change.ts';
import { type Check, type Finding, ok } from './check.ts';
import { planRestore } from './restore.ts';

export const integrity: Check = {
  name: 'integrity',
  async run(context) {
    const { location } = context;
    const path = databasePath(location);
    if (!existsSync(path)) return [];
    // What cannot even be opened the check of the file has said.
    const header = await completeHeader(path, 500).catch(() => undefined);
    // Read as it lies only where nothing of another program's could count; the check of the file says what is wrong.
    if (!header || !isPlain(path, header)) return [];
    const checked = await tryCheck(path);
    if ('refused' in checked) return [await planMend(context, checked.refused)];
    const { damage, differences, faults, events, tickets } = checked;
    if (damage.length > 0) return [await planRestore(context, `.tracker/data.db is damaged: ${damage[0]}`)];
    if (differences.length === 0)
      return [
        ...sayFaults(faults),
        ...ok(`${amount(tickets, 'ticket', 's are', ' is')} what ${amount(events, 'event', 's say', ' says')}`),
      ];
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
      ...sayFaults(faults),
    ];
  },
};

/** What is there and what is said of it, or why the file is not read. */
async function tryCheck(path: string): Promise<FileCheck | { refused: TrackerError }> {
  try {
    return await translated('read', async () => checkFile(path));
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    return { refused: error };
  }
}

/** The file is damaged; or it holds something that would run, or lacks something, and its events are what counts. */
async function planMend(context: Context, refused: TrackerError): Promise<Finding> {
  const { location } = context;
  const { message } = refused;
  if (isDamage(refused)) return planRestore(context, message);
  const events = await salvageEvents(databasePath(location));
  return {
    level: 'error',
    message: message.replace(/\.$/, ''),
    advice: `tracker doctor --fix makes the file anew from its ${amount(events.length, 'event', 's', '')}, and keeps it as it was`,
    mend: [{ what: '.tracker/data.db, from its events', state: 'change', apply: () => rebuildFile(location) }],
  };
}

/** Rows of the events' table that are no events count for nothing. */
function sayFaults(faults: FileCheck['faults']): Finding[] {
  const [first] = faults;
  if (!first) return [];
  const message = `${amount(faults.length, 'row', 's of the events are no events', ' of the events is no event')}, and set aside: ${first.kind}, whose ${first.fault}`;
  return [{ level: 'warn', message, advice: 'They came with a version from elsewhere, and do no harm' }];
}

const amount = (count: number, noun: string, many: string, one: string): string =>
  `${count} ${noun}${count === 1 ? one : many}`;

/** The events are the truth: what is computed from them can be computed again. */
function planRefold(context: Context): Change {
  return {
    what: 'the tables of .tracker/data.db',
    state: 'change',
    async apply() {
      await performAdmin('admin.refold', {}, context);
    },
  };
}
