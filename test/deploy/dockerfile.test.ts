import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { ask } from '../serve/served.ts';
import { checkBuilt, program } from '../support/client.ts';
import { isolatedEnv, makeDirectory } from '../support/workspace.ts';
import { entrypoint, environment, healthcheck, readDockerfile, saidBy } from './dockerfile.ts';

test('the image is built in a stage of its own, has git, runs as nobody’s root, and says whether it is well', () => {
  const stages = readDockerfile();
  expect(stages.map(([from]) => from!.text.split(' ')[0])).toEqual(['node:22-bookworm-slim', 'node:22-bookworm-slim']);
  const last = stages.at(-1)!;
  expect(last.some(({ name, text }) => name === 'RUN' && /apt-get install .*\bgit\b/.test(text))).toBe(true);
  // What is copied is the package that was installed: no sources, and nothing that only builds.
  expect(last.filter(({ name }) => name === 'COPY').map(({ text }) => text)).toEqual([
    '--from=build /opt/tracker /opt/tracker',
  ]);
  expect([saidBy('USER'), saidBy('VOLUME'), saidBy('EXPOSE')]).toEqual(['node', '/data', '7462']);
  expect(healthcheck().join(' ')).toContain('http://127.0.0.1:7462/healthz');
  expect(Object.values(environment()).filter((value) => /trk_/.test(value))).toEqual([]);
});

test('Compose builds that image, keeps its volume, and lets this machine alone reach it', () => {
  const { services, volumes } = parse(readFileSync('deploy/compose.yaml', 'utf8'));
  const { build, ports, volumes: mounts, environment: given } = services.tracker;
  expect(build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
  expect(ports).toEqual(['127.0.0.1:7462:7462']);
  expect([mounts, Object.keys(volumes)]).toEqual([['data:/data'], ['data']]);
  expect(Object.keys(given)).toEqual(['TRACKER_PROJECT', 'TRACKER_PUBLIC_URL']);
});

test('what the container starts makes a tracker and a token in an empty volume, serves, and goes on with them when it starts again', async () => {
  checkBuilt();
  const data = join(makeDirectory(), 'data');
  mkdirSync(data, { mode: 0o700 });
  const image = Object.entries(environment()).filter(([name]) => name.startsWith('TRACKER_'));
  const env = isolatedEnv({
    ...Object.fromEntries(image.map(([name, value]) => [name, value.replace('/data', data)])),
    ...{ TRACKER_PROJECT: 'OPS', TRACKER_PUBLIC_URL: 'https://tracker.example.com' },
  });
  const [command, ...words] = entrypoint();
  expect(command).toBe('tracker');
  const start = async () => {
    const args = words.map((word) => word.replace('7462', '0'));
    const server = spawn(process.execPath, [program, ...args], { cwd: data, env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void server.kill('SIGKILL'));
    const ended = once(server, 'exit');
    let warned = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      warned += text;
    });
    const [line] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(line).toBe('tracker serves OPS at https://tracker.example.com\n');
    // It is told of another port; the system knows which.
    const port = /:([0-9A-F]{4}) 00000000:0000 0A/.exec(listening(server.pid!))![1]!;
    const stop = async () => {
      server.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    };
    return { url: `http://127.0.0.1:${Number.parseInt(port, 16)}`, stop, warned: () => warned };
  };
  const first = await start();
  const tokenFile = join(data, 'first-token');
  const token = readFileSync(tokenFile, 'utf8').trim();
  expect(token).toMatch(/^trk_\w{43}$/);
  expect((statSync(tokenFile).mode & 0o777).toString(8)).toBe('600');
  expect(first.warned()).not.toContain(token);
  const [node, ...check] = healthcheck();
  expect(node).toBe('node');
  execFileSync(
    process.execPath,
    check.map((word) => word.replace('http://127.0.0.1:7462', first.url)),
    { env },
  );
  const made = await ask(first.url, 'POST /api/v1/tickets', { token, body: { title: 'One' } });
  expect([made.status, made.body.key]).toEqual([201, expect.stringMatching(/^OPS-\d{6}$/)]);
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: join(data, 'repository'), env, encoding: 'utf8' }).trim();
  expect(git('log', '--format=%an %s')).toBe('tracker Set tracker up');
  expect(git('status', '--porcelain')).toBe('M .tracker/data.db');
  await first.stop();
  const second = await start();
  expect(readFileSync(tokenFile, 'utf8').trim()).toBe(token);
  expect(second.warned()).toBe('');
  expect((await ask(second.url, `GET /api/v1/tickets/${made.body.key}`, { token })).body).toMatchObject({
    title: 'One',
  });
  // What an administrator runs beside it finds the same tracker.
  const listed = execFileSync(process.execPath, [program, 'token', 'list', '--json'], {
    cwd: data,
    env,
    encoding: 'utf8',
  });
  expect(JSON.parse(listed)).toMatchObject([{ actor: 'admin', name: 'first' }]);
  await second.stop();
});

/** Sockets of the process that listen, as the system writes them. */
function listening(pid: number): string {
  const inodes = execFileSync('sh', ['-c', `ls -l /proc/${pid}/fd`], { encoding: 'utf8' });
  const own = new Set([...inodes.matchAll(/socket:\[(\d+)\]/g)].map(([, inode]) => inode));
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => own.has(line.trim().split(/\s+/)[9]))
    .join('\n');
}
