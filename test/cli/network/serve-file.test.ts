import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, linkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { findAccess } from '../../../src/access/place.ts';
import { ask } from '../../serve/served.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { isolatedEnv, makeRepository } from '../../support/workspace.ts';

beforeAll(checkBuilt);

/** A repository somebody has a token for, and what lies beside its access store. */
function makeServable() {
  const { root, write } = makeRepository();
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      cwd: root,
      env: isolatedEnv(),
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  run('actor', 'add', 'alice', '--kind', 'human');
  const token = run('token', 'create', '--actor', 'alice', '--scope', 'member');
  const file = join(dirname(findAccess({ commonDir: join(root, '.git') })!.path), 'serve.json');
  const keep = (settings: unknown, mode = 0o600) => {
    rmSync(file, { force: true });
    writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify(settings), { mode });
    chmodSync(file, mode);
  };
  return { root, write, token, file, keep };
}

const portOf = (said: string): string => /:(\d+)\n/.exec(said)?.[1] ?? '';

/** Starts the program, and answers what it says once it serves; it ends with the test. */
async function startServer(cwd: string, args: string[] = [], env: Record<string, string> = {}): Promise<string> {
  const server = spawn(process.execPath, [program, 'serve', ...args], {
    ...{ cwd, env: isolatedEnv(env), stdio: ['ignore', 'pipe', 'inherit'] },
  });
  onTestFinished(async () => {
    const ended = once(server, 'exit');
    if (server.kill()) await ended;
  });
  const [line] = (await once(server.stdout!.setEncoding('utf8'), 'data')) as [string];
  return line;
}

/** What the program says that does not serve. */
function refusal(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'serve', '--addr', ':0', ...args], {
    ...{ cwd, env: isolatedEnv(), encoding: 'utf8', timeout: 20_000 },
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  return stderr;
}

test('serve.json says what no flag says, the environment wins over it, and a flag over both', async () => {
  const { root, keep } = makeServable();
  keep({ publicUrl: 'https://kept.example' });
  const flags = (...more: string[]) => ['--addr', ':0', ...more];
  expect(await startServer(root, flags())).toBe('tracker serves PAY at https://kept.example\n');
  const env = { TRACKER_PUBLIC_URL: 'https://env.example' };
  expect(await startServer(root, flags(), env)).toBe('tracker serves PAY at https://env.example\n');
  expect(await startServer(root, flags('--public-url', 'https://flag.example'), env)).toBe(
    'tracker serves PAY at https://flag.example\n',
  );
});

test('hosts, origins, proxies, limits and syncing are those of serve.json', async () => {
  const { root, token, keep } = makeServable();
  keep({
    ...{ allowedHosts: ['board.example'], corsOrigins: ['https://pages.example'], trustedProxies: ['127.0.0.1'] },
    ...{ rate: '60000,7', sync: '24h' },
  });
  const called = async (port: string, headers: Record<string, string>) =>
    (await ask(`http://127.0.0.1:${port}`, 'GET /api/v1/me', { token, headers })).status;
  const port = portOf(await startServer(root, ['--addr', ':0']));
  expect(await called(port, { Host: 'board.example' })).toBe(200);
  expect(await called(port, { Origin: 'https://pages.example' })).toBe(200);
  expect(await called(port, { Host: 'flag.example' })).toBe(403);
  const ready = await ask(`http://127.0.0.1:${port}`, 'GET /readyz', { token });
  expect(ready.body).toHaveProperty('sync');
  const made = await ask(`http://127.0.0.1:${port}`, 'POST /api/v1/tickets', { token, body: { title: 'One' } });
  expect({ status: made.status, limit: made.headers.get('ratelimit-policy') ?? '' }).toEqual({
    ...{ status: 201, limit: expect.stringContaining('7') },
  });
  // A flag takes the place of the whole list.
  const other = portOf(await startServer(root, ['--addr', ':0', '--allowed-host', 'flag.example']));
  expect(await called(other, { Host: 'flag.example' })).toBe(200);
  expect(await called(other, { Host: 'board.example' })).toBe(403);
});

test('what others can read or write, a link, and a second name are refused', () => {
  const { root, file, keep } = makeServable();
  keep({}, 0o640);
  expect(refusal(root)).toMatch(/serve\.json is open to other users\.\n.*chmod 600 .*serve\.json/);
  const elsewhere = join(root, 'elsewhere.json');
  writeFileSync(elsewhere, '{}', { mode: 0o600 });
  rmSync(file);
  symlinkSync(elsewhere, file);
  expect(refusal(root)).toContain('serve.json is a symbolic link, not a plain file.');
  rmSync(file);
  linkSync(elsewhere, file);
  expect(refusal(root)).toContain('serve.json has another name as well.');
});

test.each([
  [{ publicURL: 'https://x.example' }, 'has "publicURL", which is no setting.'],
  [{ insecureHttp: true }, 'has "insecureHttp", which is no setting.'],
  ['{"__proto__": "x"}', 'has "__proto__", which is no setting.'],
  [{ allowedHosts: 'board.example' }, 'has allowedHosts that are no list of texts.'],
  [{ rate: 600 }, 'has a rate that is no text.'],
  [{ rate: '0,1' }, 'is refused: --rate takes READS,WRITES'],
  [{ sync: 'often' }, 'is refused: --sync takes 30s'],
  [{ publicUrl: 'https://x.example/path' }, 'is refused: The public URL is'],
  ['{"publicUrl": ', 'is no JSON object.'],
  [[], 'is no JSON object.'],
])('%j is refused', (settings, fault) => {
  const { root, keep } = makeServable();
  keep(settings);
  const said = refusal(root, '--public-url', 'https://flag.example', '--sync', '5m');
  expect(said).toContain(`serve.json ${fault}`);
  if (fault.endsWith('no setting.'))
    expect(said).toContain('publicUrl, allowedHosts, corsOrigins, trustedProxies, rate, sync');
});

test('nothing of the work tree says whom a server trusts', async () => {
  const { root, write } = makeServable();
  const settings = JSON.stringify({ publicUrl: 'https://mallory.example', allowedHosts: ['mallory.example'] });
  for (const path of ['serve.json', '.tracker/serve.json', 'tracker-access/serve.json']) write(path, settings);
  const said = await startServer(root, ['--addr', ':0']);
  expect(said).toMatch(/^tracker serves PAY at http:\/\/127\.0\.0\.1:\d+\n$/);
  const headers = { Host: 'mallory.example' };
  expect((await ask(`http://127.0.0.1:${portOf(said)}`, 'GET /healthz', { headers })).status).toBe(403);
});

test('of several trackers in one server one alone may have it', async () => {
  const [one, other] = [makeServable(), makeServable()];
  one.keep({ publicUrl: 'https://kept.example' });
  const places = [`${one.root}=one`, `${other.root}=other`];
  expect(await startServer(one.root, ['--addr', ':0', ...places])).toBe(
    'tracker serves one, other at https://kept.example\n',
  );
  other.keep({});
  expect(refusal(one.root, ...places)).toContain('Two of these trackers have a serve.json: ');
});

test('its help says that there is such a file', () => {
  const options = { env: isolatedEnv(), encoding: 'utf8' } as const;
  expect(execFileSync(process.execPath, [program, 'serve', '--help'], options)).toContain('serve.json');
});
