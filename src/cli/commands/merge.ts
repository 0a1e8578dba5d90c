import { TrackerError } from '../../domain/errors.ts';
import { describeSetAside } from '../../domain/event/parse.ts';
import { safeLine } from '../../domain/shown.ts';
import type { Completeness } from '../../git/heal/completeness.ts';
import type { FileHome } from '../../home/file-home.ts';
import { contentOf } from '../../render/admin.ts';
import { UsageError } from '../usage.ts';
import { performAdmin, printReply } from './admin.ts';
import type { Command, Context } from './command.ts';

export const merge: Command = {
  name: 'merge',
  group: 'The repository',
  usage: '[REF|RANGE]',
  summary: 'Bring in the tickets of another commit, or what commits have dropped.',
  async options() {
    return [
      { name: 'check', kind: 'flag', help: 'Write nothing; say what is missing, and exit with 1 where something is.' },
    ];
  },
  examples: ['tracker merge', 'tracker merge origin/main', 'tracker merge --check origin/main..HEAD'],
  async run({ words, options }, context) {
    const [ref, ...rest] = words;
    if (rest.length > 0) throw new UsageError(`merge takes one REF, not ${words.length}.`);
    const json = options.json === true;
    if (!context.location.gitDir)
      throw new TrackerError('invalid_input', 'This is no git repository.', 'Run `git init`, or go to the clone.');
    if (options.check === true) return checkAndPrint(ref, json, context);
    // Not context.open(), which would heal before we can say what there was to heal.
    const [{ openFileTracker }, { repositoryOf }, { openUpkeep }] = await Promise.all([
      import('../../home/file-tracker.ts'),
      import('../../git/ask/repository.ts'),
      import('../upkeep.ts'),
    ]);
    const { location, screen } = context;
    const tracker = openFileTracker({
      location,
      repository: repositoryOf(location.root),
      pid: process.ppid,
      upkeep: openUpkeep,
    });
    try {
      if (ref === undefined) return await healAndPrint(tracker.home, json, context);
      await printReply(await performAdmin('admin.unite', { ref }, context, tracker), { json, screen });
      return 0;
    } finally {
      await tracker.close();
    }
  },
};

async function checkAndPrint(ref: string | undefined, json: boolean, { location, screen }: Context): Promise<number> {
  const [{ findGaps }, { repositoryOf }] = await Promise.all([
    import('../../git/heal/completeness.ts'),
    import('../../git/ask/repository.ts'),
  ]);
  const found = await findGaps({ root: location.root, repository: repositoryOf(location.root) }, ref);
  const lines = renderGaps(found, ref);
  const complete = lines.length === 0;
  if (json) screen.json({ complete, ...found });
  else {
    if (complete)
      screen.print(`Complete: HEAD's tickets lack nothing of ${ref ? `${ref} and of ` : ''}what its commits had.`);
    for (const line of [...lines, ...[...found.redacted, ...found.givenUp].map(safeLine)]) screen.print(line);
  }
  return complete ? 0 : 1;
}

function renderGaps(
  { faults, dropped, missing, isHealedHere, rewritten }: Completeness,
  ref: string | undefined,
): string[] {
  const lines = [
    ...faults.map(safeLine),
    ...dropped.map((gap) => `Commit ${gap.commit.slice(0, 7)} dropped ${contentOf(gap)}.`),
    ...missing.map((gap) => `${ref} has ${contentOf(gap)} that HEAD lacks.`),
    ...rewritten.map(safeLine),
  ];
  if (isHealedHere) return [...lines, 'The file here has them, and no commit: commit .tracker/data.db.'];
  if (dropped.length > 0) lines.push('Bring them back: tracker merge, then commit .tracker/data.db.');
  if (missing.length > 0)
    lines.push(`Bring them in: git merge ${ref}, or tracker merge ${ref} and commit .tracker/data.db.`);
  return lines;
}

/** 1 where not all could be looked into: what is there may lack something all the same. */
async function healAndPrint(home: FileHome, json: boolean, { screen }: Context): Promise<number> {
  const { healAll } = await import('../../git/heal/bring-in.ts');
  const { unmerged, broughtBack, healed, shallow, passed, setAside } = await healAll(home);
  if (json) {
    screen.json({ unmerged, broughtBack, healed, shallow, passed, setAside });
    return passed.length > 0 ? 1 : 0;
  }
  if (broughtBack > 0) screen.print('Brought back what an interrupted tracker sync had set aside.');
  if (unmerged)
    screen.print(
      `United the versions that git had left unmerged: ${unmerged.events === 0 ? 'nothing was missing' : `${contentOf(unmerged)} came in`}. Settle it: git add .tracker/data.db`,
    );
  for (const gap of healed)
    screen.print(`Commit ${gap.commit.slice(0, 7)} had dropped ${contentOf(gap)}; they are back.`);
  if (healed.length > 0) screen.print('Commit .tracker/data.db.');
  if (!unmerged && broughtBack === 0 && healed.length === 0)
    screen.print(
      passed.length > 0
        ? 'Nothing to heal in what could be read.'
        : "Nothing to heal: .tracker/data.db lacks nothing of what HEAD's commits had.",
    );
  for (const fault of passed) screen.print(`Not looked into: ${fault}`);
  if (setAside > 0) screen.print(`${describeSetAside(setAside)} of what came in.`);
  if (shallow) screen.print('This is a shallow clone: what came before its first commits was not looked at.');
  return passed.length > 0 ? 1 : 0;
}
