import { expect, test } from 'vitest';
import { keepReplies } from '../../src/remote/kept-replies.ts';

function keepAt() {
  const clock = { now: 0 };
  return { clock, replies: keepReplies(() => clock.now) };
}
const get = { action: 'get', id: 'PAY-1' };

test('what was read a moment ago is told again with its age, and not when it is older', () => {
  const { clock, replies } = keepAt();
  replies.keep('ticket', get, { text: 'PAY-1' });
  clock.now = 29_000;
  expect(replies.find('ticket', get)?.text).toBe('PAY-1\nnote: the server cannot be reached; this is 29 s old');
  expect(replies.find('ticket', { ...get, id: 'PAY-2' })).toBeUndefined();
  clock.now = 31_000;
  expect(replies.find('ticket', get)).toBeUndefined();
});

test('after a write nothing that was read before it is told, and neither is a refusal or what is not kept', () => {
  const { replies } = keepAt();
  replies.keep('search', { query: 'x' }, { text: 'found' });
  replies.forget();
  expect(replies.find('search', { query: 'x' })).toBeUndefined();
  replies.keep('ticket', get, { text: 'error not_found', code: 'not_found' });
  replies.keep('board', { action: 'ready' }, { text: 'ready' });
  expect(replies.find('ticket', get)).toBeUndefined();
  expect(replies.find('board', { action: 'ready' })).toBeUndefined();
});

test('of many the oldest are let go', () => {
  const { replies } = keepAt();
  for (let number = 0; number < 150; number++) replies.keep('search', { query: number }, { text: `${number}` });
  expect(replies.find('search', { query: 0 })).toBeUndefined();
  expect(replies.find('search', { query: 149 })).toBeDefined();
});
