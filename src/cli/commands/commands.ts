import { actionCommands } from './action-commands.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { dump, exportCommand, mergeDriver, redact } from './file-commands.ts';
import { init } from './init.ts';
import { actionCommand } from './perform-command.ts';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  ...actionCommands.map(actionCommand),
  init,
  doctor,
  redact,
  exportCommand,
  dump,
  mergeDriver,
];
