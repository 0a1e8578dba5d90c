import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  attributes,
  drivers,
  droppedWrites,
  gitState,
  ignoreRules,
  looseObjects,
  otherPaths,
} from '../../../src/cli/doctor/git-checks.ts';
import { applyAll } from '../../../src/cli/init/change.ts';
import { copiesOf } from '../../support/copies.ts';
import { factsOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openContext, runCommand } from '../context.ts';

/** A repository in which all is well. */
const makeHealthy = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  await runCommand({ cwd: repository.root }, 'init', '--key', 'PAY');
  commitTicket(repository, await createTicket(repository, 'First'));
  return { repository };
});

async function createTicket({ root }: TestRepository, title: string): Promise<string> {
  const { call, workspace } = openTracker(root);
  await call('ticket', { action: 'create', title });
  workspace.close();
  return title;
}

function commitTicket({ git }: TestRepository, message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

const contextOf = ({ root }: Pick<TestRepository, 'root'>) => openContext({ cwd: root }).context;

test('all is said to be well where it is', async () => {
  const context = contextOf(await makeHealthy());
  for (const [check, message] of [
    [attributes, '.gitattributes gives the database to our drivers'],
    [drivers, "git's configuration has our merge and diff drivers"],
    [ignoreRules, 'the ignore rules let the database through and nothing else'],
    [gitState, 'git carries the database'],
  ] as const)
    expect(await check.run(context), check.name).toEqual([{ level: 'ok', message }]);
  for (const check of [droppedWrites, looseObjects]) expect(await check.run(context), check.name).toEqual([]);
});

test('outside git nothing is said of git', async () => {
  const context = contextOf({ root: makeDirectory() });
  for (const check of [attributes, drivers, gitState, looseObjects, droppedWrites])
    expect(await check.run(context), check.name).toEqual([]);
});

describe('the check of the attributes', () => {
  test('mends a missing line', async () => {
    const repository = await makeHealthy();
    repository.write('.gitattributes', '*.md text\n');
    const [found] = await attributes.run(contextOf(repository));
    expect(found).toMatchObject({
      level: 'warn',
      message: 'git does not know that the database is binary: .gitattributes',
      advice: 'tracker doctor --fix',
    });
    await applyAll(found!.mend!);
    expect(repository.read('.gitattributes')).toMatch(/^\*\.md text\n\.tracker\/data\.db /);
    expect((await attributes.run(contextOf(repository)))[0]?.level).toBe('ok');
  });

  test('warns of a rule that overrides ours, and not of one that takes a filter off', async () => {
    const repository = await makeHealthy();
    const ours = repository.read('.gitattributes');
    repository.write('.gitattributes', `${ours}*.db merge=union text\n`);
    const [found] = await attributes.run(contextOf(repository));
    expect(found).toMatchObject({
      level: 'warn',
      message: 'another rule overrides our line in .gitattributes: text is set, merge is union',
    });
    expect(found).not.toHaveProperty('mend');
    repository.write('.gitattributes', `${ours}*.db filter=lfs merge=lfs\n`);
    await applyAll((await attributes.run(contextOf(repository)))[0]?.mend ?? []);
    expect((await attributes.run(contextOf(repository)))[0]?.level).toBe('ok');
    repository.write('.gitattributes', `${ours}*.db -filter\n`);
    expect((await attributes.run(contextOf(repository)))[0]?.level).toBe('ok');
  });
});

test('the check of the drivers names what is missing, and a clone that has none of them', async () => {
  const repository = await makeHealthy();
  repository.git('config', '--unset', 'merge.tracker.driver');
  const [part] = await drivers.run(contextOf(repository));
  expect(part).toMatchObject({
    level: 'warn',
    message: "git's configuration lacks a part of our drivers: git config merge.tracker.driver",
  });
  await applyAll(part!.mend!);
  expect((await drivers.run(contextOf(repository)))[0]?.level).toBe('ok');
  const [none] = await drivers.run(contextOf(makeRepository()));
  expect(none).toMatchObject({
    level: 'warn',
    message: "this clone's git does not have our merge and diff drivers",
    advice: 'tracker doctor --fix',
  });
});

describe('the check of the ignore rules', () => {
  test('calls a folder that git ignores an error, which it does not mend', async () => {
    const repository = await makeHealthy();
    repository.git('rm', '-r', '--quiet', '--cached', '.tracker');
    repository.write('.gitignore', '.tracker\n');
    const found = await ignoreRules.run(contextOf(repository));
    expect(found[0]).toEqual({
      level: 'error',
      message: 'git would not carry the database',
      advice: expect.stringContaining('".tracker" in .gitignore, line 1'),
    });
  });

  test('mends missing rules, and warns of what git carries by mistake', async () => {
    const repository = await makeHealthy();
    repository.write('.tracker/.gitignore', 'local/\n');
    repository.write('.tracker/local/index.db', 'x');
    repository.git('add', '--force', '.tracker/local/index.db');
    const [rules, carried] = await ignoreRules.run(contextOf(repository));
    expect(rules).toMatchObject({ level: 'warn', message: 'ignore rules are missing: .tracker/.gitignore' });
    expect(carried).toEqual({
      level: 'warn',
      message: 'git carries .tracker/local/index.db',
      advice: 'git rm --cached .tracker/local/index.db',
    });
  });
});

describe('the check of the state in git', () => {
  test('advises to add only what is there', async () => {
    const repository = makeRepository();
    expect(await gitState.run(contextOf(repository))).toEqual([]);
    await createTicket(repository, 'First');
    const advice = async () => (await gitState.run(contextOf(repository)))[0]?.advice;
    expect(await advice()).toBe('git add .tracker, then commit');
    repository.write('.gitattributes', '');
    expect(await advice()).toBe('git add .tracker .gitattributes, then commit');
  });

  test('calls it an error that a sparse checkout leaves the database out', async () => {
    const repository = await makeHealthy();
    repository.commit('Code', 'src/a.ts');
    repository.git('sparse-checkout', 'set', 'src');
    expect(await gitState.run(contextOf(repository))).toEqual([
      {
        level: 'error',
        message: 'a sparse checkout leaves the database out',
        advice: 'git sparse-checkout add .tracker',
      },
    ]);
  });

  test('unites what git has left unmerged, and says what is left to do', async () => {
    const repository = await makeHealthy();
    repository.git('config', '--remove-section', 'merge.tracker');
    repository.git('switch', '--quiet', '--create', 'other');
    commitTicket(repository, await createTicket(repository, 'Theirs'));
    repository.git('switch', '--quiet', 'main');
    commitTicket(repository, await createTicket(repository, 'Ours'));
    expect(() => repository.git('merge', 'other')).toThrow();
    const { context, printed } = openContext({ cwd: repository.root });
    expect(await gitState.run(context)).toEqual([
      {
        level: 'warn',
        message: 'git has left the database unmerged; the file in the work tree has both sides',
        advice: 'git add .tracker/data.db, then conclude the merge or rebase',
      },
    ]);
    expect(printed().stderr).toContain('Healed .tracker/data.db');
    const { tickets } = factsOf(join(repository.root, '.tracker/data.db'));
    expect(tickets.map(({ title }) => title).sort()).toEqual(['First', 'Ours', 'Theirs']);
  });
});

test('writes that a git command has discarded are counted', async () => {
  const repository = await makeHealthy();
  await createTicket(repository, 'Lost');
  repository.git('checkout', '--quiet', '--', '.tracker/data.db');
  const count = async () => (await droppedWrites.run(contextOf(repository)))[0];
  expect(await count()).toEqual({
    level: 'warn',
    message: 'a write was acknowledged, and neither the file nor git has it any more',
    advice: 'tracker recover lists them, --apply restores them, --dismiss gives them up',
  });
  await createTicket(repository, 'Lost as well');
  repository.git('checkout', '--quiet', '--', '.tracker/data.db');
  expect((await count())?.message).toBe('2 writes were acknowledged, and neither the file nor git has them any more');
});

test('git gc is advised above 2,000 loose objects, and not once they are gone', async () => {
  const repository = makeRepository();
  const [first] = Array.from({ length: 2001 }, (_, at) =>
    repository.write(`.git/objects/ab/${at.toString(16).padStart(38, '0')}`, ''),
  );
  expect(await looseObjects.run(contextOf(repository))).toEqual([
    {
      level: 'warn',
      message: expect.stringMatching(/^git keeps 2001 objects loose, \d+ MiB; packed, /),
      advice: 'git gc',
    },
  ]);
  rmSync(first!);
  expect(await looseObjects.run(contextOf(repository))).toEqual([]);
});

test('a file that .gitattributes gives to our drivers is named, wherever doctor is run', async () => {
  const repository = await makeHealthy();
  expect(await otherPaths.run(contextOf(repository))).toEqual([]);
  repository.write('src/app.js', '');
  repository.write('src/other.js', '');
  repository.write('.gitattributes', `${repository.read('.gitattributes')}src/*.js merge=tracker diff=tracker\n`);
  repository.git('add', '--all');
  for (const root of [repository.root, join(repository.root, 'src')])
    expect(await otherPaths.run(contextOf({ root }))).toEqual([
      {
        level: 'warn',
        message: '.gitattributes gives src/app.js and 1 more to our drivers, which are for .tracker/data.db alone',
        advice: expect.stringContaining('git check-attr diff merge -- "src/app.js"'),
      },
    ]);
});
