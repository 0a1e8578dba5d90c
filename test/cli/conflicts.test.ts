import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { program } from '../support/client.ts';
import { setUpTracker } from '../support/set-up.ts';
import { cloneRepository, isolatedEnv, makeRepository, type TestRepository } from '../support/workspace.ts';
import { runCommand } from './context.ts';

interface Shown {
  key: string;
  field: string;
  now: { value: string; actor?: string; time?: number };
  other: { value: string; actor?: string; time?: number };
  settle: string;
}

/** Somebody's clone. */
function personAt(repository: TestRepository, actor: string) {
  const options = { cwd: repository.root, env: { TRACKER_ACTOR: actor } };
  return {
    async run(...args: string[]): Promise<string> {
      const outcome = await runCommand(options, ...args);
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      return outcome.stdout;
    },
    conflicts: async (): Promise<Shown[]> =>
      JSON.parse((await runCommand(options, 'conflicts', '--json')).stdout).conflicts,
    /** As it is shown, through a shell. */
    type(command: string): void {
      const tracker = `tracker() { "${process.execPath}" "${program}" "$@"; }`;
      execFileSync('sh', ['-c', `${tracker}\n${command}`], {
        ...options,
        env: isolatedEnv(options.env),
        stdio: 'pipe',
      });
    },
  };
}

function commit({ git }: TestRepository): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Work');
}

const titles = [
  'priority',
  'title',
  'type',
  'status',
  'points',
  'due',
  'lines',
  'both texts',
  'archived',
  'key',
  'claim',
  'review',
  'parent',
  'parent of it',
  'blocks',
  'blocked',
] as const;

type Keys = Record<(typeof titles)[number] | 'approval', string>;

/** Alice's clone, with everything that two clones can disagree about. */
async function disagree(): Promise<{
  alice: ReturnType<typeof personAt>;
  bob: ReturnType<typeof personAt>;
  keys: Keys;
  repository: TestRepository;
}> {
  const repository = makeRepository();
  const alice = personAt(repository, 'alice');
  setUpTracker(repository);
  const items = titles.map((title) => ({ title, description: 'one\ntwo\nthree\nfour\nfive\n' }));
  const made = JSON.parse(
    await alice.run('create', '--items', JSON.stringify([...items, { title: 'approval', type: 'bug' }]), '--json'),
  );
  const keys = Object.fromEntries(
    made.tickets.map(({ key, title }: { key: string; title: string }) => [title, key]),
  ) as Keys;
  await alice.run('align', 'submit', keys.review, 'Done');
  commit(repository);
  const clone = cloneRepository(repository);
  const bob = personAt(clone, 'bob');
  setUpTracker(clone);
  const edit = (key: string, line: string, text: string) => [
    'edit',
    key,
    '--op',
    'replace',
    '--lines',
    line,
    '--new',
    text,
  ];
  const sides: [string[], string[]][] = [
    [
      ['update', keys.priority, '--priority', 'high'],
      ['update', keys.priority, '--priority', 'low'],
    ],
    [
      ['update', keys.title, '--title', "Alice's title"],
      ['update', keys.title, '--title', 'Bob says "no"'],
    ],
    [
      ['update', keys.type, '--type', 'epic'],
      ['update', keys.type, '--type', 'decision'],
    ],
    [
      ['move', keys.status, 'todo'],
      ['move', keys.status, 'in_progress'],
    ],
    [
      ['update', keys.points, '--points', '3'],
      ['update', keys.points, '--points', '5'],
    ],
    [
      ['update', keys.due, '--due', '2030-01-01'],
      ['update', keys.due, '--due', '2031-01-01'],
    ],
    [edit(keys.lines, '3', 'hers'), edit(keys.lines, '3', 'his')],
    [edit(keys['both texts'], '1', 'hers'), edit(keys['both texts'], '1', 'his')],
    [edit(keys['both texts'], '5', 'hers'), edit(keys['both texts'], '5', 'his')],
    [
      ['archive', keys.archived],
      ['move', keys.archived, 'todo'],
    ],
    [
      ['update', keys.key, '--project', 'OPS'],
      ['update', keys.key, '--project', 'WEB'],
    ],
    [
      ['claim', keys.claim],
      ['claim', keys.claim],
    ],
    [
      ['update', keys.parent, '--parent', keys['parent of it']],
      ['update', keys['parent of it'], '--parent', keys.parent],
    ],
    [
      ['link', keys.blocks, 'blocks', keys.blocked],
      ['link', keys.blocked, 'blocks', keys.blocks],
    ],
  ];
  for (const [hers, his] of sides) {
    await alice.run(...hers);
    await bob.run(...his);
  }
  await personAt(repository, 'carol').run('align', 'decide', keys.review, 'approved');
  await bob.run('align', 'decide', keys.review, 'rejected', 'No test');
  await alice.run('close', keys.approval);
  commit(repository);
  commit(clone);
  repository.git('pull', '--quiet', '--no-rebase', '--no-edit', clone.root, 'main');
  repository.write('.tracker/config.json', '{"review": {"bug": true}}');
  return { alice, bob: personAt(repository, 'bob'), keys, repository };
}

