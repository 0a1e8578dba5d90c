import { mkdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTracker } from '../../src/cli/mcp-tracker.ts';
import { openUpkeep } from '../../src/cli/upkeep.ts';
import { repositoryOf } from '../../src/git/ask/repository.ts';
import { trackerDir } from '../../src/home/file/location.ts';
import { type FileTracker, type FileTrackerOptions, openFileTracker } from '../../src/home/file-tracker.ts';
import type { EventLog } from '../../src/home/log/event-log.ts';
import { openMemoryLog } from '../../src/home/log/memory-log.ts';
import { openProjected } from '../../src/home/log/projected.ts';
import type { Outside } from '../../src/home/outside.ts';
import { openBeside } from '../../src/home/side-files.ts';
import { openWorkspace } from '../../src/home/workspace.ts';
import { callTool, toolResult } from '../../src/mcp/call-tool.ts';
import { createIdentity } from '../../src/mcp/identity.ts';
import type { StartOptions, TestClient } from './client.ts';
import { isOverLog, skipOverLog } from './test-home.ts';
import { isolatedEnv } from './workspace.ts';

const logs = new Map<string, EventLog>();

/** Whoever opens the same place has the same log, as he would have the same file. */
function logOf(root: string): EventLog {
  const log = logs.get(root) ?? openMemoryLog();
  logs.set(root, log);
  return log;
}

/** A tracker as the program opens it, or the same over a log. Nobody there has its home for a file. */
export function openTestTracker({ location, repository, clock, pid }: FileTrackerOptions): FileTracker {
  if (!isOverLog) return openFileTracker({ location, repository, clock, pid, upkeep: openUpkeep });
  // What lies beside is kept from the first write on, for which this folder stands.
  mkdirSync(trackerDir(location), { recursive: true });
  const home = openProjected(logOf(location.root));
  const outside = fromElsewhere(openBeside(location, pid ?? process.pid));
  return openWorkspace({ home, outside, repository, clock }) as unknown as FileTracker;
}

/** What lies beside, as from a server: nothing of it answers at once but what was loaded for the transaction. */
function fromElsewhere(outside: Outside): Outside {
  const later =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    async (...args: A): Promise<Awaited<R>> => {
      await nextTurn();
      return await call(...args);
    };
  return {
    ...outside,
    config: later(outside.config),
    touch: later(outside.touch),
    async load(author) {
      const { leases, seen, config, fullText, templateFiles } = await later(outside.load)(author);
      const { elsewhere, take, confirm, drop, noteVisit } = leases;
      const notes = { write: later(elsewhere.write), drop: later(elsewhere.drop) };
      const waited = { take: later(take), confirm: later(confirm), drop: later(drop), noteVisit: later(noteVisit) };
      return {
        ...{ config, fullText, templateFiles },
        leases: { ...leases, ...waited, elsewhere: { ...elsewhere, ...notes } },
        seen: {
          ...seen,
          noteText: later(seen.noteText),
          noteVisit: later(seen.noteVisit),
          noteEvents: later(seen.noteEvents),
        },
      };
    },
  };
}

/** What a client of a server is, without the process, the lines and the SDK between them. */
export function clientOverLog({ cwd, env = {}, name = 'test-client', args, through }: StartOptions): TestClient {
  if (args ?? through) skipOverLog();
  const isolated = isolatedEnv(env);
  const identity = createIdentity(isolated);
  identity.introduce({ clientInfo: { name, version: '1.0.0' } });
  const tracker = createTracker(isolated, {
    root: cwd,
    open: (location) => openTestTracker({ location, repository: repositoryOf(location.root) }),
  });
  const absent = <T>(): T => {
    skipOverLog();
    throw new Error('There is no process.');
  };
  return {
    async call(tool, given = {}) {
      const caller = identity.identify(undefined);
      const { content, isError } = toolResult(await callTool(async () => tracker, { tool, args: given, caller }));
      return { text: content.map(({ text }) => text).join('\n'), isError: isError === true };
    },
    get sdk(): never {
      return absent();
    },
    get pid(): never {
      return absent();
    },
    stderr: () => '',
    close: () => tracker.close(),
  };
}
