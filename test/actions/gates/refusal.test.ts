import { describe, expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();
const configure = (config: unknown) => tracker.repository.write('.tracker/config.json', JSON.stringify(config));
const block = (id: string, ...blockers: string[]) =>
  Promise.all(blockers.map((one) => tracker.ask('link', { action: 'add', id: one, type: 'blocks', target: id })));

describe('a refusal at the gates', () => {
  it('names the call that removes each cause once, for the first ticket that it stops', async () => {
    const [one, other, first, second] = await tracker.createAll(['A', 'B', 'C', 'D'].map((title) => ({ title })));
    await block(one!, first!, second!);
    await block(other!, first!);
    const child = await tracker.create({ title: 'Part', parent: other });
    expect(await tracker.refused('blocked', { action: 'close', ids: [one, other] })).toBe(
      [
        `error blocked: ${one}: open blockers ${first} (backlog), ${second} (backlog). ${other}: open blocker ${first} (backlog); open child ${child} (backlog).`,
        `When they are done: ticket(action:"close", ids:["${first}","${second}"]). See them: ticket(action:"list", query:"parent:${other} is:open"). To pass all the same, give the reason as override; it is recorded and shown.`,
      ].join('\n'),
    );
  });

  it('does not say of the blocker what the call said of the ticket, and stays a dry run', async () => {
    const [id, blocker] = await tracker.createAll([{ title: 'A' }, { title: 'B' }]);
    await block(id!, blocker!);
    const text = await tracker.refused('blocked', { action: 'close', id, message: 'A works', dry_run: true });
    expect(text).toContain(`ticket(action:"close", id:"${blocker}", dry_run:true)`);
    expect(text).not.toContain('A works');
  });

  it('has override in no call that it suggests', async () => {
    const [id, blocker] = await tracker.createAll([{ title: 'A' }, { title: 'B' }]);
    await block(id!, blocker!);
    const refusals = [
      await tracker.refused('blocked', { action: 'close', id }),
      await tracker.refused('invalid_input', { action: 'close', id, force: true }),
      await tracker.refused('invalid_input', { action: 'move', id }),
    ];
    for (const text of refusals) expect(text).not.toMatch(/override:/);
  });

  it('of a claim by another session of the same agent does not ask that one', async () => {
    const id = await tracker.create('Twin');
    await tracker.as('anna', 'another').ticket({ action: 'claim', id });
    expect(await tracker.refused('already_assigned', { action: 'close', id })).toMatch(
      /claimed by another session of anna until [-:+Z\d ]+\.\nIf that is you, close it where it was claimed\. To pass/,
    );
  });

  it('shows what is to be read of a description and of evidence', async () => {
    configure({ gates: { checkboxes: 'refuse', evidence: 'refuse', changed: 'refuse' } });
    const id = await tracker.create({ title: 'A', description: '- [ ] Open' });
    await tracker.ask('alignment', { action: 'submit', id, message: 'Done', evidence: ['npm test -> 2'] });
    await tracker.as('bob').ask('alignment', { action: 'decide', id, decision: 'approved' });
    await tracker.ticket({ action: 'edit', id, op: 'append', new: 'More' });
    expect(await tracker.refused('blocked', { action: 'close', id })).toBe(
      [
        `error blocked: ${id}: 1 box open: "Open More"; evidence: npm test -> 2 failed; description changed after the approval.`,
        `See them: ticket(action:"get", id:"${id}"). See it: alignment(action:"get", id:"${id}"); a new submission replaces it. It needs another approval: alignment(action:"get", id:"${id}") shows the last. To pass all the same, give the reason as override; it is recorded and shown.`,
      ].join('\n'),
    );
  });
});
