import type { texts } from '../texts/texts.ts';

export type Group = keyof typeof texts.keys.groups;

/** Something that can be done: its keys, its row in the help and in the palette are made of this. */
export interface Command {
  id: string;
  title: string;
  group: Group;
  /** As tinykeys has them: `j`, `g b`, `Shift+L`, `$mod+k`. */
  keys: readonly string[];
  /** Whether it makes sense now; without it, always. */
  when?(): boolean;
  run(): void;
}

const commands = new Map<string, Command>();

/** Makes commands known; one of the same id takes the place of the former. Answers how to forget them. */
export function register(...given: readonly Command[]): () => void {
  for (const command of given) commands.set(command.id, command);
  return () => {
    for (const command of given) if (commands.get(command.id) === command) commands.delete(command.id);
  };
}

export const listCommands = (): readonly Command[] => [...commands.values()];
export const findCommand = (id: string): Command | undefined => commands.get(id);
