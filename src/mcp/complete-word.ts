import type { Caller } from '../actions/caller.ts';
import { perform } from '../actions/perform.ts';
import type { WorkflowTypes } from '../domain/rules/workflow.ts';
import type { Workspace } from '../home/workspace.ts';
import type { CompletionKind } from './tracker.ts';

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

/** As many keys as a person may want to choose from. */
const newestKeys = { action: 'list', query: 'sort:updated', limit: 1000, budget: 10_000 };

/** The same, drawn from a tracker. Throws `permission_denied` for keys that the caller may not read. */
export async function completeFrom(
  workspace: Workspace,
  caller: Caller,
  { kind, prefix }: { kind: CompletionKind; prefix: string },
): Promise<string[]> {
  const listKeys = async () => {
    const reply = await perform(workspace, caller, { tool: 'ticket', args: newestKeys });
    return reply.action === 'ticket.list' ? reply.result.tickets.map(({ key }) => key) : [];
  };
  const types = await workspace.read(caller.author, async (tx) => tx.config.types);
  return completeWord(kind, prefix, { types, listKeys });
}
