import { describe, expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { isFault, parseEvent, type RawEvent, waitingPayload } from '../../../src/domain/event/parse.ts';

const id = Buffer.alloc(16, 1);
const ticket = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const comment: RawEvent = {
  ...{ id, time: 1_700_000_000_000, actor: 'anna', actorKind: 'human', session: 's', client: 'cli 1' },
  ...{ kind: 'comment', payload: '{"body":"hello"}', parents: Buffer.alloc(32, 2) },
};
const parse = (change: Partial<RawEvent>, of: string | null = ticket) => parseEvent({ ...comment, ...change }, of);
const nested = (depth: number) => `{"body":"a","more":${'['.repeat(depth)}${']'.repeat(depth)}}`;

test('an event is read as it was written, with fields that only a newer program knows', () => {
  expect(parse({ payload: '{"body":"hello","mood":["calm"]}' })).toMatchObject({
    ...{ kind: 'comment', ticket, actor: 'anna', time: 1_700_000_000_000 },
    payload: { body: 'hello', mood: ['calm'] },
    parents: [expect.any(String), expect.any(String)],
  });
});

test('an event of a ticket that is not there yet says in its payload which that is', () => {
  const payload = `{"body":"hello","waitsFor":"${ticket}"}`;
  expect(parse({ payload }, null)).toMatchObject({ ticket, payload: { body: 'hello' } });
  expect(JSON.parse(JSON.stringify(waitingPayload(parse({ payload }, null) as TrackerEvent)))).toEqual(
    JSON.parse(payload),
  );
  expect(parse({ payload: '{"body":"hello","waitsFor":7}' }, null)).toMatchObject({ ticket: null });
  const project = { kind: 'project', payload: `{"project":"PAY","waitsFor":"${ticket}"}` };
  expect(parse(project, null)).toMatchObject({ ticket: null, payload: { project: 'PAY' } });
});

test('a kind that only a newer program knows is an event, with or without a ticket', () => {
  for (const of of [ticket, null])
    expect(parse({ kind: 'mood', payload: '{"key":"a0"}' }, of)).not.toHaveProperty('fault');
});

describe('what is no event', () => {
  test.each<[string, Partial<RawEvent>]>([
    ['id', { id: Buffer.alloc(15) }],
    ['id', { id: 'text' }],
    ['time', { time: -1 }],
    ['time', { time: 2 ** 43 + 1 }],
    ['time', { time: 1e300 }],
    ['time', { time: '2026' }],
    ['time', { time: 1.5 }],
    ['author', { actor: null }],
    ['author', { session: undefined }],
    ['author', { actorKind: 'god' }],
    ['author', { client: 'x'.repeat(513) }],
    ['kind', { kind: 7 }],
    ['kind', { kind: 'a\nb' }],
    ['parents', { parents: Buffer.alloc(17) }],
    ['parents', { parents: Buffer.alloc(16 * 1001) }],
    ['payload', { payload: 'null' }],
    ['payload', { payload: '42' }],
    ['payload', { payload: '[]' }],
    ['payload', { payload: '{"body":' }],
    ['payload', { payload: Buffer.from('{}') }],
    ['payload', { payload: '{"body":7}' }],
    ['payload', { payload: '{}' }],
    ['payload', { payload: nested(17) }],
    ['payload', { payload: nested(8000) }],
    ['payload', { payload: JSON.stringify({ body: 'x'.repeat(256 * 1024 + 1) }) }],
  ])('for its %s: %j', (part, change) => {
    const parsed = parse(change);
    expect(isFault(parsed) && parsed.fault).toMatch(new RegExp(`^${part}`));
  });

  test('is a project with a ticket; one without its ticket may be waiting for that', () => {
    expect(parse({}, null)).toMatchObject({ kind: 'comment', ticket: null });
    const project = { kind: 'project', payload: '{"project":"PAY"}' };
    expect(parse(project)).toEqual({ fault: 'project has a ticket' });
    expect(parse(project, null)).not.toHaveProperty('fault');
  });

  test('nested as deep as is allowed is one still', () => {
    expect(parse({ payload: nested(15) })).not.toHaveProperty('fault');
  });
});

const base = { project: 'PAY', number: 1, title: 'T', type: 'task', status: 'backlog', priority: 'high' };

describe('what a payload may hold', () => {
  test.each<[string, object]>([
    ['create', base],
    [
      'create',
      { ...base, points: 3, due: '2026-12-01', labels: ['a'], description: '', mentions: { 'PAY-2': ticket } },
    ],
    ['move', { set: { status: 'done' }, message: 'why' }],
    [
      'update',
      { set: { points: null, due: null, parent: null }, add: { labels: ['x'] }, remove: { labels: { y: [ticket] } } },
    ],
    ['claim', { claim: { actor: 'a', session: 's' } }],
    ['release', { claim: null }],
    ['edit', { text: 'whole' }],
    ['edit', { base: ticket, splice: { at: 0, deleteCount: 1, insert: '' } }],
    ['link', { type: 'blocks', target: ticket }],
    ['submit', { message: 'm', evidence: [{ kind: 'command', value: 'npm test', exitCode: 0 }] }],
    ['decide', { submission: ticket, decision: 'approved' }],
  ])('%s %j', (kind, payload) => {
    expect(parse({ kind, payload: JSON.stringify(payload) })).not.toHaveProperty('fault');
  });

  test.each<[string, object]>([
    ['create', { ...base, title: 7 }],
    ['create', { ...base, status: 'done\nPAY-1 approved' }],
    ['create', { ...base, type: 'task\u202e' }],
    ['create', { ...base, priority: 'very' }],
    ['create', { ...base, due: 'soon' }],
    ['create', { ...base, project: 'pay me' }],
    ['create', { ...base, labels: 'a' }],
    ['move', { set: { status: null } }],
    ['update', { set: { points: 'three' } }],
    ['update', { remove: { labels: { y: 'all' } } }],
    ['claim', { claim: 'anna' }],
    ['edit', { splice: { at: 0, deleteCount: 1, insert: '' } }],
    ['edit', { base: ticket, splice: { at: -1, deleteCount: 1, insert: '' } }],
    ['link', { target: 'PAY-1' }],
    ['submit', { message: 'm', evidence: [{ kind: 'magic', value: 'x' }] }],
    ['decide', { submission: ticket, decision: 'maybe' }],
  ])('but not %s %j', (kind, payload) => {
    expect(parse({ kind, payload: JSON.stringify(payload) })).toEqual({ fault: `payload is none of the kind ${kind}` });
  });
});
