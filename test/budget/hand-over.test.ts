import { expect, test } from 'vitest';
import { countTokens } from '../../scripts/bench/tokens.ts';
import { useTracker } from '../support/tool-session.ts';

const tracker = useTracker({ env: { TRACKER_ACTOR: 'anna/codex', TRACKER_SESSION: 'annas' } });

/** What one agent finds out on its way, and where it writes that down. */
const facts = {
  plan: 'the column is client_uid, not client_id',
  blocker: 'the schema is frozen since version 14',
  decision: 'we keep soft deletes for 90 days',
  comment: 'staging has no rows before March',
  edit: 'backfill runs in chunks of 500',
  update: 'raised as support has three complaints',
  blocked: 'waits for the key of the billing vault',
  unblocked: 'the key is in vault path billing/uid',
  commit: 'Add client_uid behind the flag uid_v2',
  submission: 'tests pass but the replica lags',
  request: 'rename the flag before it ships',
  related: 'superseded, its index must not be dropped',
  release: 'left: run the backfill on eu-west first',
};

test('what one agent writes down by any verb the next reads in two calls of 300 tokens', async () => {
  const { ticket, ask, repository } = tracker;
  const [id, blocker, decision, related] = await tracker.createAll([
    { title: 'Move clients to the new key', description: '## Plan\n\nOne\n' },
    { title: 'Freeze the schema' },
    { title: 'How long are deletes kept?', type: 'decision' },
    { title: 'Drop the old index' },
  ]);
  await ask('link', { action: 'add', id: blocker, type: 'blocks', target: id });
  for (const target of [decision, related]) await ask('link', { action: 'add', id, type: 'related', target });
  await ticket({ action: 'close', id: blocker, message: facts.blocker });
  await ticket({ action: 'close', id: decision, message: facts.decision });
  await ticket({ action: 'archive', id: related, message: facts.related });
  await ticket({ action: 'claim', id, message: facts.plan });
  await ticket({ action: 'comment', id, message: facts.comment });
  await ticket({ action: 'edit', id, op: 'append', section: 'Plan', new: 'Two', message: facts.edit });
  await ticket({ action: 'update', id, priority: 'high', message: facts.update });
  await ticket({ action: 'move', id, status: 'blocked', message: facts.blocked });
  await ticket({ action: 'move', id, status: 'in_progress', message: facts.unblocked });
  repository.write('work', '1');
  repository.git('add', 'work');
  repository.git('commit', '--quiet', '--message', facts.commit);
  await ask('link', { action: 'add', id, commit: repository.git('rev-parse', 'HEAD').trim() });
  await ask('alignment', { action: 'submit', id, message: facts.submission });
  const rita = await tracker.connect({ env: { TRACKER_ACTOR: 'rita' } });
  await rita.ask('alignment', { action: 'decide', id, decision: 'changes_requested', message: facts.request });
  await ticket({ action: 'release', id, assignees: ['bob'], message: facts.release });

  const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob/claude-code', TRACKER_SESSION: 'bobs' } });
  const calls = [
    ['board', { action: 'me' }],
    ['ticket', { action: 'claim' }],
  ] as const;
  const said: string[] = [];
  for (const [tool, args] of calls) said.push(`${tool} ${JSON.stringify(args)}`, await bob.ask(tool, args));
  // How long the name of a temporary folder is says nothing of tracker.
  const text = said.join('\n').replaceAll(repository.root, '/work/payments');
  expect(text).toContain(`Claimed ${id} · handed over by anna/codex`);
  const unseen = Object.entries(facts).filter(([, fact]) => !text.includes(fact));
  expect(unseen.length, `${JSON.stringify(unseen)}\n${text}`).toBeLessThanOrEqual(1);
  expect(countTokens(text), text).toBeLessThanOrEqual(300);
});