test('conflicts shows both sides of everything that board summary counts, with the command that settles it', async () => {
  const { alice, bob, keys, repository } = await disagree();
  const shown = await alice.conflicts();
  const summary = JSON.parse(await alice.run('board', 'summary', '--json'));
  const counted = [
    ...summary.conflicts.flatMap(({ key, fields }: { key: string; fields: string[] }) =>
      fields.map((field) => `${key} ${field}`),
    ),
    ...summary.unapproved.map((key: string) => `${key} approval`),
  ];
  expect([...new Set(shown.map(({ key, field }) => `${key} ${field}`))]).toEqual(counted);
  const of = (field: string) => shown.find((conflict) => conflict.field === field)!;
  expect(of('priority')).toMatchObject({
    key: keys.priority,
    now: { value: 'low', actor: 'bob' },
    other: { value: 'high', actor: 'alice' },
    settle: `tracker update ${keys.priority} --priority low`,
  });
  expect(of('status')).toMatchObject({
    now: { value: 'in_progress' },
    other: { value: 'todo' },
    settle: `tracker move ${keys.status} in_progress`,
  });
  expect(of('archived')).toMatchObject({ now: { value: 'false' }, other: { value: 'true', actor: 'alice' } });
  expect(of('claim')).toMatchObject({
    now: { value: 'alice', actor: 'alice' },
    other: { value: 'bob' },
    settle: `tracker release ${keys.claim}`,
  });
  expect(of('review')).toMatchObject({
    now: { value: 'rejected', actor: 'bob' },
    other: { value: 'approved', actor: 'carol' },
  });
  expect(of('approval')).toMatchObject({ now: { value: 'resolved' }, other: { value: 'not submitted' } });
  expect(shown.filter(({ field }) => field === 'description').map(({ settle }) => settle)).toEqual(
    expect.arrayContaining([`tracker edit ${keys.lines} --op replace --lines 3-7 --new "what they should say"`]),
  );
  expect(shown).toHaveLength(15);

  const lines = (await alice.run('conflicts')).trimEnd().split('\n');
  expect(lines).toHaveLength(shown.length);
  for (const [at, { key, field, settle }] of shown.entries()) {
    expect(lines[at]).toMatch(new RegExp(`^${key} +${field} `));
    expect(lines[at]!.endsWith(`  ${settle}`)).toBe(true);
  }

  for (const { field, settle } of shown) (field === 'review' ? bob : alice).type(settle);
  // What was closed without approval now waits for one, which is another's to give.
  const [last, ...more] = await alice.conflicts();
  expect(more).toEqual([]);
  expect(last).toMatchObject({ key: keys.approval, field: 'approval', other: { value: 'waiting', actor: 'alice' } });
  bob.type(last!.settle);
  expect(await alice.run('conflicts')).toBe('No conflicts.\n');
  expect(JSON.parse(await alice.run('conflicts', '--json'))).toEqual({ conflicts: [] });
  expect(await alice.run('board', 'summary')).not.toMatch(/Conflicts|approval/);
  expect(repository.read(join('.tracker', 'config.json'))).toContain('bug');
});
