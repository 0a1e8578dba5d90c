import { UsageError } from '../usage.ts';
import type { Command } from './command.ts';

export const init: Command = {
  name: 'init',
  group: 'The repository',
  usage: '',
  summary: 'Set a repository up for tracker.',
  async options() {
    return [
      {
        name: 'key',
        kind: 'text',
        value: 'KEY',
        help: "Project key, such as PAY; else it is made of the repository's name.",
      },
      {
        name: 'agents',
        kind: 'list',
        value: 'NAMES',
        help: 'Clients to write configuration files for: claude, codex, opencode, gemini, cursor, vscode.',
      },
      {
        name: 'server',
        kind: 'text',
        value: 'URL',
        help: 'With --agents: have them ask the tracker server there; nothing else is set up here.',
      },
      {
        name: 'no-hooks',
        kind: 'flag',
        help: 'With --agents: no hooks that begin a session by tracker prime, and no section in AGENTS.md or CLAUDE.md.',
      },
      {
        name: 'pre-commit',
        kind: 'flag',
        help: 'Write a git hook of this clone that adds the tickets to each commit.',
      },
      { name: 'remove', kind: 'flag', help: 'Take back all that init has written, but not the tickets.' },
      {
        name: 'anew',
        kind: 'flag',
        help: "Start a new, empty tracker where git's history has one that was removed.",
      },
      { name: 'dry-run', kind: 'flag', help: 'Show what would be written, and write nothing.' },
      { name: 'yes', kind: 'flag', help: 'Do not ask.' },
    ];
  },
  examples: [
    'tracker init --key PAY',
    'tracker init --agents claude,codex',
    'tracker init --server https://tracker.example.com --agents claude,codex',
    'tracker init --dry-run',
    'tracker init --remove',
  ],
  async run({ options }, context) {
    const how = { dryRun: options['dry-run'] === true, yes: options.yes === true, json: options.json === true };
    const agents = (options.agents as string[] | undefined) ?? [];
    const given = (...names: string[]) => names.find((name) => options[name] !== undefined);
    if (options.remove === true) {
      const other = given('key', 'agents', 'server', 'anew', 'no-hooks', 'pre-commit');
      if (other) throw new UsageError(`--remove takes back all of it, and --${other} is for what is written.`);
      const { runRemove } = await import('../init/remove.ts');
      return runRemove(context, how);
    }
    if (options.server !== undefined) {
      const other = given('key', 'anew', 'pre-commit');
      if (other)
        throw new UsageError(`--server sets up clients alone, and --${other} is for a tracker in this repository.`);
      const { runServerInit } = await import('../init/server.ts');
      return runServerInit(context, { ...how, server: options.server as string, agents });
    }
    const { runInit } = await import('../init/run.ts');
    return runInit(context, {
      key: options.key as string | undefined,
      agents,
      plain: options['no-hooks'] === true,
      commitHook: options['pre-commit'] === true,
      anew: options.anew === true,
      ...how,
    });
  },
};
