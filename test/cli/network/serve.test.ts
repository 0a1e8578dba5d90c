import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readAddress } from '../../../src/cli/network/serve.ts';
import { ask } from '../../serve/served.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { isolatedEnv, makeRepository } from '../../support/workspace.ts';

test('an address is a host and a port, either of which may be left out', () => {
  expect(readAddress('10.0.0.1:80')).toEqual({ host: '10.0.0.1', port: 80 });
  expect(readAddress(':0')).toEqual({ host: '127.0.0.1', port: 0 });
  expect(readAddress('tracker.example')).toEqual({ host: 'tracker.example', port: 7462 });
  expect(readAddress('[::1]:8')).toEqual({ host: '::1', port: 8 });
  for (const wrong of ['', ':', 'a:b', ':99999', '1.2.3.4:80:80', 'http://x'])
    expect(() => readAddress(wrong)).toThrow('--addr takes HOST:PORT');
});

test('the program says where it serves in one line, answers whoever has a token, and ends with 0 when it is told to', async () => {
  checkBuilt();
  const { root } = makeRepository();
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      cwd: root,
      env: isolatedEnv(),
      encoding: 'utf8',
      stdio: 'pipe',
    });
  run('actor', 'add', 'alice', '--kind', 'human');
  const token = run('token', 'create', '--actor', 'alice', '--scope', 'member').trim();
  const server = spawn(process.execPath, [program, 'serve', '--addr', ':0'], {
    cwd: root,
    env: isolatedEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const [line] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string];
  const [, url = ''] = /^tracker serves PAY at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line) ?? [];
  const made = await ask(url, 'POST /api/v1/actions/ticket/create', { token, body: { title: 'Over HTTP' } });
  expect(made).toMatchObject({ status: 200 });
  // The command line writes beside it.
  run('create', 'Beside', '--type', 'task');
  expect((await ask(url, 'POST /api/v1/actions/ticket/list', { token })).body.total).toBe(2);
  // As `timeout` does, which tells the program and then its group.
  for (let time = 0; time < 3; time++) server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
