import { expect, test } from 'vitest';
import { openReceiver } from '../../serve/webhooks/receiver.ts';
import { makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

test('a webhook is added, listed, tried and removed, and its secret printed alone and once', async () => {
  const { root: cwd } = makeRepository();
  await runCommand({ cwd }, 'actor', 'add', 'carol');
  const receiver = await openReceiver();
  const added = await runCommand({ cwd }, 'webhook', 'add', receiver.url, '--allow-private', '--event', 'move,comment');
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+\n$/) });
  const listed = await runCommand({ cwd }, 'webhook', 'list', '--json');
  const [hook] = JSON.parse(listed.stdout);
  expect(hook).toMatchObject({ url: receiver.url, events: ['move', 'comment'], private: true });
  expect(listed.stdout).not.toContain('whsec_');
  expect((await runCommand({ cwd }, 'webhook', 'list')).stdout).toContain(receiver.url.slice(0, 20));
  expect(await runCommand({ cwd }, 'webhook', 'test', hook.id)).toMatchObject({ code: 0 });
  expect(receiver.received).toMatchObject([{ json: { type: 'test' } }]);
  receiver.answer = () => 500;
  expect(await runCommand({ cwd }, 'webhook', 'test', hook.id)).toMatchObject({
    ...{ code: 1, stdout: 'It was not delivered: it answered 500\n' },
  });
  expect(await runCommand({ cwd }, 'webhook', 'remove', hook.id)).toMatchObject({ code: 0 });
  expect((await runCommand({ cwd }, 'webhook', 'list')).stdout).toMatch(/^None yet/);
  const audit = JSON.parse((await runCommand({ cwd }, 'audit', '--json')).stdout);
  expect(JSON.stringify(audit)).toMatch(/webhook\.remove.*webhook\.test.*webhook\.add/);
});

test('what is private is refused without a word for it, and so is an event that is none', async () => {
  const { root: cwd } = makeRepository();
  await runCommand({ cwd }, 'actor', 'add', 'carol');
  const add = (...args: string[]) => runCommand({ cwd }, 'webhook', 'add', ...args);
  expect(await add('https://10.0.0.1/in')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--allow-private'),
  });
  expect(await add('http://ci.example.com/in')).toMatchObject({ code: 1, stderr: expect.stringContaining('https') });
  expect(await add('https://ci.example.com/in', '--event', 'nothing')).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('no kind of event') },
  });
  expect((await runCommand({ cwd }, 'webhook', 'list')).stdout).toMatch(/^None yet/);
});
