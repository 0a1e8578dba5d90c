import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { makeAccess } from '../../../src/access/place.ts';
import { openAccess } from '../../../src/access/sqlite-access.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { isolatedEnv } from '../../support/workspace.ts';

export interface ServedProgram {
  /** The same, however often it is killed. */
  url: string;
  /** Of alice, who reads and writes. */
  token: string;
  /** How often it was killed. */
  kills(): number;
  /** What it has said to whoever looks after it. */
  log(): string;
  /** Kills it as the system does, and starts another in its place. */
  killAndStart(): Promise<void>;
  /** As whoever runs it stops it; answers its exit code. */
  stop(): Promise<number | null>;
}

const host = '127.0.0.1';

/** `tracker serve` as it is shipped, in a process of its own, until the test has finished. */
export async function serveProgram(root: string): Promise<ServedProgram> {
  checkBuilt();
  const token = await makeToken(root);
  let log = '';
  let kills = 0;
  let child: ChildProcess | undefined;
  const start = async (port: string): Promise<string> => {
    const args = [program, 'serve', '--addr', `${host}:${port}`, '--rate', '999999,999999'];
    const started = spawn(process.execPath, args, { cwd: root, env: isolatedEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    const said = once(started.stdout.setEncoding('utf8'), 'data').then(([line]) => String(line));
    const line = await Promise.race([said, once(started, 'exit').then(() => undefined)]);
    if (line === undefined) throw new Error(`It did not start: ${log}`);
    return line;
  };
  const line = await start('0');
  const [, url = '', port = ''] = /^tracker serves PAY at (http:\S+:(\d+))\n$/.exec(line) ?? [];
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await ended;
    return code as number | null;
  };
  onTestFinished(async () => void (await end('SIGKILL')));
  return {
    ...{ url, token, kills: () => kills, log: () => log },
    async killAndStart() {
      kills++;
      await end('SIGKILL');
      await start(port);
    },
    stop: () => end('SIGTERM'),
  };
}

async function makeToken(root: string): Promise<string> {
  const surroundings = { now: Date.now, random: randomBytes };
  const access = openAccess(makeAccess({ commonDir: locate(root).commonDir! }, surroundings), surroundings);
  await access.addActor({ handle: 'alice', kind: 'human' });
  const { token } = await access.createToken({ actor: 'alice', scopes: ['read', 'write'] }, 'local');
  await access.close();
  return token;
}
