import { findCommand } from './registry.ts';

/** Does what a command does, as its key would. */
export function run(id: string): void {
  const command = findCommand(id);
  if (command && (command.when?.() ?? true)) command.run();
}
