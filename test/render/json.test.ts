import { expect, test } from 'vitest';
import { jsonOf } from '../../src/render/json.ts';

const moment = Date.parse('2026-10-01T09:30:00.123Z');

test('moments of a result are ISO 8601 in UTC, at any depth, and what has no moment stays none', () => {
  const result = {
    tickets: [{ key: 'PAY-1', claim: { until: moment, mine: true }, created: { actor: 'a', time: moment } }],
    ...{ since: moment, at: moment, acknowledged: moment, total: 3 },
  };
  const iso = '2026-10-01T09:30:00.123Z';
  expect(jsonOf(result)).toEqual({
    tickets: [{ key: 'PAY-1', claim: { until: iso, mine: true }, created: { actor: 'a', time: iso } }],
    ...{ since: iso, at: iso, acknowledged: iso, total: 3 },
  });
  expect(jsonOf([null, 'text', { since: undefined, at: '2026-10-01', points: null }])).toEqual([
    null,
    'text',
    { since: undefined, at: '2026-10-01', points: null },
  ]);
});

test('what an event says and what a call sends are as they were given', () => {
  const held = { payload: { time: moment, vars: { at: 1 } }, next: [{ tool: 'ticket', args: { since: moment } }] };
  expect(jsonOf(held)).toEqual(held);
});
