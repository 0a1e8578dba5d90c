import { existsSync } from 'node:fs';
import { perform } from '../actions/perform.ts';
import type { ListResult } from '../actions/ticket/list.ts';
import { TrackerError, toTrackerError } from '../domain/errors.ts';
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
import type { AskRoots, CallerIdentity, Tracker } from '../mcp/tracker.ts';
import { nameWorkTrees } from '../render/lines.ts';
import { renderError, renderReply } from '../render/reply.ts';
import { syntaxFor } from '../render/syntax.ts';
import { completeWord } from './complete.ts';
import { checkPlace, describeGone, locateGiven, watchCreation } from './place.ts';
import { renewDrivers } from './program.ts';
import { chooseRoot, isPlace } from './roots.ts';
import { workingDirectory } from './working-directory.ts';

type Env = Record<string, string | undefined>;

/** As many keys as a person may want to choose from. */
const newestKeys = { action: 'list', query: 'sort:updated', limit: 1000, budget: 10_000 };

export interface PlaceOptions {
  /** What `--root` names. */
  root?: string | undefined;
  askRoots?: AskRoots;
}

/** Where the tracker is at the time of a call: see `openHere`. */
export function createTracker(
  env: Env,
  { root, askRoots = async () => undefined }: PlaceOptions = {},
): Tracker {
  let opened: { name: string; workspace: Workspace; attend: () => Promise<string[]> } | undefined;
  let place: string | undefined;
  let lately: ReadonlySet<string> = new Set();
  const sayWorkTrees = workTreeTeller();

  /**
   * The place that was named; else that of the working directory; and where that is in no repository, of the folders that
   * the client has open. Throws where it is gone, or no place for a tracker.
   */
  async function findLocation(): Promise<Location> {
    if (root !== undefined) return locateGiven(root, '--root');
    if (env.TRACKER_ROOT) return locateGiven(env.TRACKER_ROOT, 'TRACKER_ROOT');
    const own = findOwn();
    if (own && isPlace(own)) return own;
    const chosen = chooseRoot((await askRoots()) ?? []);
    // Where the client has it from is not where the server was started.
    if (chosen) place ??= '';
    return chosen ?? own ?? locate(workingDirectory(restart));
  }

  /** Undefined where the working directory is gone, and nothing was opened from there. */
  function findOwn(): Location | undefined {
    try {
      return locate(workingDirectory(restart));
    } catch (error) {
      if (!opened) return undefined;
      // A folder below the root may go; Node goes on naming it.
      if (existsSync(opened.workspace.root)) return locate(opened.workspace.root);
      throw isMissing(error) ? describeGone(opened.workspace.root) : error;
    }
  }

  /** A repository or a `.tracker` may be made, or go, while the server runs. */
  async function openHere(): Promise<NonNullable<typeof opened>> {
    const location = await findLocation();
    checkPlace(location);
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

  /** What git did, once: what stays so from call to call need not be said in each. */
  async function sayNews(attend: () => Promise<string[]>): Promise<string[]> {
    const lines = await attend();
    const news = lines.filter((line) => !lately.has(line));
    lately = new Set(lines);
    return news;
  }

  /** The work tree may go in the middle of a call. */
  function blame(error: unknown): unknown {
    if (!opened) return error;
    return existsSync(opened.workspace.root) ? opened.workspace.blame(error) : describeGone(opened.workspace.root);
  }

  return {
    async call({ tool, args, caller }) {
      let said: string[] = [];
      const syntax = syntaxFor(mcpSyntax, args.as);
      try {
        const { workspace, attend } = await openHere();
        said = sayPlace(workspace).map(safeLine);
        said = [...said, ...(await sayNews(attend)).map(safeLine)];
        const author = await authorOf(caller, workspace.location, env);
        const listMade = watchCreation(workspace.location);
        const reply = await perform(workspace, author, { tool, args, as: caller.as });
        const notes = [...listMade(), ...(reply.wrote ? sayWorkTrees(caller, workspace) : [])].map(safeLine);
        return { text: replyText([...said, renderReply(reply, syntax), ...notes].join('\n')) };
      } catch (error) {
        const refusal = toTrackerError(blame(error));
        return { text: replyText([renderError(refusal, syntax), ...said].join('\n')), code: refusal.code };
      }
    },
    async complete(kind, prefix, caller) {
      const { workspace } = await openHere();
      const author = await authorOf(caller, workspace.location, env);
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

const restart = 'Restart the server in a folder that exists.';

const isMissing = (error: unknown): boolean =>
  error instanceof TrackerError || (error as NodeJS.ErrnoException).code === 'ENOENT';

async function authorOf(caller: CallerIdentity, location: Location, env: Env): Promise<Author> {
  const { clientName, clientVersion, session } = caller;
  const actor = env.TRACKER_ACTOR?.trim() || `${await userName(location)}/${clientName}`;
  return { actor, actorKind: 'agent', session, client: `${clientName} ${clientVersion}`.trim() };
}

/** Once a session, with its first write: its agent may be at work in another work tree than the server is in. */
function workTreeTeller(): (caller: CallerIdentity, workspace: Workspace) => string[] {
  const told = new Set<string>();
  return ({ session }, { repository, location }) => {
    const others = told.has(session) ? [] : repository.otherWorkTrees();
    told.add(session);
    if (others.length === 0) return [];
    return [
      `note: written in ${describePlace(location)}, not in the clone's other work trees: ${nameWorkTrees(others)}`,
    ];
  };
}

function describePlace({ root, gitDir }: Location): string {
  const head = gitDir && findHead(gitDir);
  if (!head) return root;
  const branch = head.replace(/^refs\/heads\//, '');
  return `${root} on ${branch === head ? head.slice(0, 7) : branch}`;
}
