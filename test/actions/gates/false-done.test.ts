import { beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../../support/client.ts';
import { type ToolSession, toolSession, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'ada' } });

let bob: ToolSession;
let merged: string;
let unmerged: string;

beforeAll(async () => {
  const { repository } = tracker;
  merged = repository.commit('On the branch that counts');
  const branch = repository.git('symbolic-ref', '--short', 'HEAD').trim();
  repository.git('checkout', '-q', '-b', 'feature');
  unmerged = repository.commit('On another');
  repository.git('checkout', '-q', branch);
  const client = await connectClient({ cwd: repository.root, env: { TRACKER_ACTOR: 'bob' } });
  bob = toolSession(client);
  return () => client.close();
});

async function started(description?: string): Promise<string> {
  const id = await tracker.create({ title: 'Log in', ...(description && { description }) });
  await tracker.ticket({ action: 'move', id, status: 'in_progress' });
  return id;
}

async function approved(id: string, evidence: string[]): Promise<string> {
  await tracker.ask('alignment', { action: 'submit', id, message: 'Done', evidence });
  return bob.ask('alignment', { action: 'decide', id, decision: 'approved', message: 'Fine' });
}

const close = (id: string): Promise<string> => tracker.ticket({ action: 'close', id, message: 'It is done' });
const refused = (code: string, id: string): Promise<string> =>
  tracker.refused(code, { action: 'close', id, message: 'It is done' });

/** Of eight such calls all passed without a word once. */
describe('a false "done"', () => {
  it('before its blocker is refused, with the call that comes first', async () => {
    const [id, blocker] = [await started(), await tracker.create('First')];
    await tracker.ask('link', { action: 'add', id, type: 'blocked_by', target: blocker });
    expect(await refused('blocked', id)).toBe(
      `error blocked: ${id}: open blocker ${blocker} (backlog).\nWhen it is done: ticket(action:"close", id:"${blocker}"). To pass all the same, give the reason as override; it is recorded and shown.`,
    );
    await tracker.ticket({ action: 'close', id: blocker });
    expect(await close(id)).toBe(`${id} in_progress → done, noted`);
  });

  it('before its child is refused, with the call that lists them', async () => {
    const id = await started();
    const child = await tracker.create({ title: 'A part', parent: id });
    const text = await refused('blocked', id);
    expect(text).toContain(
      `${id}: open child ${child} (backlog).\nSee them: ticket(action:"list", query:"parent:${id} is:open").`,
    );
    expect(await tracker.ticket({ action: 'list', query: `parent:${id} is:open` })).toContain(child.slice(-6));
  });

  it('of what another session holds is refused, with the call that asks the holder', async () => {
    const id = await tracker.create('Held');
    await bob.ticket({ action: 'claim', id });
    const text = await refused('already_assigned', id);
    expect(text).toMatch(
      new RegExp(
        `${id}: claimed by bob until [-:+Z\\d ]+\\.\nAsk ticket\\(action:"comment", id:"${id}", message:"@bob can this be closed\\?"\\); bob can free it at a terminal: tracker release ${id}\\.`,
      ),
    );
    await bob.ticket({ action: 'close', id });
  });

  it('with an open box says so', async () => {
    expect(await close(await started('- [ ] Tests\n- [x] Code'))).toMatch(/\n1 box open: "Tests"$/);
  });

  const unfounded: [what: string, evidence: () => string, says: () => string][] = [
    ['a commit that is nowhere', () => 'commit deadbeef', () => 'commit deadbeef not found'],
    ['a command that failed', () => 'npm test -> 1', () => 'npm test -> 1 failed'],
    [
      'a commit of a branch that is not merged',
      () => `commit ${unmerged}`,
      () => `commit ${unmerged.slice(0, 10)} not in the history of HEAD`,
    ],
  ];
  it.each(unfounded)('on %s is told to whoever approves it, and where it is closed', async (_, evidence, says) => {
    const id = await started();
    const told = `evidence: ${says()}`;
    expect(await approved(id, [evidence(), `commit ${merged}`, 'npm run check -> 0'])).toBe(
      `${id} approved · submitted by ada\nIt is in_progress; ada's turn: ticket(action:"close", id:"${id}")\n${told}`,
    );
    expect(await close(id)).toBe(`${id} in_progress → done, noted\n${told}`);
  });

  it('with a text that is not the approved one says so; to tick a box is no change', async () => {
    const id = await started('Log in\n- [ ] Tests');
    await approved(id, []);
    await tracker.ticket({ action: 'edit', id, op: 'check', checkbox: 'all' });
    expect(await tracker.ticket({ action: 'close', id, dry_run: true })).toMatch(/→ done$/);
    await tracker.ticket({ action: 'edit', id, op: 'append', new: 'Log out' });
    expect(await close(id)).toBe(`${id} in_progress → done, noted\ndescription changed after the approval`);
  });

  it('of a text that changed between submission and approval is told to whoever approves', async () => {
    const id = await started('Log in');
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done' });
    await tracker.ticket({ action: 'edit', id, op: 'append', new: '- [ ] Log out' });
    expect(await bob.ask('alignment', { action: 'get', id })).toContain(
      'review waiting\n1 box open: "Log out"\ndescription changed after the submission\n',
    );
    expect(await bob.ask('alignment', { action: 'decide', id, decision: 'approved' })).toBe(
      `${id} approved · submitted by ada\nIt is in_progress; ada's turn: ticket(action:"close", id:"${id}")\n1 box open: "Log out"\ndescription changed after the submission`,
    );
    expect(await bob.ask('alignment', { action: 'get', id })).not.toContain('1 box open');
    expect(await close(id)).toBe(`${id} in_progress → done, noted\n1 box open: "Log out"`);
  });

  it('is no longer one when its commit has been merged', async () => {
    const id = await started();
    expect(await tracker.ask('alignment', { action: 'submit', id, message: 'Done', evidence: [unmerged] })).toContain(
      `\nNot in the history of HEAD: ${unmerged.slice(0, 10)}`,
    );
    tracker.repository.git('merge', '-q', '--no-edit', 'feature');
    expect(await close(id)).toBe(`${id} in_progress → done, noted`);
  });
});
