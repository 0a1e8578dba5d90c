import type { WorkflowTypes } from '../domain/rules/workflow.ts';
import type { CompletionKind } from '../mcp/tracker.ts';

/** What completions are drawn from. */
export interface Words {
  types: WorkflowTypes;
  /** Keys of tickets, the one changed last first. */
  listKeys(): Promise<string[]>;
}

/** The words that start with the prefix, in any case; a key also by its number alone. */
export async function completeWord(
  kind: CompletionKind,
  prefix: string,
  { types, listKeys }: Words,
): Promise<string[]> {
  const start = prefix.trim().replace(/^#/, '').toLowerCase();
  if (kind === 'key') {
    const keys = await listKeys();
    return keys.filter((key) =>
      [key, key.slice(key.indexOf('-') + 1)].some((word) => word.toLowerCase().startsWith(start)),
    );
  }
  const statuses = Object.values(types).flatMap((type) => Object.keys(type.moves));
  const words = kind === 'type' ? Object.keys(types) : [...new Set(statuses)];
  return words.filter((word) => word.startsWith(start));
}
