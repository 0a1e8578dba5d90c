import { onTestFinished } from 'vitest';
import { perform } from '../../src/actions/perform.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openTestTracker } from './over-log.ts';
import { type Args, keysIn } from './tool-session.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** What somebody did at other times: the program's own store, with a clock that is set for each call. */
export interface Past {
  /** Performs the call as of this time (ms since 1970) and returns the action's result. */
  at(time: number, tool: string, args: Args): Promise<unknown>;
  /** Creates a ticket as of this time; returns its key. */
  create(time: number, fields: Args): Promise<string>;
}

export function openPast(root: string, { actor = 'ada', session = 'the-past' } = {}): Past {
  let now = 0;
  const location = locate(root);
  const workspace = openTestTracker({ location, repository: repositoryOf(location.root), clock: () => now });
  onTestFinished(() => workspace.close());
  const author = { actor, actorKind: 'human', session, client: 'fixture' } as const;
  const at = async (time: number, tool: string, args: Args) => {
    now = time;
    return (await perform(workspace, { author, scopes: 'all' }, { tool, args })).result;
  };
  return {
    at,
    create: async (time, fields) =>
      keysIn(JSON.stringify(await at(time, 'ticket', { action: 'create', ...fields })))[0]!,
  };
}
