import { onTestFinished } from 'vitest';
import { readArguments } from '../../src/cli/command-line.ts';
import type { Context } from '../../src/cli/commands/command.ts';
import { commands } from '../../src/cli/commands/commands.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { openUpkeep } from '../../src/cli/upkeep.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { toTrackerError } from '../../src/domain/errors.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { type Attendant, attendant } from '../../src/git/heal/attend.ts';
import { type FileTracker, openFileTracker } from '../../src/home/file-tracker.ts';
import { renderError } from '../../src/render/reply.ts';
import { checkBuilt, program } from '../support/client.ts';
import { isolatedEnv } from '../support/workspace.ts';
import { openRecordedScreen } from './recorded-screen.ts';
import type { Outcome, RunOptions } from './run-tracker.ts';

export interface ContextOptions extends RunOptions {
  /** A terminal's width; without one output goes into a pipe. */
  columns?: number;
  /** What is answered to a question. */
  answer?: boolean;
  /** What is answered to a question for a word; else what is usual. */
  word?: string;
}

export interface OpenContext {
  context: Context;
  /** What was printed so far. */
  printed(): Pick<Outcome, 'stdout' | 'stderr'>;
  /** What was asked. */
  asked: string[];
  /** What the command line does last. */
  lookBack(): Promise<void>;
  close(): void;
}

/** What the command line gives to a command, in this process: no program has to be started for each. */
export function openContext({ cwd, env, input = '', columns, answer = false, word }: ContextOptions): OpenContext {
  checkBuilt();
  // Git, which the program asks in this process's environment, and the drivers, which it is to start.
  Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
  process.argv[1] = program;
  const { screen, printed } = openRecordedScreen(columns);
  const location = locate(cwd);
  const asked: string[] = [];
  let opening: Promise<FileTracker> | undefined;
  let opened: FileTracker | undefined;
  let attended: Attendant | undefined;
  const open = async () => {
    opened = openFileTracker({ location, repository: repositoryOf(location.root), upkeep: openUpkeep });
    attended = attendant(opened.home);
    for (const line of await attended.attend()) screen.warn(line);
    return opened;
  };
  const lookBack = async () => {
    for (const line of (await attended?.lookBack()) ?? []) screen.warn(line);
  };
  const context: Context = {
    ...{ version: '1.2.3', env: isolatedEnv(env), screen, location },
    open: () => {
      opening ??= open();
      return opening;
    },
    readStdin: async () => input,
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
    ask: async (question, usual) => {
      asked.push(question);
      return word ?? usual;
    },
    askSecret: async (question) => {
      asked.push(question);
      return word ?? '';
    },
  };
  const close = () => {
    opened?.close();
    opened = undefined;
  };
  onTestFinished(close);
  return { context, printed, asked, lookBack, close };
}

/** As `runTracker`, but in this process; a refusal is the first line of what the command line says of it. */
export async function runCommand(options: ContextOptions, ...argv: string[]): Promise<Outcome> {
  const { context, printed, lookBack, close } = openContext(options);
  const named = (words: number) => commands.find(({ name }) => name === argv.slice(0, words).join(' '));
  const command = named(2) ?? named(1);
  if (!command) throw new Error(`There is no command ${argv[0]}.`);
  try {
    const rest = argv.slice(command.name.split(' ').length);
    const code = await command.run(await readArguments(command, rest), context);
    await lookBack();
    return { code, ...printed() };
  } catch (error) {
    if (error instanceof UsageError) context.screen.warn(error.message);
    else context.screen.warn(renderError(toTrackerError(error), shellSyntax));
    return { code: error instanceof UsageError ? 2 : 1, ...printed() };
  } finally {
    close();
  }
}
