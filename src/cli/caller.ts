import { fstatSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isatty } from 'node:tty';
import { agentOf, findActor } from '../domain/actor.ts';
import type { Author } from '../domain/event/event.ts';
import { userName } from '../git/ask/user-name.ts';
import { readSession } from '../mcp/identity.ts';
import { startOf } from '../store/process.ts';
import { findAgent } from './agents.ts';
import type { Context } from './commands/command.ts';
import type { HookCaller } from './commands/hook.ts';

/**
 * Who calls from a command line: the agent whose `hook` or shell it is, by the name that it has over MCP; else a person
 * where there is a terminal, a script where there is none. TRACKER_ACTOR on a terminal is a person who says so.
 */
export async function callerOf(
  { env, location, version }: Pick<Context, 'env' | 'location' | 'version'>,
  hook?: HookCaller,
): Promise<Author> {
  const given = findActor(env.TRACKER_ACTOR);
  const atTerminal = findTerminal() !== undefined;
  const agent = hook ?? (given && atTerminal ? undefined : findAgent(env));
  const person = given ?? (await userName(location));
  const actor = given === undefined && agent ? agentOf(person, agent.name) : person;
  return {
    actor,
    actorKind: agent ? 'agent' : atTerminal ? 'human' : 'service',
    session:
      readSession(env.TRACKER_SESSION) ??
      readSession(agent?.session ?? findAgent(env)?.session) ??
      unnamedSession(actor),
    client: `cli ${version}`,
  };
}

/**
 * The user and the terminal: the same for every command typed into one window, another in the next. Without a terminal it is
 * the process that has started this one, a script say, and the actor: what another one does is not its own, nor to be undone with it.
 */
function unnamedSession(actor: string): string {
  return `${systemUser()}@${findTerminal() ?? `process ${process.ppid}.${startOf(process.ppid)}, ${actor}`}`;
}

/** The terminal's device number: names are not to be had without starting another program. */
function findTerminal(): string | undefined {
  const descriptor = [0, 2, 1].find((candidate) => isatty(candidate));
  if (descriptor === undefined) return undefined;
  const device = fstatSync(descriptor).rdev;
  return device ? `tty-${device}` : `tty-${process.ppid}`;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'user';
  }
}
