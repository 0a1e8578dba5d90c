import { expect, test } from 'vitest';
import { everyAction } from '../../src/actions/actions.ts';
import { perform } from '../../src/actions/perform.ts';
import { openTracker } from '../support/in-process.ts';
import { authorOf } from '../support/ticket-events.ts';
import { makeRepository } from '../support/workspace.ts';

const caller = { author: authorOf('anna'), scopes: 'all' } as const;

test('an answer says whether it wrote, or was a dry run', async () => {
  const { workspace } = openTracker(makeRepository().root);
  const ask = (tool: string, args: object) => perform(workspace, caller, { tool, args: { ...args } });
  const create = { action: 'create', title: 'One' };
  const tried = await ask('ticket', { ...create, dry_run: true });
  expect([tried.dryRun, tried.wrote]).toEqual([true, undefined]);
  const made = await ask('ticket', create);
  expect([made.dryRun, made.wrote]).toEqual([undefined, true]);
  const read = await ask('ticket', { action: 'list' });
  expect([read.action, read.dryRun, read.wrote]).toEqual(['ticket.list', undefined, undefined]);
});

test('what is wrong with a call is told before anything is asked outside of the file', async () => {
  const { workspace } = openTracker(makeRepository().root);
  const asked: string[] = [];
  const repository = new Proxy(workspace.repository, {
    get(target, name, receiver) {
      asked.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  const watched = { ...workspace, repository };
  const submit = { action: 'submit', id: 'PAY-482913', message: 'Done', evidence: ['commit HEAD'] };
  const ask = (args: object) => perform(watched, caller, { tool: 'alignment', args: { ...args } });
  await expect(ask({ ...submit, colour: 'red' })).rejects.toMatchObject({ code: 'invalid_input' });
  expect(asked).toEqual([]);
  await expect(ask(submit)).rejects.toMatchObject({ code: 'not_found' });
  expect(asked).toContain('findCommits');
});

test('a door has the actions of the five tools, unless it is given others', async () => {
  const { workspace } = openTracker(makeRepository().root);
  const call = { tool: 'admin', args: { action: 'refold' } };
  await expect(perform(workspace, caller, call)).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(perform(workspace, caller, { ...call, among: everyAction })).resolves.toMatchObject({
    action: 'admin.refold',
  });
});
