import { expect, test } from 'vitest';
import { countTokens } from '../../scripts/bench/tokens.ts';
import type { PrimeResult } from '../../src/actions/board/prime.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderPrime } from '../../src/render/prime.ts';

const time = Date.parse('2026-10-01T09:30:00Z');
const nothing: PrimeResult = {
  ...{ actor: 'anna/codex', branch: 'main' },
  ...{ holding: [], turns: [], assigned: [], questions: [], reviews: [], ready: [] },
  total: { holding: 0, turns: 0, assigned: 0, questions: 0, reviews: 0, ready: 0 },
};
const note = (body: string) => ({ event: 'e', actor: 'bob', time, body });
const held = { key: 'PAY-100001', title: 'One', status: 'in_progress', until: time, thisSession: true };
const turn = { ...held, ticket: 1, by: 'bob', time };

test('says who and where one is, what is theirs with its newest note, what is next and how to go on', () => {
  const text = renderPrime(
    {
      ...nothing,
      holding: [{ ...held, note: note('half done') }],
      turns: [
        { ...turn, key: 'PAY-100002', why: 'sent back', note: { ...note('no test'), verb: 'changes_requested' } },
      ],
      assigned: [{ key: 'PAY-100003', title: 'Three', status: 'todo' }],
      questions: [
        { ...held, key: 'PAY-100006', title: 'Six', at: 100, note: note(`${'x'.repeat(100)}@anna which one?`) },
      ],
      reviews: [
        { key: 'PAY-100004', title: 'Four', actor: 'carl', time, state: 'waiting', message: 'm', decidable: true },
      ],
      ready: [{ key: 'PAY-100005', title: 'Five', priority: 'high' }],
      total: { holding: 1, turns: 1, assigned: 1, questions: 1, reviews: 1, ready: 9 },
    },
    { ...mcpSyntax, place: '/repo' },
  );
  expect(text.split('\n')).toEqual([
    'You are anna/codex. Work is tracked in /repo · main',
    ...['You hold:', ' PAY-100001 One · in_progress', '  bob 10-01 half done'],
    ...['Your turn:', ' PAY-100002 One · in_progress · sent back by bob', '  10-01 no test'],
    ...['Said to you:', ' PAY-100006 Six · in_progress', '  bob 10-01 …@anna which one? [e]'],
    ...['Assigned to you:', ' PAY-100003 Three · todo'],
    ...['Waiting for your review:', ' PAY-100004 Four · by carl'],
    ...['Ready (1 of 9):', ' PAY-100005 Five · high'],
    'Go on with PAY-100001: ticket(action:"get", id:"PAY-100001") has all of it. Keep plans and findings in tickets, as messages: the next session reads them. The rest: board(action:"me").',
  ]);
});

test('names the call that fits where nothing is held, in the syntax of the door', () => {
  const last = (prime: PrimeResult) => renderPrime(prime, shellSyntax).split('\n').at(-1);
  const ready = [{ key: 'PAY-1', title: 'One', priority: 'medium' }];
  expect(last({ ...nothing, ready, total: { ...nothing.total, ready: 1 } })).toMatch(
    /^Take up the first: tracker claim\. Keep .* The rest: tracker board me\.$/,
  );
  expect(last(nothing)).toMatch(/^Nothing waits for you\. Keep /);
});

test.each([
  ['words', 'word '.repeat(40)],
  ['identifiers', 'x9_Qz'.repeat(40)],
  ['Han', '漢字'.repeat(100)],
])('however much there is, it takes at most 300 tokens, and shows the first of each kind: %s', (_, text) => {
  const many = <T extends object>(one: T) =>
    Array.from({ length: 5 }, (_, at) => ({ ...one, key: `LONGER-10000${at}`, title: text }));
  const shown = renderPrime(
    {
      ...{ actor: `${'a'.repeat(40)}/claude-code`, branch: 'b'.repeat(200) },
      holding: many({ ...held, thisSession: false, note: note(text) }),
      turns: many({ ...turn, why: 'handed over' as const, note: note(text) }),
      questions: many({ ...held, at: 0, note: note(text) }),
      assigned: many({ status: 'in_progress' }),
      reviews: many({ actor: 'carl/claude-code', time, state: 'waiting', message: text, decidable: true }),
      ready: many({ priority: 'urgent' }),
      total: { holding: 99, turns: 99, assigned: 99, questions: 99, reviews: 99, ready: 99 },
    } as PrimeResult,
    { ...mcpSyntax, place: `/home/${'folder/'.repeat(30)}` },
  );
  expect(countTokens(shown), shown).toBeLessThanOrEqual(300);
  expect(shown).toContain('You hold (');
});
