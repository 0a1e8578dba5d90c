import { perform } from '../actions/perform.ts';
import type { ListResult } from '../actions/ticket/list.ts';
import { TrackerError, toTrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event.ts';
import { locate, repositoryOf } from '../git/repository.ts';
import type { CallerIdentity, Tracker } from '../mcp/tracker.ts';
import { renderError, renderReply } from '../render/reply.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';
import { completeWord } from './complete.ts';

/** As many keys as a person may want to choose from. */
const newestKeys = { action: 'list', query: 'sort:updated', limit: 1000, budget: 10_000 };

export interface TrackerOptions {
  env: Record<string, string | undefined>;
  /** The name that git would commit under in this directory. */
  userName(root: string): Promise<string>;
}

/** The tracker of whatever repository the working directory is in at the time of the call. */
export function createTracker({ env, userName }: TrackerOptions): Tracker {
  let opened: { name: string; workspace: Workspace } | undefined;

  /** A repository or a `.tracker` may be made, or go, while the server runs. */
  function workspaceHere(): Workspace {
    const location = locate(workingDirectory());
    const name = JSON.stringify(location);
    if (opened?.name !== name) {
      opened?.workspace.close();
      opened = { name, workspace: openWorkspace({ location, repository: repositoryOf(location.root) }) };
    }
    return opened.workspace;
  }

  async function authorOf({ clientName, clientVersion, session }: CallerIdentity, root: string): Promise<Author> {
    const actor = env.TRACKER_ACTOR?.trim() || `${await userName(root)}/${clientName}`;
    return { actor, actorKind: 'agent', session, client: `${clientName} ${clientVersion}`.trim() };
  }

  return {
    async call({ tool, args, caller }) {
      try {
        const workspace = workspaceHere();
        const reply = await perform(workspace, await authorOf(caller, workspace.root), { tool, args });
        return { text: renderReply(reply), isError: false };
      } catch (error) {
        return { text: renderError(toTrackerError(error)), isError: true };
      }
    },
    async complete(kind, prefix, caller) {
      const workspace = workspaceHere();
      const author = await authorOf(caller, workspace.root);
      const listKeys = async () => {
        const { result } = await perform(workspace, author, { tool: 'ticket', args: newestKeys });
        return (result as ListResult).tickets.map(({ key }) => key);
      };
      const types = await workspace.read(author, async (tx) => tx.config.types);
      return completeWord(kind, prefix, { types, listKeys });
    },
    async close() {
      opened?.workspace.close();
    },
  };
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    const hint = 'Restart the server in a directory that exists.';
    throw new TrackerError('not_found', 'The directory that the server was started in is gone.', hint, {
      cause: error,
    });
  }
}
