import { TrackerError, toTrackerError } from '../domain/errors.ts';
import type { Hint } from '../domain/hint.ts';
import { safeLine } from '../domain/shown.ts';
import { locate, repositoryOf } from '../git/ask/repository.ts';
import { type Attendant, attendant } from '../git/heal/attend.ts';
import type { Location } from '../home/file/location.ts';
import type { FileTracker } from '../home/file-tracker.ts';
import { type Arguments, commonOptions, endOfOptions, parseArguments } from './arguments.ts';
import { version } from './built.ts';
import type { Command, Context } from './commands/command.ts';
import { commands } from './commands/commands.ts';
import { adviceFor, inOurWords, otherWords } from './commands/other-words.ts';
import { renderCommandHelp, renderHelp, usageOf } from './help.ts';
import { checkPlace, locateGiven, watchCreation, withoutPast } from './place.ts';
import { renewDrivers } from './program.ts';
import { askOnTerminal, askSecretOnTerminal, confirmOnTerminal, readStdin } from './stdin.ts';
import { openScreen, type Screen } from './terminal/screen.ts';
import { openUpkeep } from './upkeep.ts';
import { didYouMean, UsageError } from './usage.ts';
import { workingDirectory } from './working-directory.ts';

/** Runs one command. The exit code: 0, 1 (refused), 2 (the command line cannot be read). */
export async function runCommandLine(given: string[]): Promise<number> {
  const screen = openScreen({ out: process.stdout, err: process.stderr }, process.env);
  let command: Command | undefined;
  try {
    const { root, rest } = takeRoot(given);
    const argv = inOurWords(rest);
    if (argv.length === 0 || ['--help', '-h', 'help'].includes(argv[0] ?? ''))
      return await printHelp(argv.slice(1), { screen, root });
    if (argv[0] === '--version' || argv[0] === '-v') {
      screen.print(version);
      return 0;
    }
    command = argv[0] === 'complete-words' ? await loadCompletion() : getCommand(argv);
    return await runCommand(command, argv.slice(wordsIn(command)), { screen, root });
  } catch (error) {
    return report(error, { command, screen, json: wantsJson(given, command) });
  }
}

/** The command that the first words name: two words before one. Throws UsageError with the nearest. */
function getCommand(argv: readonly string[]): Command {
  const [first = '', second = ''] = argv;
  const found =
    commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
  if (found) return found;
  const family = commands
    .filter(({ name }) => name.startsWith(`${first} `))
    .map(({ name }) => name.slice(first.length + 1));
  if (family.length > 0) {
    throw new UsageError(
      `tracker ${first} takes ${family.join(', ')}.${second ? didYouMean(second, family, `tracker ${first} `) : ''}`,
    );
  }
  const meant = adviceFor(first);
  if (meant) throw new UsageError(`tracker has no command ${JSON.stringify(first)}: ${meant}.`);
  const names = [...commands.map(({ name }) => name), ...Object.keys(otherWords)];
  const what = first.startsWith('-') ? 'option' : 'command';
  throw new UsageError(`tracker has no ${what} ${JSON.stringify(first)}.${didYouMean(first, names, 'tracker ')}`);
}

/** What shells ask while somebody types; nobody types it. */
const loadCompletion = async (): Promise<Command> => (await import('./topics/complete-words.ts')).completeWordsCommand;

const wordsIn = ({ name }: Command): number => name.split(' ').length;

async function printHelp(given: string[], { screen, root }: Surroundings): Promise<number> {
  const argv = inOurWords(given);
  const [word = ''] = argv;
  if (argv.length === 0) screen.paged(() => screen.draw(renderHelp(commands, version, screen)));
  else if (isCommand(argv)) await printCommandHelp(getCommand(argv), screen);
  else await printTopic(word, { screen, root });
  return 0;
}

/** Throws UsageError for a word that is no topic, nor a command's. */
async function printTopic(word: string, { screen, root }: Surroundings): Promise<void> {
  const [{ findTopic, listTopicWords, topics }, { drawTopic }, { readConfig }] = await Promise.all([
    import('./topics/topics.ts'),
    import('./topics/render.ts'),
    import('./topics/config.ts'),
  ]);
  const topic = findTopic(word.toLowerCase());
  if (topic)
    return screen.paged(() =>
      screen.draw(
        drawTopic(
          topic,
          readConfig(() => findLocation(root)),
          screen,
        ),
      ),
    );
  if (commands.some(({ name }) => name.startsWith(`${word} `))) getCommand([word]);
  const near = didYouMean(word, [...listTopicWords(), ...commands.map(({ name }) => name)], 'tracker help ');
  throw new UsageError(
    `There is no command and no topic ${JSON.stringify(word)}.${near} Topics: ${topics.map(({ name }) => name).join(', ')}.`,
  );
}

const isCommand = (argv: readonly string[]): boolean =>
  commands.some(({ name }) => name === argv[0] || name === argv.slice(0, 2).join(' '));

async function printCommandHelp(command: Command, screen: Screen): Promise<void> {
  const options = await command.options();
  screen.paged(() => screen.draw(renderCommandHelp(command, options, screen)));
}

/** What stands behind `--` is a word, whatever it looks like. */
const asksForHelp = (argv: readonly string[]): boolean =>
  argv.slice(0, endOfOptions(argv)).some((arg) => arg === '--help' || arg === '-h');

/** `--root` before the command, where commands that pass their options on to git can have it too. Throws UsageError. */
function takeRoot(argv: string[]): { root: string | undefined; rest: string[] } {
  const [first = '', second] = argv;
  if (first.startsWith('--root=')) return { root: first.slice('--root='.length), rest: argv.slice(1) };
  if (first !== '--root') return { root: undefined, rest: argv };
  if (second === undefined) throw new UsageError('--root needs a value: --root PATH.');
  return { root: second, rest: argv.slice(2) };
}

