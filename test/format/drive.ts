import { runTracker } from '../cli/run-tracker.ts';
import { type StartOptions, startClient } from '../support/client.ts';
import { setUpTracker } from '../support/set-up.ts';
import { type ToolSession, toolSession } from '../support/tool-session.ts';
import { cloneRepository, makeRepository, type TestRepository } from '../support/workspace.ts';

/** A repository with every action of the program in its file, made by its server, its commands and git. */
export interface Driven {
  repository: TestRepository;
  /** The keys of the tickets, by what happened to them. */
  keys: Record<'main' | 'other' | 'child' | 'gone', string>;
}

const text = (...lines: string[]): string => `${lines.join('\n')}\n`;
const body = ['# Plan', '', 'one', 'two', 'three', '', '- [ ] first', '- [ ] second', '', 'four', 'five'];

export async function drive(): Promise<Driven> {
  const repository = makeRepository({ name: 'payments' });
  setUpTracker(repository);
  const commitIn =
    ({ git }: TestRepository) =>
    (subject: string) => {
      git('add', '--all');
      git('commit', '--quiet', '--message', subject);
    };
  const commit = commitIn(repository);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runTracker({ cwd: repository.root }, ...args);
    if (code !== 0) throw new Error(`tracker ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  const open = async (name: string, options: Partial<StartOptions> = {}) =>
    toolSession(await startClient({ cwd: repository.root, name, env: { TRACKER_ACTOR: name }, ...options }));
  commit('start');
  const anna = await open('anna');
  const keys = await fill(anna, commit, await open('bert'));
  // A clone of its own: what is claimed in one is free in the other.
  const clone = cloneRepository(repository, { user: 'carl' });
  setUpTracker(clone);
  await changeOnMain(anna, keys);
  commit('on main');
  await changeElsewhere(await open('carl', { cwd: clone.root }), keys);
  commitIn(clone)('elsewhere');
  repository.git('pull', '--quiet', '--no-rebase', '--no-edit', clone.root, 'main');
  await anna.ticket({ action: 'edit', id: keys.main, op: 'append', new: 'after the merge' });
  await anna.ticket({ action: 'edit', id: keys.main, op: 'append', new: 'and once more' });
  await anna.ticket({ action: 'undo', id: keys.main });
  await anna.ticket({ action: 'update', id: keys.gone, add_labels: ['x'], due: '2027-02-28' });
  await anna.ticket({ action: 'undo', id: keys.gone });
  await redactComment(run, repository, keys.other);
  commit('after the merge');
  await dropCommit(anna, { repository, run, commit });
  return { repository, keys };
}

async function fill(anna: ToolSession, commit: (subject: string) => void, bert: ToolSession): Promise<Driven['keys']> {
  const main = await anna.create({
    ...{ title: 'Main', type: 'task', priority: 'high', points: 5, due: '2027-01-31', labels: ['a', 'b'] },
    description: text(...body),
  });
  const other = await anna.create({
    title: `Other, after ${main}`,
    assignees: ['bert'],
    blocked_by: [main],
    idempotency_key: 'other',
  });
  const child = await anna.create({ title: 'Child', parent: main, type: 'feature', description: 'no ending' });
  const gone = await anna.create('Gone');
  await anna.createAll([{ title: 'Batch one' }, { title: 'Batch two', blocked_by: '$1' }]);
  commit('tickets');
  await anna.ticket({ action: 'claim', id: main });
  await anna.ticket({ action: 'edit', id: main, op: 'check', checkbox: '1' });
  await anna.ticket({ action: 'update', id: main, labels: ['b', 'c'], points: 8, title: 'Main, renamed' });
  await anna.ticket({ action: 'comment', id: main, message: `see ${other}` });
  await anna.ask('link', { action: 'add', id: main, type: 'related', target: child });
  await anna.ask('link', { action: 'add', id: child, type: 'discovered_from', target: other });
  await anna.ask('link', { action: 'add', id: main, commit: 'HEAD' });
  await anna.ask('link', { action: 'add', id: main, url: 'https://example.org/x' });
  await anna.ask('link', { action: 'remove', id: child, type: 'discovered_from', target: other });
  await anna.ticket({ action: 'move', id: main, status: 'review' });
  await anna.ask('alignment', {
    action: 'submit',
    id: main,
    message: 'done',
    evidence: ['commit HEAD', 'npm test -> 0'],
  });
  await bert.ask('alignment', { action: 'decide', id: main, decision: 'changes_requested', message: 'not yet' });
  await bert.ask('alignment', { action: 'submit', id: child, message: 'done as well' });
  await anna.ticket({ action: 'release', id: main, message: 'back' });
  await anna.ticket({ action: 'comment', id: child, message: 'a mistake' });
  await anna.ticket({ action: 'undo', id: child });
  await anna.ticket({ action: 'archive', id: gone });
  await anna.ticket({ action: 'unarchive', id: gone });
  await anna.ticket({ action: 'close', id: gone, message: 'no', status: 'cancelled' });
  await anna.ticket({ action: 'update', id: gone, project: 'OPS' });
  await anna.ticket({ action: 'rank', id: main, after: child });
  commit('work');
  return { main, other, child, gone };
}

async function changeOnMain(
  { ticket, ask, create }: ToolSession,
  { main, other, child, gone }: Driven['keys'],
): Promise<void> {
  await ticket({
    action: 'update',
    id: main,
    title: 'Main, by anna',
    priority: 'urgent',
    points: 'none',
    parent: 'none',
  });
  await ticket({ action: 'update', id: main, labels: ['b', 'd'] });
  await ticket({ action: 'update', id: child, type: 'task', parent: other });
  await ticket({ action: 'edit', id: main, op: 'replace', old: 'two', new: 'two by anna' });
  await ticket({ action: 'edit', id: main, op: 'replace', old: 'five', new: 'five by anna' });
  await ticket({ action: 'edit', id: child, op: 'append', new: 'anna, too' });
  await ticket({ action: 'claim', id: main });
  await ticket({ action: 'archive', id: gone });
  await ticket({ action: 'rank', id: other, after: child });
  await ask('alignment', { action: 'submit', id: main, message: 'again' });
  await ask('link', { action: 'add', id: other, url: 'https://example.org/y' });
  await create({ title: 'Once', idempotency_key: 'twice' });
  await sayBoth({ ticket, ask }, other);
}

/** What is done on both sides by one call. */
async function sayBoth({ ticket, ask }: Pick<ToolSession, 'ticket' | 'ask'>, id: string): Promise<void> {
  await ticket({ action: 'comment', id, message: 'said on both sides', idempotency_key: 'said' });
  await ask('alignment', { action: 'submit', id, message: 'done on both sides', idempotency_key: 'submitted' });
}

/** Nearly all of it concurrent to what stands on main. */
async function changeElsewhere({ ticket, ask, create }: ToolSession, keys: Driven['keys']): Promise<void> {
  const { main, other, child, gone } = keys;
  await ticket({ action: 'update', id: main, title: 'Main, by carl', priority: 'low', points: 3 });
  await ticket({ action: 'update', id: main, labels: ['c', 'e'] });
  await ticket({ action: 'move', id: child, status: 'approved' });
  await ticket({ action: 'edit', id: main, op: 'replace', old: 'two', new: 'two by carl' });
  await ticket({ action: 'edit', id: main, op: 'prepend', new: 'zero by carl' });
  await ticket({ action: 'edit', id: child, op: 'append', new: 'carl, too' });
  await ticket({ action: 'claim', id: main });
  await ticket({ action: 'comment', id: gone, message: 'still at work here' });
  await ticket({ action: 'comment', id: other, message: 'a secret: hunter2' });
  await ticket({ action: 'update', id: other, parent: child });
  await ask('alignment', { action: 'decide', id: child, decision: 'approved', message: 'fine' });
  await create({ title: 'Once more', idempotency_key: 'twice' });
  await sayBoth({ ticket, ask }, other);
}

async function redactComment(run: (...args: string[]) => Promise<string>, { root }: TestRepository, key: string) {
  const lines = (await run('export', '--jsonl', '--events')).trim().split('\n');
  const secret = lines.map((line) => JSON.parse(line)).find(({ payload }) => payload.body?.includes('hunter2'));
  if (!secret) throw new Error(`The comment of ${key} in ${root} is missing.`);
  await run('redact', secret.id.slice(-6), '--reason', 'a password');
}

/** A commit loses two tickets, one of which is written to before they are given up. */
async function dropCommit(
  { create, ticket }: ToolSession,
  {
    repository,
    run,
    commit,
  }: { repository: TestRepository; run: (...args: string[]) => Promise<string>; commit(subject: string): void },
): Promise<void> {
  await create('Dropped');
  const kept = await create('Kept, as somebody wrote to it');
  commit('to be reverted');
  repository.git('revert', '--no-edit', 'HEAD');
  await run('merge');
  await ticket({ action: 'comment', id: kept, message: 'I need this' });
  await run('recover', '--dismiss', repository.git('rev-parse', 'HEAD'));
  commit('given up');
}
