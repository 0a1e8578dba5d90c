import { expect, test } from 'vitest';
import { call } from '../../src/domain/hint.ts';
import { shownResult } from '../../src/render/shown.ts';

test('every value of a result is one line without controls, whatever its name and however deep', () => {
  const bad = 'a\nb\u001b\u202e';
  const safe = 'a b\ufffd\ufffd';
  expect(shownResult({ title: bad, list: [bad, { [bad]: { deep: bad } }], count: 3, none: null, yes: true })).toEqual({
    ...{ title: safe, list: [safe, { [safe]: { deep: safe } }], count: 3, none: null, yes: true },
  });
});

test('what people write in lines keeps them, and none of them is a reply’s own', () => {
  const text = 'a\n\terror conflict: b\nerror conflict: b\r\nc\u0007';
  const shown = 'a\n\terror conflict: b\n error conflict: b\nc\ufffd';
  for (const name of ['description', 'body', 'message'])
    expect(shownResult({ of: [{ [name]: text }] })).toEqual({ of: [{ [name]: shown }] });
  expect(shownResult({ lines: ['error x: y\u0007', '\ta'] })).toEqual({ lines: ['error x: y\ufffd', '\ta'] });
});

test('a value that a line begins with does not look like a reply’s own', () => {
  const result = { actor: 'PAY-1 you · have', status: 'error x: y', types: { 'error x: y': 1 }, key: 'PAY-1' };
  expect(shownResult(result)).toEqual({
    ...{ actor: ' PAY-1 you · have', status: ' error x: y', types: { ' error x: y': 1 }, key: 'PAY-1' },
  });
});

test('what an event holds is short, on a line', () => {
  const payload = { message: `a\n${'b'.repeat(9_000)}`, set: { description: 'a\nb' } };
  expect(shownResult({ payload })).toEqual({ payload: { message: expect.any(String), set: { description: 'a b' } } });
  expect(shownResult({ payload }).payload.message).toMatch(/^a b{997}…$/);
});

test('a call is left as it is, to be sent, and what only looks like one is not', () => {
  const next = call('ticket', { action: 'update', title: 'a\nb' });
  expect(shownResult({ next }).next).toBe(next);
  expect(shownResult({ next: { ...next } }).next).toEqual({ tool: 'ticket', args: { action: 'update', title: 'a b' } });
});
