import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { makeAccess } from '../../../src/access/place.ts';
import { openAccess } from '../../../src/access/sqlite-access.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { writePosition } from '../../../src/serve/position.ts';
import { sendWebhooks } from '../../../src/serve/webhooks/sending.ts';
import { openTracker } from '../../support/in-process.ts';
import { until } from '../../support/until.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';
import { openReceiver, type Received } from './receiver.ts';

const surroundings = { now: Date.now, random: randomBytes };

function prepare(repository: TestRepository = makeRepository()) {
  const { root } = repository;
  const access = openAccess(makeAccess({ commonDir: locate(root).commonDir! }, surroundings), surroundings);
  onTestFinished(() => access.close());
  const { call, workspace } = openTracker(root);
  const log: string[] = [];
  const start = (pauses?: number[]) => {
    const given = { workspace, access, publicUrl: 'https://t.example', api: '/api/v1', version: '1', now: Date.now };
    const stop = sendWebhooks({ ...given, log: (line) => log.push(line) }, pauses ? { pauses } : {});
    onTestFinished(stop);
    return stop;
  };
  const add = async (url: string, events: string[] = []) => {
    const position = await workspace.home.read(async (state) => writePosition(state.position));
    return access.webhooks.add({ url, events, isPrivate: true, position }, 'local');
  };
  const create = async (title: string) => {
    const reply = await call('ticket', { action: 'create', title });
    return /[A-Z]+-\d{6}/.exec(JSON.stringify(reply))![0];
  };
  return { repository, access, workspace, call, create, start, add, log };
}

const toldOf = (received: readonly Received[]) => received.map(({ json }) => [json.type, json.data.title]);

test('each change is told with its key, title, actor, kind and address, in order, and once where all is well', async () => {
  const { create, call, start, add, access } = prepare();
  await create('Before');
  const receiver = await openReceiver();
  const only = await openReceiver();
  const hook = await add(receiver.url);
  await add(only.url, ['comment']);
  const stop = start();
  const key = await create('One');
  await call('ticket', { action: 'comment', id: key, message: 'A secret thought' });
  await until('both were told', () => receiver.received.length >= 2 && only.received.length >= 1);
  const [first, second] = receiver.received;
  expect(first!.json).toEqual({
    type: 'create',
    timestamp: expect.stringMatching(/Z$/),
    data: {
      ...{ id: first!.headers['webhook-id'], kind: 'create', actor: expect.any(String), key, title: 'One' },
      url: `https://t.example/api/v1/tickets/${key}`,
    },
  });
  expect(second!.json).toMatchObject({ type: 'comment', data: { key } });
  expect(receiver.received.map(({ body }) => body).join()).not.toContain('secret thought');
  expect(toldOf(only.received)).toEqual([['comment', 'One']]);
  await stop();
  expect((await access.webhooks.get(hook.id)).position).not.toBe(hook.position);
  // What comes while no server runs is told by the next one, and nothing twice.
  await create('Two');
  start();
  await until('the rest was told', () => receiver.received.length >= 3);
  expect(toldOf(receiver.received)).toEqual([
    ['create', 'One'],
    ['comment', 'One'],
    ['create', 'Two'],
  ]);
});

test('who does not answer well is tried five times, later and later, and then the next is told', async () => {
  const { create, start, add, access, log } = prepare();
  await create('Before');
  const receiver = await openReceiver();
  receiver.answer = ({ json }) => (json.data.title === 'Bad' ? 500 : 204);
  const hook = await add(receiver.url);
  await create('Bad');
  await create('Good');
  start([1, 1, 1, 1]);
  await until('the next was told', () => receiver.received.some(({ json }) => json.data.title === 'Good'));
  expect(toldOf(receiver.received).map(([, title]) => title)).toEqual(['Bad', 'Bad', 'Bad', 'Bad', 'Bad', 'Good']);
  expect(new Set(receiver.received.slice(0, 5).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(log.filter((line) => line.includes('was not told'))).toHaveLength(1);
  await until('all is noted', async () => (await access.webhooks.get(hook.id)).lastFault === null);
});

test('by itself it waits before it tries again, across servers', async () => {
  const { create, start, add, access } = prepare();
  await create('Before');
  const receiver = await openReceiver();
  receiver.answer = () => 503;
  const hook = await add(receiver.url);
  await create('One');
  const stop = start();
  const failed = await until('it failed', async () => {
    const found = await access.webhooks.get(hook.id);
    return found.tries === 1 ? found : undefined;
  });
  expect(failed).toMatchObject({ lastFault: 'it answered 503', position: hook.position });
  expect(failed.nextAt - failed.lastAt!).toBeGreaterThanOrEqual(3_750);
  await stop();
  await start()();
  expect(receiver.received).toHaveLength(1);
});

test('a server that stops takes the answer that is on its way, and the next one does not send that again', async () => {
  const { create, start, add } = prepare();
  await create('Before');
  const receiver = await openReceiver();
  let letGo = () => {};
  receiver.hold = new Promise((resolve) => {
    letGo = resolve;
  });
  await add(receiver.url);
  const stop = start();
  await create('One');
  await until('it was sent', () => receiver.received.length === 1);
  const stopped = stop();
  letGo();
  await stopped;
  await create('Two');
  start();
  await until('the next was told', () => receiver.received.length >= 2);
  expect(toldOf(receiver.received).map(([, title]) => title)).toEqual(['One', 'Two']);
});

test('410 is the last that it is asked, and of others nothing is held up', async () => {
  const { create, start, add, access } = prepare();
  await create('Before');
  const gone = await openReceiver();
  const other = await openReceiver();
  gone.answer = () => 410;
  const hook = await add(gone.url);
  await add(other.url);
  start();
  await create('One');
  await create('Two');
  await until('the other was told', () => other.received.length >= 2);
  await until('it is off', async () => (await access.webhooks.get(hook.id)).disabledAt !== null);
  await create('Three');
  await until('the other was told again', () => other.received.length >= 3);
  expect(gone.received).toHaveLength(1);
});

test('of several servers of one tracker one sends', async () => {
  const { create, start, add, repository } = prepare();
  const another = prepare(repository);
  await create('Before');
  const receiver = await openReceiver();
  await add(receiver.url);
  start();
  another.start();
  for (const title of ['One', 'Two', 'Three']) await create(title);
  await until('all was told', () => receiver.received.length >= 3);
  expect(toldOf(receiver.received).map(([, title]) => title)).toEqual(['One', 'Two', 'Three']);
});

test('what a merge brings is told, and what was told before is not told again by a switch of branches', async () => {
  const { create, start, add, repository, log } = prepare();
  const { git } = repository;
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  await create('Before');
  commit('Before');
  git('switch', '--quiet', '--create', 'side');
  await create('Side');
  commit('Side');
  git('switch', '--quiet', 'main');
  const receiver = await openReceiver();
  await add(receiver.url);
  start();
  await create('Main');
  await until('it was told', () => receiver.received.length >= 1);
  commit('Main');
  git('switch', '--quiet', 'side');
  await until('the other branch was seen', () => receiver.received.length >= 2);
  git('switch', '--quiet', 'main');
  await create('Last');
  await until('the last was told', () => receiver.received.length >= 3);
  expect(toldOf(receiver.received).map(([, title]) => title)).toEqual(['Main', 'Side', 'Last']);
  expect(log.some((line) => line.includes('another history'))).toBe(true);
});
