import { existsSync } from 'node:fs';
import { perform, type Reply } from '../actions/perform.ts';
import { agentOf, findActor } from '../domain/actor.ts';
import { toTrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import { safeLine } from '../domain/shown.ts';
import { repositoryOf } from '../git/ask/repository.ts';
import { userName } from '../git/ask/user-name.ts';
import { healing } from '../git/heal/healing.ts';
import { findHead } from '../home/file/head.ts';
import type { Location } from '../home/file/location.ts';
import type { FileHome } from '../home/file-home.ts';
import { openFileTracker } from '../home/file-tracker.ts';
import type { Workspace } from '../home/workspace.ts';
import { completeFrom } from '../mcp/complete-word.ts';
import { replyText, withinReply } from '../mcp/reply-text.ts';
import { mcpSyntax } from '../mcp/syntax.ts';
import type { CallerIdentity, ToolText, Tracker } from '../mcp/tracker.ts';
import { nameWorkTrees } from '../render/lines.ts';
import { renderError, renderReply } from '../render/reply.ts';
import { syntaxFor } from '../render/syntax.ts';
import { answeringBy } from './network/suggested-server.ts';
import { checkPlace, describeGone, watchCreation } from './place.ts';
import { renewDrivers } from './program.ts';
import { type PlaceOptions, placeFinder } from './roots.ts';

type Env = Record<string, string | undefined>;

/** Opens the tracker of a place; `say` takes what its users are to be told. */
type Open = (location: Location, say: (lines: readonly string[]) => void) => Workspace;

const openCarried: Open = (location, say) => {
  const healed = (home: FileHome) => healing(home, say);
  const workspace = openFileTracker({ location, repository: repositoryOf(location.root), healed });
  renewDrivers(location);
  return workspace;
};

interface TrackerOptions extends PlaceOptions {
  open?: Open;
  /** What asks a server that the place's configuration suggests; without it none is asked. */
  createBridge?: ((origin: string) => Tracker) | undefined;
}

/** The tracker of whatever place `findPlace` names at the time of the call. */
export function createTracker(
  env: Env,
  { open = openCarried, createBridge, ...options }: TrackerOptions = {},
): Tracker {
  const news = openNews();
  const here = openPlaces(placeFinder(env, options), open, news);
  const sayWorkTrees = workTreeTeller();
  const answering = createBridge && answeringBy(env, createBridge);

  return {
    async call(request) {
      const { tool, args, caller } = request;
      let place: string[] = [];
      const said = () => [...place, ...news.ofHome()].map(safeLine);
      const syntax = { ...syntaxFor(mcpSyntax, args.as) };
      const say = (reply: Reply) => renderReply(reply, syntax);
      try {
        const location = await here.find();
        const server = answering?.of(location);
        place = [...news.ofPlace(location), ...(answering?.takeSaid(location) ?? [])];
        if (server) return withLines(await server.call(request), said());
        const { workspace } = here.open(location);
        syntax.place = location.root;
        const author = await authorOf(caller, location, env);
        const listMade = watchCreation(location);
        const reply = await perform(
          workspace,
          { author, scopes: caller.scopes },
          { tool, args: withinReply(args), as: caller.as, say },
        );
        const notes = [...listMade(), ...(reply.wrote ? sayWorkTrees(caller, location, workspace) : [])].map(safeLine);
        return { text: replyText([...said(), say(reply), ...notes].join('\n')) };
      } catch (error) {
        const refusal = toTrackerError(here.blame(error));
        return { text: replyText([renderError(refusal, syntax), ...said()].join('\n')), code: refusal.code };
      }
    },
    async complete(kind, prefix, caller) {
      const location = await here.find();
      const server = answering?.of(location);
      if (server) return server.complete(kind, prefix, caller);
      const { workspace } = here.open(location);
      const asker = { author: await authorOf(caller, location, env), scopes: caller.scopes };
      return completeFrom(workspace, asker, { kind, prefix });
    },
    async close() {
      await answering?.close();
      await here.close();
    },
  };
}

/** An error's first line is its own. */
const withLines = (reply: ToolText, lines: readonly string[]): ToolText => ({
  ...reply,
  text: (reply.code === undefined ? [...lines, reply.text] : [reply.text, ...lines]).join('\n'),
});

/** The place that a call is about, and its tracker: the last one stays open. */
function openPlaces(findPlace: ReturnType<typeof placeFinder>, open: Open, news: ReturnType<typeof openNews>) {
  let opened: { name: string; location: Location; workspace: Workspace } | undefined;
  return {
    /** A repository or a `.tracker` may be made, or go, while the server runs. */
    async find(): Promise<Location> {
      const { location, isChosen } = await findPlace(opened?.location.root);
      // Where the client has it from is not where the server was started.
      if (isChosen) news.expectPlace();
      checkPlace(location);
      return location;
    },
    open(location: Location): { workspace: Workspace } {
      const name = JSON.stringify(location);
      if (opened?.name !== name) {
        void opened?.workspace.close();
        opened = { name, location, workspace: open(location, news.hear) };
      }
      return opened;
    },
    /** The work tree may go in the middle of a call. */
    blame(error: unknown): unknown {
      if (!opened) return error;
      const { location, workspace } = opened;
      return existsSync(location.root) ? workspace.blame(error) : describeGone(location.root);
    },
    close: async () => opened?.workspace.close(),
  };
}

/** What is said before a reply, each thing once. */
function openNews() {
  let place: string | undefined;
  let heard: string[] = [];
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
    hear(lines: readonly string[]): void {
      heard = [...heard, ...lines];
    },
    /** What stays so from call to call need not be said in each. */
    ofHome(): string[] {
      const fresh = heard.filter((line) => !lately.has(line));
      lately = new Set(heard);
      heard = [];
      return [...new Set(fresh)];
    },
  };
}

async function authorOf(caller: CallerIdentity, location: Location, env: Env): Promise<Author> {
  const { clientName, clientVersion, session } = caller;
  const actor = findActor(env.TRACKER_ACTOR) ?? agentOf(await userName(location), clientName);
  return { actor, actorKind: 'agent', session, client: `${clientName} ${clientVersion}`.trim() };
}

/** Once a session, with its first write: its agent may be at work in another work tree than the server is in. */
function workTreeTeller(): (caller: CallerIdentity, location: Location, workspace: Workspace) => string[] {
  const told = new Set<string>();
  return ({ session }, location, { repository }) => {
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