interface Surroundings {
  screen: Screen;
  /** What `--root` names. */
  root: string | undefined;
}

async function runCommand(command: Command, argv: string[], { screen, root }: Surroundings): Promise<number> {
  if (asksForHelp(argv)) {
    await printCommandHelp(command, screen);
    return 0;
  }
  const args = await readArguments(command, argv);
  if (command.usage === '' && args.words.length > 0) {
    throw new UsageError(`tracker ${command.name} takes no words: ${JSON.stringify(args.words[0])}.`);
  }
  const given = args.options.root as string | undefined;
  const { context, blame, sayMade, close } = createContext({ screen, root: given ?? root });
  try {
    const code = await command.run(args, context);
    sayMade();
    return code;
  } catch (error) {
    throw blame(error);
  } finally {
    await close();
  }
}

/** Throws UsageError for what the command does not take. */
export const readArguments = async (command: Command, argv: string[]): Promise<Arguments> =>
  command.passesOn
    ? { words: argv, options: {} }
    : parseArguments(argv, [...(await command.options()), ...commonOptions], command.dashWords);

/** `--root`, else TRACKER_ROOT, else where the process is. */
function findLocation(root: string | undefined): Location {
  if (root !== undefined) return locateGiven(root, '--root');
  const { TRACKER_ROOT } = process.env;
  if (TRACKER_ROOT) return locateGiven(TRACKER_ROOT, 'TRACKER_ROOT');
  return locate(workingDirectory('Go to a folder that exists.'));
}

/** The composition root of the command line: git's answers are given to the store here. */
function createContext({ screen, root }: Surroundings) {
  let location: Location | undefined;
  // Not before it is asked for: what git starts is told its files.
  const getLocation = () => {
    location ??= findLocation(root);
    return location;
  };
  let workspace: Promise<FileTracker> | undefined;
  let opened: FileTracker | undefined;
  let attended: Attendant | undefined;
  let listMade = (): string[] => [];
  const say = (lines: readonly string[]) => {
    for (const line of lines) screen.warn(safeLine(line));
  };
  const open: Context['open'] = async ({ isAsked = false, anew = false } = {}) => {
    const here = getLocation();
    checkPlace(here, { isAsked });
    if (!isAsked) listMade = watchCreation(here);
    const repository = repositoryOf(here.root);
    const { openFileTracker } = await import('../home/file-tracker.ts');
    opened = openFileTracker({
      location: here,
      repository: anew ? withoutPast(repository) : repository,
      pid: process.ppid,
      upkeep: openUpkeep,
    });
    attended = attendant(opened.home, { settingUp: isAsked });
    say([...(await attended.attend()), ...(await sayServer(here, attended))]);
    renewDrivers(here);
    return opened;
  };
  const context: Context = {
    version,
    env: process.env,
    screen,
    get location() {
      return getLocation();
    },
    open: (how) => {
      workspace ??= open(how);
      return workspace;
    },
    readStdin,
    confirm: confirmOnTerminal,
    ask: askOnTerminal,
    askSecret: askSecretOnTerminal,
  };
  return {
    context,
    blame: (error: unknown) => (opened ? opened.blame(error) : error),
    sayMade: () => say(listMade()),
    /** Looks back, after the answer, and says what that brought as the last line. */
    async close() {
      // The command is done, whatever comes of this.
      if (attended) say(await attended.lookBack().catch(() => []));
      await opened?.close();
    },
  };
}

/** Whoever has read of a server in the configuration would look for their tickets there. */
async function sayServer(location: Location, { isNews }: Attendant): Promise<string[]> {
  const { configReader } = await import('../home/settings.ts');
  const { server } = configReader(location)().config;
  if (server === undefined || !isNews(`server ${server}`)) return [];
  return [
    `The command line works on this clone's own tracker. \`server\` in .tracker/config.json names ${server}, which the clone's MCP server asks once you have run \`tracker login ${server}\` here.`,
  ];
}

/** Whether what is refused is to be an object too. What git takes is git's. */
const wantsJson = (argv: string[], command: Command | undefined): boolean =>
  command?.passesOn !== true && argv.slice(0, endOfOptions(argv)).includes('--json');

/** `next` are the calls that help on, as a tool and its arguments; `hint` is what a person would be told. */
function errorObject({ code, message, hint, next }: TrackerError, render: (hint: Hint) => string): object {
  return { code, message, ...(hint.length > 0 && { hint: render(hint) }), next };
}

interface Reporting {
  command: Command | undefined;
  screen: Screen;
  json: boolean;
}

async function report(error: unknown, { command, screen, json }: Reporting): Promise<number> {
  if (error instanceof UsageError) {
    if (json) {
      screen.json({ error: { code: 'invalid_input', message: error.message, next: [] } });
      return 2;
    }
    const usage = `tracker ${command ? usageOf(command) : 'COMMAND [words] [options]'}`;
    screen.warn(`${error.message}\nUsage: ${usage}\nHelp:  tracker ${command ? `${command.name} ` : ''}--help`);
    return 2;
  }
  const [{ renderError, renderHint }, { shellSyntax }] = await Promise.all([
    import('../render/reply.ts'),
    import('./commands/syntax.ts'),
  ]);
  const refused = toTrackerError(error);
  if (json) screen.json({ error: errorObject(refused, (hint) => renderHint(hint, shellSyntax)) });
  else screen.warn(renderError(refused, shellSyntax));
  if (!(error instanceof TrackerError) && process.env.TRACKER_DEBUG) screen.warn(String((error as Error).stack));
  return 1;
}
