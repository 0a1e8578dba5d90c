import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientSession } from '../../../src/cli/network/client-session.ts';
import { keepLogin } from '../../../src/remote/logins.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { isolatedEnv, makeDirectory } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

const url = 'https://tracker.example';

test('headers are the token that is kept for the server and the session of the client that asks, also by a shell', () => {
  checkBuilt();
  const env = isolatedEnv({ XDG_CONFIG_HOME: makeDirectory() });
  keepLogin(env, url, 'trk_kept');
  const run = (file: string, args: string[]) =>
    execFileSync(file, args, { cwd: makeDirectory(), env, encoding: 'utf8', stdio: 'pipe' });
  const direct = run(process.execPath, [program, 'mcp-headers', `${url}/mcp`]);
  expect(direct.trim().split('\n')).toHaveLength(1);
  const headers = JSON.parse(direct);
  expect(headers).toEqual({ Authorization: 'Bearer trk_kept', 'X-Tracker-Session': clientSession(process.pid) });
  expect(headers['X-Tracker-Session']).toMatch(/^[\w.-]{1,64}$/);
  // A shell that does something afterwards stays between.
  const line = `"${process.execPath}" "${program}" mcp-headers ${url}; true`;
  expect(JSON.parse(run('/bin/sh', ['-c', line]))).toEqual(headers);
});

test('another client is another session', () => {
  expect(clientSession(process.pid)).not.toBe(clientSession(process.ppid));
});

test('TRACKER_TOKEN goes to the server of TRACKER_URL alone, and without a token it is said how to get one', async () => {
  const env = { TRACKER_URL: url, TRACKER_TOKEN: 'trk_given', XDG_CONFIG_HOME: join(makeDirectory(), 'none') };
  const run = (address: string) => runCommand({ cwd: makeDirectory(), env }, 'mcp-headers', address);
  expect(JSON.parse((await run(url)).stdout)).toMatchObject({ Authorization: 'Bearer trk_given' });
  expect(await run('https://other.example')).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: expect.stringMatching(/There is no token for https:\/\/other\.example\.\n.*`tracker login https:\/\/other/),
  });
});
