import { perform } from '../actions/perform.ts';
import type { ListResult } from '../actions/ticket/list.ts';
import { toTrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import { safeLine } from '../domain/shown.ts';
import { locate, repositoryOf } from '../git/ask/repository.ts';
import { userName } from '../git/ask/user-name.ts';
import { attendant } from '../git/heal/attend.ts';
import { findHead } from '../home/file/head.ts';
import type { Location } from '../home/file/location.ts';
import { openWorkspace, type Workspace } from '../home/workspace.ts';
import { replyText } from '../mcp/reply-text.ts';
import { mcpSyntax } from '../mcp/syntax.ts';
import type { CallerIdentity, Tracker } from '../mcp/tracker.ts';
import { renderError, renderReply } from '../render/reply.ts';
import { completeWord } from './complete.ts';
import { renewDrivers } from './program.ts';
import { workingDirectory } from './working-directory.ts';

/** As many keys as a person may want to choose from. */
const newestKeys = { action: 'list', query: 'sort:updated', limit: 1000, budget: 10_000 };

/** The tracker of whatever repository the working directory is in at the time of the call. */
export function createTracker(env: Record<string, string | undefined>): Tracker {
  let opened: { name: string; workspace: Workspace; attend: () => Promise<string[]> } | undefined;
  let place: string | undefined;

  /** A repository or a `.tracker` may be made, or go, while the server runs. */
  function openHere(): NonNullable<typeof opened> {
    const location = locate(workingDirectory('Restart the server in a folder that exists.'));
    const name = JSON.stringify(location);
    if (opened?.name !== name) {
      opened?.workspace.close();
      const workspace = openWorkspace({ location, repository: repositoryOf(location.root) });
      opened = { name, workspace, attend: attendant(workspace).attend };
      renewDrivers(location);
    }
    return opened;
  }

  /** The work tree and branch, where they are others than at the last call. */
  function sayPlace({ location }: Workspace): string[] {
    const now = describePlace(location);
    const moved = place !== undefined && now !== place;
    place = now;
    return moved ? [`Now in ${now}`] : [];
  }

  async function authorOf(caller: CallerIdentity, location: Location): Promise<Author> {
    const { clientName, clientVersion, session } = caller;
    const actor = env.TRACKER_ACTOR?.trim() || `${await userName(location)}/${clientName}`;
    return { actor, actorKind: 'agent', session, client: `${clientName} ${clientVersion}`.trim() };
  }

  return {
    async call({ tool, args, caller }) {
      let said: string[] = [];
      try {
        const { workspace, attend } = openHere();
        said = sayPlace(workspace).map(safeLine);
        said = [...said, ...(await attend()).map(safeLine)];
        const reply = await perform(workspace, await authorOf(caller, workspace.location), { tool, args });
        return { text: replyText([...said, renderReply(reply, mcpSyntax)].join('\n')) };
      } catch (error) {
        const refusal = toTrackerError(opened ? opened.workspace.blame(error) : error);
        return { text: replyText([renderError(refusal, mcpSyntax), ...said].join('\n')), code: refusal.code };
      }
    },
    async complete(kind, prefix, caller) {
      const { workspace } = openHere();
      const author = await authorOf(caller, workspace.location);
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

function describePlace({ root, gitDir }: Location): string {
  const head = gitDir && findHead(gitDir);
  if (!head) return root;
  const branch = head.replace(/^refs\/heads\//, '');
  return `${root} on ${branch === head ? head.slice(0, 7) : branch}`;
}
