import { fstatSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isatty } from 'node:tty';
import type { Author } from '../domain/event/event.ts';
import { userName } from '../git/ask/user-name.ts';
import type { Context } from './commands/command.ts';

/** Who calls from a command line: a person where there is a terminal, a script where there is none. */
export async function callerOf({
  env,
  location,
  version,
}: Pick<Context, 'env' | 'location' | 'version'>): Promise<Author> {
  const actor = env.TRACKER_ACTOR?.trim() || (await userName(location));
  return {
    actor,
    actorKind: findTerminal() === undefined ? 'service' : 'human',
    session: env.TRACKER_SESSION?.trim() || terminalSession(actor),
    client: `cli ${version}`,
  };
}

/**
 * The user and the terminal: the same for every command typed into one window, another in the next. Without a terminal the
 * actor stands for it: the shell that a script or an agent starts for each command is no session.
 */
function terminalSession(actor: string): string {
  return `${systemUser()}@${findTerminal() ?? `no terminal, ${actor}`}`;
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
