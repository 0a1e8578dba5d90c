import type { Location } from '../../home/file/location.ts';
import type { FileTracker } from '../../home/file-tracker.ts';
import type { Arguments, DashWords, Option } from '../arguments.ts';
import type { Screen } from '../terminal/screen.ts';

export const groups = ['Read', 'Write', 'Links and reviews', 'The repository', 'Access', 'The file'] as const;

/** What the command line offers: one literal for each command, listed in commands.ts. */
export interface Command {
  /** As typed after `tracker`: one word or two. */
  name: string;
  group: (typeof groups)[number];
  /** What follows the name: `KEY… STATUS`. */
  usage: string;
  /** One line, for the list of commands. */
  summary: string;
  /** Loads what it must to know them: `tracker --help` never asks. */
  options(): Promise<readonly Option[]>;
  examples?: readonly string[];
  /** One line that its help ends with. */
  note?: string;
  /** Which words may begin with a dash; none where it is not given. */
  dashWords?: DashWords | undefined;
  /** All that follows the name is a word, options too: they are git's. */
  passesOn?: boolean;
  /** Answers the exit code: 0, or 1 where something was refused or found wrong. */
  run(args: Arguments, context: Context): Promise<number>;
}

/** What a command may use of the process it runs in. */
export interface Context {
  version: string;
  env: NodeJS.ProcessEnv;
  screen: Screen;
  location: Location;
  /**
   * Opens the tracker of `location`; closed when the command ends. The first call decides how: `isAsked` where one may be
   * made in any place, `anew` where one may take the place of the one that git's history has.
   */
  open(how?: { isAsked?: boolean; anew?: boolean }): Promise<FileTracker>;
  readStdin(): Promise<string>;
  /** Asks on the terminal; only there. */
  confirm(question: string): Promise<boolean>;
  /** Likewise, for a word: `usual` where nothing is answered. */
  ask(question: string, usual: string): Promise<string>;
  /** Likewise, for what nobody is to see on the screen; nothing for the end of input. */
  askSecret(question: string): Promise<string>;
}
