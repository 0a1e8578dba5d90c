import { existsSync, lstatSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toTrackerError } from '../../domain/errors.ts';
import { printHint } from '../../domain/hint.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { checkMayCreate } from '../../home/file/creation.ts';
import { isDamage } from '../../home/file/damage.ts';
import type { Header } from '../../home/file/header.ts';
import { databasePath, trackerDir } from '../../home/file/location.ts';
import { listAbandoned } from '../../home/file/side/temps.ts';
import { completeHeader, sidecarsOf } from '../../home/file/versions.ts';
import { configReader } from '../../home/settings.ts';
import { checkFile, readStart } from '../../store/regular.ts';
import type { Context } from '../commands/command.ts';
import { shellSyntax } from '../commands/syntax.ts';
import type { Change } from '../init/change.ts';
import { type Check, type Finding, ok } from './check.ts';
import { planRestore } from './restore.ts';

const mebibyte = 1024 * 1024;
/** GitHub refuses files of 100 MB. */
const largeBytes = 40 * mebibyte;

export const databaseFile: Check = {
  name: 'file',
  async run(context) {
    const path = databasePath(context.location);
    // Throws where git has it, or had.
    if (!checkFile(path, '.tracker/data.db')) await checkMayCreate(path, repositoryOf(context.location.root));
    if (!checkFile(path, '.tracker/data.db'))
      return [
        {
          level: 'warn',
          message: 'there is no .tracker/data.db yet',
          advice: 'tracker init, or the first write, makes it.',
        },
      ];
    const { start, size } = readStart(path, '.tracker/data.db', 100);
    if (size < 1024 && start.toString('latin1').startsWith('version https://git-lfs')) {
      const advice = 'git lfs pull, then end our line in .gitattributes with "-filter" and add the file again.';
      return [{ level: 'error', message: '.tracker/data.db is a pointer of Git LFS', advice }];
    }
    try {
      return describeHeader(await completeHeader(path, 500));
    } catch (error) {
      if (!isDamage(error)) throw error;
      return [await planRestore(context, toTrackerError(error).message)];
    }
  },
};

function describeHeader(header: Header | undefined): Finding[] {
  if (!header?.walMode) return ok(`.tracker/data.db, format ${header?.userVersion ?? '?'}`);
  const message = '.tracker/data.db is in WAL mode: another program has changed it';
  return [{ level: 'warn', message, advice: 'The next write of tracker puts it back.' }];
}

export const fileSize: Check = {
  name: 'size',
  async run({ location }) {
    const size = lstatSync(databasePath(location), { throwIfNoEntry: false })?.size ?? 0;
    if (size <= largeBytes) return [];
    return [
      {
        level: 'warn',
        message: `.tracker/data.db has ${Math.round(size / mebibyte)} MiB; GitHub refuses files of 100`,
        advice: 'Write fewer and shorter texts, or start another tracker for another part of the repository.',
      },
    ];
  },
};

export const sidecars: Check = {
  name: 'sidecars',
  async run({ location }) {
    const found = sidecarsOf(databasePath(location)).map((file) => basename(file));
    if (found.length === 0) return ok('no other program has left files beside the database');
    return [
      {
        level: 'warn',
        message: `another program has left ${found.join(', ')} beside the database`,
        advice: 'Close that program. The next write of tracker puts them aside.',
      },
    ];
  },
};

export const temporaryFiles: Check = {
  name: 'temporary files',
  async run({ location }) {
    const stale = findStaleTemps(location);
    if (stale.length === 0) return [];
    const mend: Change[] = stale.map((file) => ({
      what: file,
      state: 'change',
      note: 'removed',
      apply: async () => rmSync(file, { force: true }),
    }));
    return [
      {
        level: 'warn',
        message: `${stale.length} temporary files of processes that no longer run`,
        advice: 'tracker doctor --fix',
        mend,
      },
    ];
  },
};

function findStaleTemps({ root, gitDir, commonDir }: Context['location']): string[] {
  const folders = [
    join(root, '.tracker'),
    join(root, '.tracker/local'),
    gitDir && join(gitDir, 'tracker'),
    commonDir && join(commonDir, 'tracker'),
  ];
  return [...new Set(folders)].flatMap((folder) => {
    if (!folder || !existsSync(folder)) return [];
    return listAbandoned(folder).map(({ path }) => path);
  });
}

export const configuration: Check = {
  name: 'configuration',
  async run({ location }) {
    const path = join(trackerDir(location), 'config.json');
    if (!lstatSync(path, { throwIfNoEntry: false })) return [];
    const { error } = configReader(location)();
    if (!error) return ok('.tracker/config.json is valid');
    const { message, hint } = toTrackerError(error);
    return [{ level: 'error', message: message.replace(/\.$/, ''), advice: printHint(hint, shellSyntax.call) }];
  },
};
