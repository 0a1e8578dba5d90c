import { describe, expect, it } from 'vitest';
import { listEvidenceFaults } from '../../../src/actions/gates/findings.ts';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

const tracker = useLocalTracker();
const configure = (config: unknown) => tracker.repository.write('.tracker/config.json', JSON.stringify(config));
const close = (id: string) => tracker.ticket({ action: 'close', id });
const done = (id: string) => `${id} backlog → in_progress → done`;

describe('what stands in the way', () => {
  it('is no blocker and no child that is closed, archived or linked no more', async () => {
    const [id, closed, archived, unlinked] = await tracker.createAll(['A', 'B', 'C', 'D'].map((title) => ({ title })));
    for (const blocker of [closed, archived, unlinked])
      await tracker.ask('link', { action: 'add', id: blocker, type: 'blocks', target: id });
    const children = await tracker.createAll([
      { title: 'Closed', parent: id },
      { title: 'Archived', parent: id },
      { title: 'Moved', parent: id },
    ]);
    await tracker.ticket({ action: 'close', ids: [closed, children[0]], status: 'cancelled' });
    await tracker.ticket({ action: 'archive', ids: [archived, children[1]] });
    await tracker.ask('link', { action: 'remove', id: unlinked, type: 'blocks', target: id });
    await tracker.ticket({ action: 'update', id: children[2], parent: 'none' });
    expect(await close(id!)).toBe(done(id!));
  });

  it('is told of at most five, each in a line', async () => {
    const boxes = ['a\tb', `${'long '.repeat(20)}`, 'c', 'd', 'e', 'f', 'g'].map((text) => `- [ ] ${text}`);
    const id = await tracker.create({ title: 'Many', description: `${boxes.join('\n')}\n- [x] done` });
    expect(await close(id)).toMatch(/\n7 boxes open: "a.+b", "long long .+…", "c", "d", "e" and 2 more$/);
  });

  it('is what the latest submission has, and what stands of it', async () => {
    const id = await tracker.create('Twice');
    const submit = (evidence: string[]) =>
      tracker.ask('alignment', { action: 'submit', id, message: 'Done', evidence });
    await submit(['npm test -> 1']);
    await submit(['npm test -> 0', 'https://example.org/1', 'by hand']);
    expect(await close(id)).toBe(done(id));
  });

  it('is told to whoever approves, not with other decisions, nor where it is off', async () => {
    const id = await tracker.create({ title: 'Open', description: '- [ ] Open' });
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done', evidence: ['npm test -> 1'] });
    await tracker.ticket({ action: 'edit', id, op: 'append', new: 'More' });
    const decide = (decision: string) =>
      tracker.as('bob').ask('alignment', { action: 'decide', id, decision, message: 'Seen' });
    expect(await decide('changes_requested')).toBe(
      `${id} changes_requested · submitted by anna\nIt is backlog; anna's turn`,
    );
    const turn = `It is backlog; anna's turn: ticket(action:"close", id:"${id}")`;
    expect(await decide('approved')).toBe(
      `${id} approved · submitted by anna\n${turn}\n1 box open: "Open More"\nevidence: npm test -> 1 failed\ndescription changed after the submission`,
    );
    configure({ gates: { checkboxes: 'off', evidence: 'off', changed: 'off' } });
    expect(await decide('approved')).toBe(`${id} approved already · submitted by anna\n${turn}`);
    configure({});
  });

  it('is no text that an approval has not seen where there is none', async () => {
    const id = await tracker.create('Rejected');
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done' });
    await tracker.as('bob').ask('alignment', { action: 'decide', id, decision: 'rejected', message: 'No' });
    await tracker.ticket({ action: 'update', id, description: 'Another' });
    expect(await close(id)).toBe(done(id));
  });
});

describe('evidence', () => {
  it('is held against what HEAD has', async () => {
    const repository = makeRepository();
    const first = repository.commit('First');
    const branch = repository.git('symbolic-ref', '--short', 'HEAD');
    repository.git('checkout', '-q', '-b', 'other');
    const other = repository.commit('Other');
    repository.git('checkout', '-q', branch);
    const commit = (value: string, verified = true) => ({ kind: 'commit' as const, value, verified });
    const gone = 'e'.repeat(40);
    const asked = repositoryOf(repository.root);
    expect(
      await listEvidenceFaults(asked, [commit(first), commit(other), commit(gone), commit('abc1234', false)]),
    ).toEqual([
      `commit ${other.slice(0, 10)} not in the history of HEAD`,
      'commit eeeeeeeeee not in the history of HEAD',
      'commit abc1234 not found',
    ]);
    expect(await listEvidenceFaults(asked, [commit(first)])).toEqual([]);
    expect(await listEvidenceFaults(repositoryOf(makeDirectory()), [commit(first)])).toEqual([]);
  });

  it('is clipped, and a command without a result says nothing', async () => {
    const asked = repositoryOf(tracker.repository.root);
    const evidence = [
      { kind: 'command' as const, value: 'npm test' },
      { kind: 'command' as const, value: 'npm test', exitCode: 0 },
      { kind: 'command' as const, value: 'x'.repeat(99), exitCode: -1 },
    ];
    expect(await listEvidenceFaults(asked, evidence)).toEqual([`${'x'.repeat(59)}… -> -1 failed`]);
  });
});
