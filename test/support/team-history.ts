import { chanceFrom } from '../../scripts/bench/random.ts';
import { description, sentence } from '../../scripts/bench/vocabulary.ts';
import { actions } from '../../src/actions/actions.ts';
import { chooseAction, parseArguments } from '../../src/actions/arguments.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { type FileTracker, openFileTracker } from '../../src/home/file-tracker.ts';
import { authorOf } from './ticket-events.ts';
import type { TestRepository } from './workspace.ts';

interface Call {
  tool: string;
  args: Record<string, unknown>;
}

export interface HistorySize {
  tickets: number;
  commits: number;
  editsEach: number;
}

export interface TeamHistory {
  keys: string[];
  /** The ticket that every 20th edit is about: a long history in many commits. */
  busy: string;
}

/**
 * Fills a repository as a team does in a year, in a few seconds: all tickets in the first commit, then `commits` of
 * `editsEach` edits by the same actions as every call. What goes into one commit is written in one go.
 */
export async function writeTeamHistory(repository: TestRepository, size: HistorySize): Promise<TeamHistory> {
  const workspace = openFileTracker({ location: locate(repository.root), repository: repositoryOf(repository.root) });
  try {
    return await write(repository, workspace, size);
  } finally {
    workspace.close();
  }
}

async function write(
  repository: TestRepository,
  workspace: FileTracker,
  { tickets, commits, editsEach }: HistorySize,
): Promise<TeamHistory> {
  const chance = chanceFrom(tickets);
  // Of a pack nothing changes: what is loose is only written faster.
  const quick = ['-c', 'core.looseCompression=1', '-c', 'maintenance.auto=false'];
  const commit = (message: string) => repository.git(...quick, 'commit', '--quiet', '--all', '--message', message);
  const keys: string[] = [];
  const titled = () => ({ title: sentence(chance, 4 + chance.below(5)), description: description(chance) });
  while (keys.length < tickets) {
    const items = Array.from({ length: Math.min(50, tickets - keys.length) }, titled);
    const made = await performTogether(workspace, [{ tool: 'ticket', args: { action: 'create', items } }]);
    keys.push(...(made[0] as { tickets: { key: string }[] }).tickets.map(({ key }) => key));
  }
  repository.git('add', '--all');
  commit(`${tickets} tickets`);
  const busy = keys[Math.floor(tickets / 2)]!;
  let edits = 0;
  for (let number = 1; number <= commits; number++) {
    const calls = Array.from({ length: editsEach }, () => {
      const id = ++edits % 20 === 0 ? busy : chance.pick(keys);
      return { tool: 'ticket', args: { id, ...editOf(edits, chance) } };
    });
    await performTogether(workspace, calls);
    commit(`Work ${number}`);
  }
  return { keys, busy };
}

function editOf(number: number, chance: ReturnType<typeof chanceFrom>): Record<string, unknown> {
  const text = `${sentence(chance, 6 + chance.below(20))}.`;
  const edits = [
    { action: 'comment', message: text },
    { action: 'edit', op: 'append', new: text },
    { action: 'update', priority: chance.pick(['low', 'medium', 'high', 'urgent']), points: 1 + chance.below(8) },
    { action: 'comment', message: text },
    { action: 'update', title: sentence(chance, 4 + chance.below(5)) },
    { action: 'update', add_labels: [chance.pick(['api', 'docs', 'design', 'mobile', 'security'])] },
    { action: 'edit', op: 'prepend', new: `- [ ] ${text}` },
  ];
  return edits[number % edits.length]!;
}

/** Calls whose events become one version of the file. */
export async function performTogether(workspace: FileTracker, calls: readonly Call[]): Promise<unknown[]> {
  return workspace.write(authorOf('anna'), async (tx) => {
    const results: unknown[] = [];
    for (const { tool, args } of calls) {
      const action = chooseAction(actions, tool, args);
      const input = parseArguments(action, args);
      results.push(await action.run(tx, input, await action.lookUp?.(workspace.repository, input, undefined)));
    }
    return results;
  });
}
