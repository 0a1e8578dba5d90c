import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../git/ask/git.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { databasePath } from '../../home/file/location.ts';
import { checkFile } from '../../store/regular.ts';
import {
  describeFilter,
  findFilter,
  findIgnoreProblem,
  planAttributes,
  planDrivers,
  planIgnoreRules,
} from '../init/git-changes.ts';
import { thisProgram } from '../program.ts';
import { type Check, type Finding, ok, pendingChanges } from './check.ts';

export const attributes: Check = {
  name: 'attributes',
  asksGit: true,
  async run({ location }) {
    if (!location.gitDir) return [];
    const plan = await planAttributes(location);
    const filter = await findFilter(location);
    const filtered = filter === undefined ? undefined : describeFilter(location, filter);
    if (plan.state !== 'keep')
      return pendingChanges([plan], {
        fine: '',
        pending: filter === 'lfs' && filtered ? filtered.message : 'git does not know that the database is binary',
      });
    if (filtered) return [{ level: 'warn', ...filtered }];
    const wanted = { text: 'unset', merge: 'tracker', diff: 'tracker' };
    const { stdout } = await git(location.root, ['check-attr', '-z', ...Object.keys(wanted), '--', '.tracker/data.db']);
    const effective = Object.fromEntries(
      [...stdout.matchAll(/[^\0]*\0([^\0]*)\0([^\0]*)\0/g)].map(([, name, value]) => [name, value]),
    );
    const wrong = Object.entries(wanted).filter(([name, value]) => effective[name] !== value);
    if (wrong.length === 0) return ok('.gitattributes gives the database to our drivers');
    const found = wrong.map(([name]) => `${name} is ${effective[name]}`).join(', ');
    return [
      {
        level: 'warn',
        message: `another rule overrides our line in .gitattributes: ${found}`,
        advice: 'Move our line below that rule.',
      },
    ];
  },
};

/** The drivers leave other files to git; but whoever has named them for one may have wanted to hide a change of it. */
export const otherPaths: Check = {
  name: 'other paths',
  asksGit: true,
  async run({ location }) {
    // Of a pipe in its place git would wait for a writer; `attributes` says what is there.
    if (!location.gitDir || !isPlainOrNone(join(location.root, '.gitattributes'))) return [];
    const found = ['diff', 'merge'].map((name) => `:(top,attr:${name}=tracker)`);
    const { stdout } = await git(location.root, ['ls-files', '-z', '--full-name', '--', ...found], {
      timeoutMs: 60_000,
    });
    const paths = stdout.split('\0').filter((path) => path !== '' && !/(?:^|\/)\.tracker\/data\.db$/.test(path));
    const [first] = paths;
    if (first === undefined) return [];
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
    return [
      {
        level: 'warn',
        message: `.gitattributes gives ${first}${more} to our drivers, which are for .tracker/data.db alone`,
        advice: `git check-attr diff merge -- ${JSON.stringify(first)} says so; take that rule out, and ask who brought it`,
      },
    ];
  },
};

function isPlainOrNone(path: string): boolean {
  try {
    checkFile(path, '.gitattributes');
    return true;
  } catch {
    return false;
  }
}

export const drivers: Check = {
  name: 'drivers',
  asksGit: true,
  async run({ location }) {
    const plan = await planDrivers(location, thisProgram());
    if (plan.length === 0) return [];
    const fine = "git's configuration has our merge and diff drivers";
    const findings = pendingChanges(plan, { fine, pending: "git's configuration lacks a part of our drivers" });
    const none = plan.every(({ state }) => state === 'create');
    return none
      ? findings.map((finding) => ({
          ...finding,
          message: "this clone's git does not have our merge and diff drivers",
        }))
      : findings;
  },
};

