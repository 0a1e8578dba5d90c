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
        help: 'Clients to write a configuration file for: claude, codex, opencode, gemini.',
      },
      {
        name: 'anew',
        kind: 'flag',
        help: "Start a new, empty tracker where git's history has one that was removed.",
      },
      { name: 'dry-run', kind: 'flag', help: 'Show what would be written, and write nothing.' },
      { name: 'yes', kind: 'flag', help: 'Do not ask.' },
    ];
  },
  examples: ['tracker init --key PAY', 'tracker init --agents claude,codex', 'tracker init --dry-run'],
  async run({ options }, context) {
    const { runInit } = await import('../init/run.ts');
    return runInit(context, {
      key: options.key as string | undefined,
      agents: (options.agents as string[] | undefined) ?? [],
      anew: options.anew === true,
      dryRun: options['dry-run'] === true,
      yes: options.yes === true,
      json: options.json === true,
    });
  },
};
