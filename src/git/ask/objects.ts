import { spawn } from 'node:child_process';
import { maxVersionBytes } from './blob.ts';
import { gitEnvironment, quiet } from './git.ts';

/** git's objects, read one after the other through one process. */
export interface GitObjects {
  /** The content of an object by any name that git knows it by; undefined where git has none such or cannot read it, or it is larger than any version of ours. */
  read(name: string): Promise<Buffer | undefined>;
  close(): void;
}

/** Names such as `HEAD:./file` are read from `cwd`. git is started by the first read, and again where it gave up on one. */
export function openObjects(cwd: string): GitObjects {
  let reader: Reader | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(name) {
      const answer = last.then(() => {
        if (!reader?.isRunning()) reader = startReader(cwd);
        return reader.ask(name);
      });
      last = answer;
      return answer;
    },
    close: () => reader?.stop(),
  };
}

interface Reader {
  isRunning(): boolean;
  ask(name: string): Promise<Buffer | undefined>;
  stop(): void;
}

/** The protocol: git-cat-file(1), "BATCH OUTPUT". */
function startReader(cwd: string): Reader {
  const child = spawn('git', [...quiet, 'cat-file', '--batch'], {
    cwd,
    env: gitEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  let running = true;
  let received: Buffer[] = [];
  let length = 0;
  let answer: ((content: Buffer | undefined) => void) | undefined;
  const settle = (content: Buffer | undefined) => {
    received = [];
    length = 0;
    answer?.(content);
    answer = undefined;
  };
  const end = () => {
    running = false;
    settle(undefined);
  };
  child.on('error', end);
  child.on('close', end);
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    if (!running) return;
    received.push(chunk);
    length += chunk.length;
    const [start = chunk] = received;
    const header = /^[^\n]*\n/.exec(start.toString('latin1', 0, 200))?.[0];
    if (header === undefined) received = [Buffer.concat(received)];
    else {
      const size = /^[0-9a-f]+ \w+ (\d+)\n$/.exec(header)?.[1];
      if (size === undefined) settle(undefined);
      else if (Number(size) > maxVersionBytes) {
        // It would have to be read to its end: the next one is asked of another process.
        child.kill();
        end();
      } else if (length > header.length + Number(size)) settle(Buffer.concat(received).subarray(header.length, -1));
    }
  });
  return {
    isRunning: () => running,
    ask(name) {
      return new Promise((resolve) => {
        answer = resolve;
        if (running) child.stdin.write(`${name}\n`);
        else settle(undefined);
      });
    },
    stop: () => child.kill(),
  };
}