export const ignoreRules: Check = {
  name: 'ignore rules',
  asksGit: true,
  async run({ location }) {
    const problem = await findIgnoreProblem(location);
    const findings = pendingChanges([await planIgnoreRules(location)], {
      fine: 'the ignore rules let the database through and nothing else',
      pending: 'ignore rules are missing',
    });
    const isCarried = problem !== undefined && (await repositoryOf(location.root).listEntries()).length > 0;
    const problems: Finding[] = problem
      ? [
          isCarried
            ? { level: 'warn', message: 'git carries the database, and has a rule to ignore it', advice: problem }
            : { level: 'error', message: 'git would not carry the database', advice: problem },
        ]
      : [];
    return [...problems, ...findings, ...(await findTrackedByMistake(location.root))];
  },
};

async function findTrackedByMistake(root: string): Promise<Finding[]> {
  const { stdout } = await git(root, ['ls-files', '--cached', '-z', '--', ...local]);
  const files = stdout.split('\0').filter(Boolean);
  if (files.length === 0) return [];
  return [{ level: 'warn', message: `git carries ${files.join(', ')}`, advice: `git rm --cached ${files.join(' ')}` }];
}

const local = ['.tracker/local', '.tracker/data.db-*', '.tracker/.data.db.tmp-*'];

export const gitState: Check = {
  name: 'state in git',
  asksGit: true,
  async run({ location, open }) {
    if (!location.gitDir) return [];
    const { stdout } = await git(location.root, ['ls-files', '--cached', '-t', '-z', '--', '.tracker/data.db']);
    if (stdout === '' && !existsSync(databasePath(location))) return [];
    // `git add` refuses what is ignored: the check of the ignore rules says what comes first.
    const ignored = stdout === '' && (await findIgnoreProblem(location)) ? 'first the ignore rule, then ' : '';
    if (stdout === '')
      return [
        {
          level: 'warn',
          message: 'git does not carry the database yet',
          advice: `${ignored}git add .tracker${existsSync(join(location.root, '.gitattributes')) ? ' .gitattributes' : ''}, then commit`,
        },
      ];
    if (stdout.startsWith('S '))
      return [
        {
          level: 'error',
          message: 'a sparse checkout leaves the database out',
          advice: 'git sparse-checkout add .tracker',
        },
      ];
    const { healUnmerged } = await import('../../git/heal/heal.ts');
    if ((await healUnmerged((await open()).home)) === undefined) return ok('git carries the database');
    return [
      {
        level: 'warn',
        message: 'git has left the database unmerged; the file in the work tree has both sides',
        advice: 'git add .tracker/data.db, then conclude the merge or rebase',
      },
    ];
  },
};

/** What git has dropped is healed when the tracker is opened; this is what is left to the user's decision. */
export const droppedWrites: Check = {
  name: 'dropped writes',
  asksGit: true,
  async run({ open }) {
    const { listRecoverable } = await import('../../git/heal/rescue.ts');
    const { length } = await listRecoverable((await open()).home);
    if (length === 0) return [];
    return [
      {
        level: 'warn',
        message: `${length === 1 ? 'a write was' : `${length} writes were`} acknowledged, and neither the file nor git has ${length === 1 ? 'it' : 'them'} any more`,
        advice: 'tracker recover lists them, --apply restores them, --dismiss gives them up',
      },
    ];
  },
};

/** Each commit of the file adds a whole, compressed copy until git packs them as differences. */
const looseLimitKiB = 200 * 1024;
const looseLimitCount = 2000;

export const looseObjects: Check = {
  name: 'loose objects',
  asksGit: true,
  async run({ location }) {
    if (!location.gitDir) return [];
    const { stdout } = await git(location.root, ['count-objects', '-v']);
    const numberOf = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
    const [count, kiB] = [numberOf('count'), numberOf('size')];
    if (kiB <= looseLimitKiB && count <= looseLimitCount) return [];
    const message = `git keeps ${count} objects loose, ${Math.round(kiB / 1024)} MiB; packed, the versions of the database take a small part of that`;
    return [{ level: 'warn', message, advice: 'git gc' }];
  },
};
