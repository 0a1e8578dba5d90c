import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { MeResult } from '../../../src/actions/board/me.ts';
import { catalog } from '../../../src/actions/catalog/catalog.ts';
import type { ClaimsResult } from '../../../src/actions/catalog/claims.ts';
import type { TemplateResult } from '../../../src/actions/catalog/template.ts';
import { perform } from '../../../src/actions/perform.ts';
import { locate, repositoryOf } from '../../../src/git/ask/repository.ts';
import type { FileTracker } from '../../../src/home/file-tracker.ts';
import { openTestTracker } from '../../support/over-log.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { makeRepository } from '../../support/workspace.ts';

let now: number;
let workspace: FileTracker;
beforeEach(() => {
  now = Date.now();
  const location = locate(makeRepository().root);
  workspace = openTestTracker({ location, repository: repositoryOf(location.root), clock: () => now });
  onTestFinished(() => workspace.close());
});

async function call<Result>(actor: string, tool: string, args: Record<string, unknown>): Promise<Result> {
  const caller = { author: authorOf(actor), scopes: 'all' as const };
  return (
    await perform(workspace, caller, { tool: tool as 'ticket', args, ...(tool === 'catalog' && { among: catalog }) })
  ).result as Result;
}
const ask = <Result>(actor: string, action: string, args: object = {}) =>
  call<Result>(actor, 'catalog', { action, ...args });

async function make(title: string, fields: object = {}): Promise<string> {
  const { tickets } = await call<{ tickets: { key: string }[] }>('anna', 'ticket', {
    action: 'create',
    title,
    ...fields,
  });
  return tickets[0]!.key;
}

test('claims say who works on what since when, and stay as such that ran out until the ticket is closed', async () => {
  const [first, second] = [await make('One'), await make('Two')];
  await call('bob/bot', 'ticket', { action: 'claim', id: first, message: 'on it' });
  const claimedAt = now;
  now += 25 * 60 * 60_000;
  await call('cleo/bot', 'ticket', { action: 'claim', id: second });
  const { claims } = await ask<ClaimsResult>('anna', 'claims');
  expect(claims).toMatchObject([
    { key: second, title: 'Two', status: 'in_progress', actor: 'cleo/bot', since: now },
    { key: first, actor: 'bob/bot', since: claimedAt, note: { body: 'on it', actor: 'bob/bot' } },
  ]);
  expect(claims.map(({ until }) => until !== undefined && until > now)).toEqual([true, false]);
  expect(claims[1]).not.toHaveProperty('ticket');
  await call('bob/bot', 'ticket', { action: 'close', id: first });
  await call('cleo/bot', 'ticket', { action: 'release', id: second });
  expect(await ask('anna', 'claims')).toEqual({ claims: [] });
});

test('what waits for a caller is counted, and stays news for whoever asks board me', async () => {
  const key = await make('Payments', { assignees: ['bob'] });
  await call('bob', 'board', { action: 'me' });
  now += 1_000;
  await call('anna', 'ticket', { action: 'comment', id: key, message: 'what do you think, @bob?' });
  for (let times = 0; times < 2; times += 1)
    expect(await ask('bob', 'waiting')).toEqual({ turns: 0, questions: 1, reviews: 0, assigned: 1, holding: 0 });
  expect((await call<MeResult>('bob', 'board', { action: 'me' })).changed).toMatchObject([{ key, events: 1 }]);
  expect((await call<MeResult>('bob', 'board', { action: 'me' })).changed).toEqual([]);
});

test('what waits for nobody else: whoever submitted has no decision to make, others have', async () => {
  const key = await make('Reviewed');
  await call('anna', 'alignment', { action: 'submit', id: key, message: 'done', evidence: ['note: looked'] });
  expect(await ask('anna', 'waiting')).toMatchObject({ reviews: 0 });
  expect(await ask('bob', 'waiting')).toMatchObject({ reviews: 1 });
});

test('a template is filled in as far as its variables are given, and says which are missing', async () => {
  const before = await ask<TemplateResult>('anna', 'template', { template: 'bug-fix' });
  expect(before).toMatchObject({ name: 'bug-fix', fields: { title: '{{what}}', type: 'bug' } });
  expect(before.missing).toContain('what');
  const vars = JSON.stringify(Object.fromEntries(before.missing.map((name) => [name, `the ${name}`])));
  const after = await ask<TemplateResult>('anna', 'template', { template: 'bug-fix', vars });
  expect(after).toMatchObject({ missing: [], fields: { title: 'the what' } });
  expect(after.description).toContain('## What should happen');
  await expect(ask('anna', 'template', { template: 'bugfx' })).rejects.toThrow(/There is no template/);
});
