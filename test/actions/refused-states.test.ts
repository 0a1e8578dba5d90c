import { describe, expect, it } from 'vitest';
import { TrackerError } from '../../src/domain/errors.ts';
import type { ToolName } from '../../src/domain/hint.ts';
import { at, filled, send, tryNext, useStates } from '../support/refused-states.ts';
import type { Args } from '../support/tool-session.ts';

useStates();

/** Refused for what is so, not for how it is said: `may` is what such a call could touch, of the tickets that it names. */
const states: [says: string, tool: ToolName, Args, may?: string[]][] = [
  ['a claim of what waits', 'ticket', { action: 'claim', id: 'K:waiting' }],
  ['a claim of what is held', 'ticket', { action: 'claim', id: 'K:held' }],
  ['a claim of what is archived', 'ticket', { action: 'claim', id: 'K:archived' }, ['archived false']],
  ['a claim of what is closed', 'ticket', { action: 'claim', id: 'K:done' }, ['status backlog']],
  ['a claim of what nothing matches', 'ticket', { action: 'claim', query: 'label:nobody' }],
  [
    'a claim by two ways',
    'ticket',
    { action: 'claim', id: 'K:other', query: 'label:one' },
    ['status', 'assignees', 'claim'],
  ],
  ['a release of what is not held', 'ticket', { action: 'release', id: 'K:plain' }],
  ['a release of what another holds', 'ticket', { action: 'release', id: 'K:held' }],
  ['a move to what is far', 'ticket', { action: 'move', id: 'K:bug', status: 'review' }, ['status confirmed']],
  ['a move to the end', 'ticket', { action: 'move', id: 'K:bug', status: 'resolved' }, ['status']],
  [
    'a move to what nobody knows',
    'ticket',
    { action: 'move', id: 'K:plain', status: 'in_progres' },
    ['status in_progress'],
  ],
  ['a move without its reason', 'ticket', { action: 'move', id: 'K:bug', status: 'wont_fix' }, ['status wont_fix']],
  ['a move to where it is', 'ticket', { action: 'move', id: 'K:plain', status: 'backlog' }],
  [
    'a close to what closes nothing',
    'ticket',
    { action: 'close', id: 'K:plain', status: 'in_progress' },
    ['status in_progress'],
  ],
  ['a close of what is closed', 'ticket', { action: 'close', id: 'K:done', status: 'cancelled' }, ['status']],
  ['a close of what another holds', 'ticket', { action: 'close', id: 'K:held' }, ['comment']],
  ['a close of what is not done in parts', 'ticket', { action: 'close', id: 'K:parent' }],
  ['a close without its reason', 'ticket', { action: 'close', id: 'K:bug', status: 'wont_fix' }, ['status wont_fix']],
  [
    'a status that is far, in an update',
    'ticket',
    { action: 'update', id: 'K:bug', status: 'review' },
    ['status confirmed'],
  ],
  ['a parent below it', 'ticket', { action: 'update', id: 'K:parent', parent: 'K:child' }],
  ['a type that is not there', 'ticket', { action: 'update', id: 'K:plain', type: 'bugg' }],
  ['a key that is not there', 'ticket', { action: 'close', id: 'PAY-100000' }],
  ['a section that is not there', 'ticket', { action: 'edit', id: 'K:plain', op: 'delete', section: 'Notez' }],
  ['a text that is not there', 'ticket', { action: 'edit', id: 'K:plain', op: 'delete', old: 'nowhere' }],
  ['a box that is not there', 'ticket', { action: 'edit', id: 'K:plain', op: 'check', checkbox: '9' }],
  ['a box of which there are several', 'ticket', { action: 'edit', id: 'K:plain', op: 'check' }],
  ['lines that are not there', 'ticket', { action: 'edit', id: 'K:plain', op: 'delete', lines: '90-99' }],
  ['a deletion with an empty place', 'ticket', { action: 'edit', id: 'K:plain', op: 'delete', section: '' }],
  ['another revision', 'ticket', { action: 'update', id: 'K:plain', title: 'x', expected_revision: 77 }],
  ['a comment that says nothing', 'ticket', { action: 'comment', id: 'K:plain', message: ' ' }],
  ['an answer to no comment', 'ticket', { action: 'comment', id: 'K:other', message: 'x', reply_to: 'E:comment' }],
  ['an undo of nothing', 'ticket', { action: 'undo', event: 'zzzzzz' }],
  ['a template that is not there', 'ticket', { action: 'create', template: 'api' }],
  ['a template without its variables', 'ticket', { action: 'create', template: 'api-endpoint' }],
  ['a blocker in a circle', 'link', { action: 'add', id: 'K:waiting', type: 'blocks', target: 'K:blocker' }],
  ['a link to itself', 'link', { action: 'add', id: 'K:plain', type: 'blocks', target: 'K:plain' }],
  ['a link that is not there', 'link', { action: 'remove', id: 'K:plain', target: 'K:bug' }],
  ['a commit that is not there', 'link', { action: 'add', id: 'K:plain', commit: 'abcdef1' }],
  ['a decision on nothing', 'alignment', { action: 'decide', id: 'K:plain', decision: 'approved' }],
  ['a submission that says nothing', 'alignment', { action: 'submit', id: 'K:plain', message: ' ' }],
  ['a review that is not there', 'alignment', { action: 'get', id: 'K:plain' }],
  ['an action that takes something away', 'ticket', { action: 'delete', id: 'K:plain' }],
  ['an action that takes back', 'ticket', { action: 'unclose', id: 'K:plain' }],
  ['an action that is near one that does the contrary', 'ticket', { action: 'disarchive', id: 'K:plain' }],
];

describe('what a refusal suggests for what is so', () => {
  it.each(states)('%s: %s %j', async (_, tool, bare, may = []) => {
    const args = filled(bare) as Args;
    const { error } = await send(tool, args);
    expect(error).toBeInstanceOf(TrackerError);
    const named = [args.id, args.target].flatMap((key) => Object.keys(at).filter((name) => at[name] === key));
    for (const next of error?.next ?? []) {
      const tried = await tryNext(next);
      const seen = JSON.stringify({ args, next, error: error?.message });
      expect(tried.error?.code, seen).not.toBe('invalid_input');
      const others = [...tried.touched].filter(
        (one) => !named.some((name) => may.some((field) => one.startsWith(`The ticket ${name} ${field}`))),
      );
      expect(others, seen).toEqual([]);
    }
  });

  it('is nothing to write where a call is tried alone, but to try that', async () => {
    const { error } = await send('ticket', { action: 'move', id: at.bug, status: 'review', dry_run: true });
    expect(error?.next).toMatchObject([{ args: { action: 'move', status: 'confirmed', dry_run: true } }]);
  });

  it('before a blocker is done is the end of that one, which is what has to come first, and of nothing else', async () => {
    for (const args of [{ id: at.waiting }, { ids: [at.waiting], status: 'done' }]) {
      const { error } = await send('ticket', { action: 'close', message: 'It works', ...args });
      expect(error?.next).toMatchObject([{ tool: 'ticket', args: { action: 'close', id: at.blocker } }]);
      expect(error?.next[0]?.args).not.toHaveProperty('message');
      const { touched } = await tryNext(error!.next[0]!);
      expect([...touched].filter((one) => !one.startsWith('The ticket blocker status'))).toEqual([]);
    }
  });
});
