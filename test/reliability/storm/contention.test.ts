import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startClient, type TestClient } from '../../support/client.ts';
import { startFaulty } from '../../support/fault-points.ts';
import { dataOf, expectWhole, type FactEvent, factsOf, strangersIn, tempsOf } from '../../support/file-facts.ts';
import { type Fleet, keyIn, type Member, makeFleet } from '../../support/fleet.ts';
import { makeRepository } from '../../support/workspace.ts';

const processes = 8;
const steps = 25;
/** Every other process is killed in the middle of these. */
const deadly = [8, 17];

test('eight processes that write at once, some of them killed, keep every acknowledged write, once', async () => {
  const { root } = makeRepository();
  const fleet = makeFleet(root);
  const members = await Promise.all(Array.from({ length: processes }, () => fleet.start()));
  const keys: string[] = [];
  await Promise.all(members.map((member, number) => work(fleet, member, { number, keys })));

  expect(fleet.faults).toEqual([]);
  // Before one whose turn never comes there would be nearly all calls of the others.
  expect(fleet.mostBefore()).toBeLessThan((processes * steps) / 2);
  // Only those of the last one may have temps: the start of its first write clears away what the others left.
  const next = await fleet.start();
  expect(await next.call('ticket', { action: 'create', title: 'after all' })).toMatch(/^Created/);
  expectWhole(dataOf(root));
  expect(fleet.kills()).toBe((processes / 2) * deadly.length);
  expect(fleet.acknowledged.length).toBeGreaterThan(steps);
  const { events, tickets } = factsOf(dataOf(root));
  const texts = new Map<string, string[]>();
  const edited = new Set(fleet.acknowledged.flatMap(({ args }) => (args.action === 'edit' ? [args.id as string] : [])));
  for (const key of edited) {
    const { text } = await next.client.call('ticket', { action: 'get', id: key, lines: '1-', budget: 10_000 });
    texts.set(key, text.split('\n'));
  }
  expectAllOnce(fleet, { events, tickets, texts });
  expectSingleHolders(events);
  expect(strangersIn(root)).toEqual([]);
  const dead = tempsOf(root).filter((name) => !name.startsWith(`data-${next.client.pid}.`));
  expect(dead).toEqual([]);
  expect(readdirSync(join(root, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

/** One process's calls, one after the other; now and then it is killed in the middle of one and another takes its place. */
async function work(fleet: Fleet, member: Member, { number, keys }: { number: number; keys: string[] }): Promise<void> {
  let own = member;
  let held: string | undefined;
  let lastMs = 0;
  for (let step = 0; step < steps; step++) {
    const mark = `${own.session}.${step}`;
    const id = keys[Math.floor(Math.random() * keys.length)];
    // At a moment of a write that chance picks: within the time that the last one took.
    if (number % 2 === 0 && deadly.includes(step)) {
      const pending = own.call('ticket', { action: 'create', title: `killed ${mark}` });
      await delay(Math.random() * lastMs);
      own.kill();
      await pending;
      own = await fleet.start();
      held = undefined;
      continue;
    }
    const start = performance.now();
    held = await callAny(own, { id, mark, keys, held });
    lastMs = performance.now() - start;
  }
  await own.client.close();
}

/** A call of a kind that chance picks; the ticket that the process holds afterwards. */
async function callAny(
  own: Member,
  { id, mark, keys, held }: { id: string | undefined; mark: string; keys: string[]; held: string | undefined },
): Promise<string | undefined> {
  const kind = id === undefined ? 0 : Math.floor(Math.random() * 6);
  if (kind === 0) {
    const key = keyIn(await own.call('ticket', { action: 'create', title: `made ${mark}`, description: 'start\n' }));
    if (key) keys.push(key);
  } else if (kind === 1) await own.call('ticket', { action: 'comment', id, message: `said ${mark}` });
  else if (kind === 2) await own.call('ticket', { action: 'edit', id, op: 'append', new: `line ${mark}` });
  else if (kind === 3)
    await own.call('ticket', { action: 'move', id, status: Math.random() < 0.5 ? 'todo' : 'in_progress' });
  else if (kind === 4 && held) {
    await own.call('ticket', { action: 'release', id: held });
    return undefined;
  } else {
    // Two ask for the same ticket more often than not.
    const args = Math.random() < 0.5 ? { action: 'claim' } : { action: 'claim', id: keys[0] };
    return keyIn(await own.call('ticket', args)) ?? held;
  }
  return held;
}

type Ticket = ReturnType<typeof factsOf>['tickets'][number];

/** `texts`: each ticket's description by lines, as it is shown. */
function expectAllOnce(
  { acknowledged }: Fleet,
  { events, tickets, texts }: { events: FactEvent[]; tickets: Ticket[]; texts: Map<string, string[]> },
): void {
  const of = (kind: string) => events.filter((event) => event.kind === kind);
  const count = (texts: string[]) => {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
  };
  const titles = count(tickets.map((ticket) => ticket.title));
  const said = count(of('comment').map((event) => event.payload.body));
  const moves = count(
    events.filter((event) => event.payload.set?.status).map((event) => `${event.session} ${event.ticket}`),
  );
  const numbers = new Map(tickets.map((ticket) => [ticket.key, ticket.ticket]));
  const lost: unknown[] = [];
  for (const one of acknowledged) {
    const { action, title, message, new: line, id } = one.args as Record<string, string>;
    const there =
      action === 'create'
        ? titles.get(title!) === 1 && numbers.has(keyIn(one.text)!)
        : action === 'comment'
          ? said.get(message!) === 1
          : action === 'edit'
            ? texts.get(id!)!.filter((text) => text.endsWith(` ${line}`)).length === 1
            : action === 'move'
              ? / → /.test(one.text) === false || (moves.get(`${one.session} ${numbers.get(id!)}`) ?? 0) > 0
              : events.some(
                  (event) =>
                    event.session === one.session &&
                    event.ticket === numbers.get(keyIn(one.text)!) &&
                    (action === 'claim' ? event.payload.claim?.session === one.session : event.payload.claim === null),
                );
    if (!there) lost.push(one);
  }
  expect(lost).toEqual([]);
  expect([...titles].filter(([, times]) => times > 1)).toEqual([]);
  expect([...said].filter(([, times]) => times > 1)).toEqual([]);
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  expect(new Set(tickets.map((ticket) => ticket.id)).size).toBe(tickets.length);
  expect(new Set(tickets.map((ticket) => ticket.key)).size).toBe(tickets.length);
}

/** Actors differ, so nobody may take over: every claim of a ticket comes after a release of the one before. */
function expectSingleHolders(events: FactEvent[]): void {
  const holders = new Map<number, string>();
  const twice: string[] = [];
  let claims = 0;
  for (const { ticket, payload, session } of events) {
    if (ticket === null || payload.claim === undefined) continue;
    const holder = holders.get(ticket);
    if (payload.claim === null) holders.delete(ticket);
    else {
      claims++;
      if (holder !== undefined && holder !== session) twice.push(`${ticket}: ${holder}, ${session}`);
      holders.set(ticket, session);
    }
  }
  expect(claims).toBeGreaterThan(5);
  expect(twice).toEqual([]);
}

test('a lock is free as soon as its holder is killed', async () => {
  const { root } = makeRepository();
  const first = await startFaulty(root);
  const second = await startClient({ cwd: root });
  const create = (client: TestClient, title: string) => client.call('ticket', { action: 'create', title });
  expect(await create(first.client, 'first')).toMatchObject({ isError: false });
  // With the lock in its hands.
  first.arm({ at: '^exec BEGIN IMMEDIATE$', nth: 1, before: 'pause' });
  const pending = create(first.client, 'not answered').catch(() => undefined);
  await first.paused();
  process.kill(first.client.pid, 'SIGKILL');
  expect(await pending).toBeUndefined();
  // Who finds it held waits for seconds, and is then refused.
  expect((await create(second, 'second')).text).toMatch(/^Created/);
  expectWhole(dataOf(root));
  expect(factsOf(dataOf(root)).tickets.map(({ title }) => title)).toEqual(['first', 'second']);
});
