import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDamage } from '../../home/file/damage.ts';
import type { Option } from '../arguments.ts';
import { callerOf } from '../caller.ts';
import { UsageError } from '../usage.ts';
import type { Command } from './command.ts';

const group = 'The file';
const noOptions = async (): Promise<Option[]> => [];

export const dump: Command = {
  name: 'dump',
  group,
  usage: '[FILE]',
  summary: 'A database as stable text.',
  options: noOptions,
  async run({ words, options }, { screen, open }) {
    const [file, ...rest] = words;
    if (options.json === true) throw new UsageError('dump is text; tracker export --jsonl prints objects.');
    if (rest.length > 0) throw new UsageError(`dump takes one file, not ${words.length}.`);
    if (file === undefined) {
      const { dump: dumpDatabase } = await import('../../store/read/dump.ts');
      await (await open()).home.read(async ({ db }) => {
        for (const part of dumpDatabase(db)) screen.write(part);
      });
      return 0;
    }
    if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
    const { dumpFile } = await import('../../git/drivers/version-text.ts');
    screen.write(await dumpFile(resolve(file)));
    return 0;
  },
};

export const exportCommand: Command = {
  name: 'export',
  group,
  usage: '',
  summary: 'All tickets as JSON lines, or all events.',
  async options() {
    return [
      { name: 'jsonl', kind: 'flag', help: 'JSON lines, the only format there is.' },
      { name: 'events', kind: 'flag', help: 'The events that the tickets are computed from, as they are stored.' },
    ];
  },
  examples: ['tracker export --jsonl >tickets.jsonl', 'tracker export --jsonl --events'],
  async run({ options }, context) {
    const { exportEvents, exportTickets } = await import('../export.ts');
    const workspace = await context.open();
    const lines = options.events ? exportEvents : exportTickets;
    await workspace.read(await callerOf(context), async (tx) => {
      for (const line of lines(tx)) context.screen.jsonLine(line);
    });
    return 0;
  },
};

export const mergeDriver: Command = {
  name: 'merge-driver',
  group,
  usage: 'BASE OURS THEIRS',
  summary: 'What git runs to merge two versions.',
  options: noOptions,
  async run({ words }, { screen, location }) {
    const [base, ours, theirs] = words;
    if (base === undefined || ours === undefined || theirs === undefined)
      throw new UsageError('BASE, OURS and THEIRS are files.');
    const { mergeDatabases } = await import('../../git/drivers/merge-driver.ts');
    try {
      for (const line of await mergeDatabases({ base, ours, theirs })) screen.warn(`tracker: ${line}`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const { describeUnmerged } = await import('../init/git-changes.ts');
      throw (await describeUnmerged(location)) ?? error;
    }
    return 0;
  },
};

export const diffText: Command = {
  name: 'diff-text',
  group,
  usage: 'BEFORE AFTER',
  summary: 'What git runs to show what changes in tickets.',
  options: noOptions,
  async run({ words }, { screen }) {
    const [before, after, meta = '', frag = '', old = '', new_ = ''] = words;
    if (before === undefined || after === undefined) throw new UsageError('BEFORE and AFTER are files.');
    const { diffVersions } = await import('../../git/drivers/ticket-diff.ts');
    screen.exact(await diffVersions(before, after, { meta, frag, old, new: new_ }));
    return 0;
  },
};
