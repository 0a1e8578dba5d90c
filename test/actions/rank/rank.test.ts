import { describe, expect, it, test } from 'vitest';
import { perform } from '../../../src/actions/perform.ts';
import { mostCompanions } from '../../../src/actions/rank/rank.ts';
import { openTracker } from '../../support/in-process.ts';
import { openRanking } from '../../support/ranking.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { type Args, keysIn, useTracker } from '../../support/tool-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const tracker = useTracker();
const put = (id: string, beside: Record<string, unknown>) => tracker.ticket({ action: 'rank', id, ...beside });
const ready = async (label: string) =>
  [...(await tracker.ask('board', { action: 'ready', query: `label:${label}` })).matchAll(/ (t\d+)\b/g)].map(
    ([, title]) => title,
  );
let made = 0;
/** As many tickets under a label of their own. */
async function some(count: number): Promise<{ keys: string[]; label: string }> {
  const label = `group${++made}`;
  const items = Array.from({ length: count }, (_, n) => ({ title: `t${n}`, labels: [label] }));
  return { keys: await tracker.createAll(items), label };
}

describe('rank', () => {
  it('puts a ticket behind another, or before one, and says so', async () => {
    const { keys, label } = await some(4);
    const [a, b, c, d] = keys as [string, string, string, string];
    expect(await put(d, { after: a, before: b })).toMatch(
      new RegExp(`^${d} after ${a}, before ${b}; \\d+ others? given`),
    );
    expect(await ready(label)).toEqual(['t0', 't3', 't1', 't2']);
    expect(await put(c, { before: a })).toBe(`${c} before ${a}`);
    expect(await ready(label)).toEqual(['t2', 't0', 't3', 't1']);
    expect(await put(c, { before: a })).toBe(`${c} is before ${a} already`);
    expect((await tracker.ticket({ action: 'history', id: c })).split('\n')[0]).toContain(
      `put before ${a} on the board`,
    );
  });

  it('is an event that changes neither the revision nor when the ticket was changed, and that nobody is told of', async () => {
    const { keys } = await some(3);
    const [a, b, c] = keys as [string, string, string];
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob', TRACKER_SESSION: 'bob-1' } });
    await bob.ask('board', { action: 'me' });
    const before = await tracker.ticket({ action: 'get', id: c });
    await put(c, { after: a });
    expect(await tracker.ticket({ action: 'get', id: c })).toBe(before);
    expect(await bob.ask('board', { action: 'me' })).not.toContain('Changed since');
    await tracker.ticket({ action: 'update', id: b, priority: 'low' });
    expect(await bob.ask('board', { action: 'me' })).toContain(b);
  });

  it('says which of one priority is claimed next', async () => {
    const { keys, label } = await some(3);
    await put(keys[2]!, { before: keys[0] });
    await tracker.ticket({ action: 'update', id: keys[1], priority: 'high' });
    const claim = () => tracker.ticket({ action: 'claim', query: `label:${label}` });
    for (const key of [keys[1], keys[2], keys[0]]) expect(await claim()).toContain(`${key}`);
  });

  it('is as it was at a time that is asked for', async () => {
    const { workspace, call } = openTracker(makeRepository().root);
    const ask = async (args: Args) =>
      (await perform(workspace, { author: authorOf('anna'), scopes: 'all' }, { tool: 'ticket', args })).result;
    const [a, b] = keysIn(await call('ticket', { action: 'create', items: [{ title: 'a' }, { title: 'b' }] }));
    await ask({ action: 'rank', id: b, before: a });
    const { entries } = (await ask({ action: 'history', id: b })) as { entries: { event: string }[] };
    await ask({ action: 'rank', id: a, before: b });
    await ask({ action: 'rank', id: b, before: a });
    const rankAt = async (at?: string) =>
      ((await ask({ action: 'get', id: b, ...(at && { at }) })) as { ticket: { rank?: string } }).ticket.rank;
    const [now, then, made] = [await rankAt(), await rankAt(entries[0]!.event), await rankAt(entries[1]!.event)];
    expect([typeof now, typeof then, made]).toEqual(['string', 'string', undefined]);
    expect(now! < then!).toBe(true);
  });

  it('of a dry run writes nothing', async () => {
    const { keys, label } = await some(2);
    const [a, b] = keys as [string, string];
    expect(await put(b, { before: a, dry_run: true })).toBe(`Dry run, nothing written:\n${b} before ${a}`);
    expect(await ready(label)).toEqual(['t0', 't1']);
  });

  it('refuses what is no place, and says what to ask for', async () => {
    const { keys } = await some(3);
    const [a, b, c] = keys as [string, string, string];
    const refused = (beside: object) => tracker.refused('invalid_input', { action: 'rank', id: c, ...beside });
    expect(await refused({})).toContain('rank takes after, before or both');
    expect(await refused({ after: c })).toContain(`${c} cannot be put beside itself`);
    expect(await refused({ after: a, before: a })).toContain(`ticket(action:"rank", id:"${c}", after:"${a}")`);
    expect(await refused({ after: b, before: a })).toContain(`${a} lies before ${b} now`);
    await tracker.refused('not_found', { action: 'rank', id: c, after: 'PAY-999999' });
  });

  it('takes a call again by its key', async () => {
    const { keys, label } = await some(3);
    const [a, b, c] = keys as [string, string, string];
    await put(c, { before: a, idempotency_key: label });
    await put(b, { before: a });
    await put(b, { before: c });
    expect(await put(c, { before: a, idempotency_key: label })).toContain('already done');
    expect(await ready(label)).toEqual(['t1', 't2', 't0']);
  });
});

test('a drag among cards that have places is one event, and one that ends where it began none', async () => {
  const { create, put, column } = openRanking();
  for (let n = 0; n < 6; n++) create(`t${n}`);
  expect((await put('t5', { after: 't2', before: 't3' })).events).toBe(4);
  expect((await put('t1', { before: 't0' })).events).toBe(1);
  expect((await put('t2', { after: 't1', before: 't0' })).events).toBe(1);
  expect((await put('t2', { after: 't1', before: 't0' })).events).toBe(0);
  // A board that is filtered shows neighbours that are none.
  expect((await put('t2', { after: 't1', before: 't5' })).events).toBe(0);
  expect(await column()).toEqual(['t1', 't2', 't0', 't5', 't3', 't4']);
});

test('what is of another category, archived or below is given no place', async () => {
  const { create, archive, put, cards } = openRanking();
  create('doing', { status: 'in_progress', priority: 'urgent' });
  archive(create('hidden', { priority: 'urgent' }));
  for (const title of ['a', 'b', 'c', 'd']) create(title);
  expect(await put('d', { after: 'a' })).toMatchObject({ others: 1, already: false });
  const placed = (await cards('is:any')).flatMap(({ title, rank }) => (rank === undefined ? [] : [title]));
  expect(placed).toEqual(['a', 'd']);
});

test('below more tickets than are given a place at once there is none, and the error says where there is one', async () => {
  const { create, put, sqlite } = openRanking();
  sqlite.exec('begin');
  for (let n = 0; n <= mostCompanions + 2; n++) create(`t${n}`);
  await expect(put('t0', { after: `t${mostCompanions + 1}` })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(`${mostCompanions + 1} tickets before that place`),
  });
  expect(await put('t0', { before: `t${mostCompanions + 1}` })).toMatchObject({ others: mostCompanions });
  sqlite.exec('commit');
});
