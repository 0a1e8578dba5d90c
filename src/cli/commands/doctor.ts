import type { Command } from './command.ts';

export const doctor: Command = {
  name: 'doctor',
  group: 'The repository',
  usage: '',
  summary: 'Check everything, and say what to run.',
  async options() {
    return [{ name: 'fix', kind: 'flag', help: 'Mend what is safe to mend, after a backup.' }];
  },
  async run({ options }, context) {
    const { runDoctor } = await import('../doctor/run.ts');
    return runDoctor(context, { fix: options.fix === true, json: options.json === true });
  },
};
