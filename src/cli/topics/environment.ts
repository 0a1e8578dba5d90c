import { agentMarks } from '../agents.ts';
import { code, codes, type Topic } from './topic.ts';

/** Every variable that the program reads, but for those that tell of an agent, which stand in a table of their own. */
export const variables: Readonly<Record<string, string>> = {
  TRACKER_ACTOR: "who you are; else git's `user.name`, and an agent's name behind it",
  TRACKER_SESSION: 'the session: claims and `undo --session` go by it',
  TRACKER_ROOT: 'the folder to work in, as `--root` does',
  TRACKER_URL: 'a tracker server that answers for the MCP server in place of this repository: `https://…`',
  TRACKER_TOKEN: 'what opens the server of TRACKER_URL, and no other; else what `tracker login` has kept for it',
  TRACKER_DIR: 'the folder that `tracker serve` serves, where it is told no other',
  TRACKER_PUBLIC_URL: 'where callers reach `tracker serve`, as `--public-url` says',
  TRACKER_FIRST_TOKEN_FILE:
    'where `tracker serve` writes the first token, once, for the actor `admin`; it makes the repository and the tracker before that, where the folder is empty',
  TRACKER_PROJECT: 'the project key of the tracker that it makes then',
  TRACKER_DEBUG: 'any value: an error that is a defect shows where it came from',
  VISUAL: 'the editor that `create` and `edit` open on a terminal',
  EDITOR: 'the same, where VISUAL is not set',
  PAGER: 'through which long answers go on a terminal; `cat` or nothing: none',
  NO_COLOR: 'any value: no colours',
  FORCE_COLOR: 'any value but 0: colours in a pipe too',
  TERM: '`dumb`: no colours',
  TZ: 'the time zone of days and times',
  XDG_CACHE_HOME: 'where compiled code is kept, in a folder of tracker; else `~/.cache`',
  XDG_CONFIG_HOME: 'where `tracker login` keeps tokens, in a folder of tracker; else `~/.config`',
  XDG_STATE_HOME: "where actors and tokens of `tracker serve` are kept; else in git's own folder",
  NODE_COMPILE_CACHE: 'the same, for Node and for us',
  NODE_DISABLE_COMPILE_CACHE: 'any value: none is kept',
};

export const environmentTopic: Topic = {
  name: 'environment',
  otherNames: ['variables-of-the-environment', 'env', 'session', 'actor', 'identity'],
  summary: 'Variables of the environment, and who you are.',
  blocks: () => [
    { head: ['variable', 'is'], rows: Object.entries(variables).map(([name, meaning]) => [code(name), meaning]) },
    { heading: 'Agents' },
    "A command that runs in the shell of one of these agents is the agent's, in its session where a variable tells it. Names are declared, not proven.",
    {
      head: ['agent', 'known by'],
      rows: [...new Set(agentMarks.map(({ name }) => name))].map((name) => [
        code(name),
        codes(agentMarks.filter((mark) => mark.name === name).map(({ mark }) => mark)),
      ]),
    },
  ],
};
