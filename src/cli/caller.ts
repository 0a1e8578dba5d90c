import { fstatSync } from 'node:fs';
import { userInfo } from 'node:os';
import { isatty } from 'node:tty';
import type { Author } from '../domain/event.ts';
import { userName } from '../git/repository.ts';
import type { Context } from './commands/command.ts';

/** Who calls from a command line: a person where there is a terminal, a script where there is none. */
export async function callerOf({
  env,
  location,
  version,
}: Pick<Context, 'env' | 'location' | 'version'>): Promise<Author> {
  return {
    actor: env.TRACKER_ACTOR?.trim() || (await userName(location.root)),
    actorKind: findTerminal() === undefined ? 'service' : 'human',
    session: env.TRACKER_SESSION?.trim() || terminalSession(),
    client: `cli ${version}`,
  };
}

/** The user and the terminal: the same for every command typed into one window, another in the next. */
function terminalSession(): string {
  return `${systemUser()}@${findTerminal() ?? `pid-${process.ppid}`}`;
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
