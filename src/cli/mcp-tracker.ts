import { existsSync } from 'node:fs';
import { perform, type Reply } from '../actions/perform.ts';
import { agentOf, findActor } from '../domain/actor.ts';
import { toTrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import { safeLine } from '../domain/shown.ts';
import { repositoryOf } from '../git/ask/repository.ts';
import { userName } from '../git/ask/user-name.ts';
import { type Attendant, attendant } from '../git/heal/attend.ts';
import { findHead } from '../home/file/head.ts';
import type { Location } from '../home/file/location.ts';
import { type FileTracker, openFileTracker } from '../home/file-tracker.ts';
import { replyText, withinReply } from '../mcp/reply-text.ts';
import { mcpSyntax } from '../mcp/syntax.ts';
import type { CallerIdentity, Tracker } from '../mcp/tracker.ts';
import { nameWorkTrees } from '../render/lines.ts';
import { renderError, renderReply } from '../render/reply.ts';
import { syntaxFor } from '../render/syntax.ts';
import { completeWord } from './complete.ts';
import { checkPlace, describeGone, watchCreation } from './place.ts';
import { renewDrivers } from './program.ts';
import { type PlaceOptions, placeFinder } from './roots.ts';

type Env = Record<string, string | undefined>;

/** As many keys as a person may want to choose from. */
const newestKeys = { action: 'list', query: 'sort:updated', limit: 1000, budget: 10_000 };

/** The tracker of whatever place `findPlace` names at the time of the call. */
export function createTracker(env: Env, options: PlaceOptions = {}): Tracker {
  let opened: { name: string; workspace: FileTracker; attended: Attendant } | undefined;
  const findPlace = placeFinder(env, options);
  const news = openNews();
  const sayWorkTrees = workTreeTeller();

  /** A repository or a `.tracker` may be made, or go, while the server runs. */
  async function openHere(): Promise<NonNullable<typeof opened>> {
    const { location, isChosen } = await findPlace(opened?.workspace.home.root);
    // Where the client has it from is not where the server was started.
    if (isChosen) news.expectPlace();
    checkPlace(location);
    const name = JSON.stringify(location);
    if (opened?.name !== name) {
      if (opened) void closeAll(opened);
      const workspace = openFileTracker({ location, repository: repositoryOf(location.root) });
      opened = { name, workspace, attended: attendant(workspace.home) };
      renewDrivers(location);
    }
    return opened;
  }

  return {
    async call({ tool, args, caller }) {
      let said: string[] = [];
      const syntax = syntaxFor(mcpSyntax, args.as);
      const say = (reply: Reply) => renderReply(reply, syntax);
      try {
        const { workspace, attended } = await openHere();
        said = news.ofPlace(workspace.home.location).map(safeLine);
        said = [...said, ...news.ofGit(await attended.attend()).map(safeLine)];
        attended.lookBackLater();
        const author = await authorOf(caller, workspace.home.location, env);
        const listMade = watchCreation(workspace.home.location);
        const reply = await perform(
          workspace,
          { author, scopes: 'all' },
          { tool, args: withinReply(args), as: caller.as, say },
        );
        const notes = [...listMade(), ...(reply.wrote ? sayWorkTrees(caller, workspace) : [])].map(safeLine);
        return { text: replyText([...said, say(reply), ...notes].join('\n')) };
      } catch (error) {
        const refusal = toTrackerError(blame(opened?.workspace, error));
        return { text: replyText([renderError(refusal, syntax), ...said].join('\n')), code: refusal.code };
      }
    },
    async complete(kind, prefix, caller) {
      const { workspace } = await openHere();
      const author = await authorOf(caller, workspace.home.location, env);
      const listKeys = async () => {
        const reply = await perform(workspace, { author, scopes: 'all' }, { tool: 'ticket', args: newestKeys });
        return reply.action === 'ticket.list' ? reply.result.tickets.map(({ key }) => key) : [];
      };
      const types = await workspace.read(author, async (tx) => tx.config.types);
      return completeWord(kind, prefix, { types, listKeys });
    },
    close: async () => (opened ? closeAll(opened) : undefined),
  };
}

/** The work tree may go in the middle of a call. */
function blame(workspace: FileTracker | undefined, error: unknown): unknown {
  if (!workspace) return error;
  return existsSync(workspace.home.root) ? workspace.blame(error) : describeGone(workspace.home.root);
}

/** What is said before a reply, each thing once. */
function openNews() {
  let place: string | undefined;
  let lately: ReadonlySet<string> = new Set();
  return {
    /** The first reply is to say it. */
    expectPlace() {
      place ??= '';
    },
    /** The work tree and branch, where they are others than at the last call. */
    ofPlace(location: Location): string[] {
      const now = describePlace(location);
      const moved = place !== undefined && now !== place;
      place = now;
      return moved ? [`Now in ${now}`] : [];
    },
    /** What stays so from call to call need not be said in each. */
    ofGit(lines: string[]): string[] {
      const fresh = lines.filter((line) => !lately.has(line));
      lately = new Set(lines);
      return fresh;
    },
  };
}

async function authorOf(caller: CallerIdentity, location: Location, env: Env): Promise<Author> {
  const { clientName, clientVersion, session } = caller;
  const actor = findActor(env.TRACKER_ACTOR) ?? agentOf(await userName(location), clientName);
  return { actor, actorKind: 'agent', session, client: `${clientName} ${clientVersion}`.trim() };
}

/** Once a session, with its first write: its agent may be at work in another work tree than the server is in. */
function workTreeTeller(): (caller: CallerIdentity, workspace: FileTracker) => string[] {
  const told = new Set<string>();
  return ({ session }, { repository, home }) => {
    const others = told.has(session) ? [] : repository.otherWorkTrees();
    told.add(session);
    if (others.length === 0) return [];
    return [
      `note: written in ${describePlace(home.location)}, not in the clone's other work trees: ${nameWorkTrees(others)}`,
    ];
  };
}

async function closeAll({ workspace, attended }: { workspace: FileTracker; attended: Attendant }): Promise<void> {
  await attended.close();
  workspace.close();
}

function describePlace({ root, gitDir }: Location): string {
  const head = gitDir && findHead(gitDir);
  if (!head) return root;
  const branch = head.replace(/^refs\/heads\//, '');
  return `${root} on ${branch === head ? head.slice(0, 7) : branch}`;
}
