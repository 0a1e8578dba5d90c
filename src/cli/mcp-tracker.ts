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
import type { CallerIdentity, Tracker } from '../mcp/tracker.ts';
import { nameWorkTrees } from '../render/lines.ts';
import { renderError, renderReply } from '../render/reply.ts';
import { syntaxFor } from '../render/syntax.ts';
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

/** The tracker of whatever place `findPlace` names at the time of the call. */
export function createTracker(
  env: Env,
  { open = openCarried, ...options }: PlaceOptions & { open?: Open } = {},
): Tracker {
  let opened: { name: string; location: Location; workspace: Workspace } | undefined;
  const findPlace = placeFinder(env, options);
  const news = openNews();
  const sayWorkTrees = workTreeTeller();

  /** A repository or a `.tracker` may be made, or go, while the server runs. */
  async function openHere(): Promise<NonNullable<typeof opened>> {
    const { location, isChosen } = await findPlace(opened?.location.root);
    // Where the client has it from is not where the server was started.
    if (isChosen) news.expectPlace();
    checkPlace(location);
    const name = JSON.stringify(location);
    if (opened?.name !== name) {
      void opened?.workspace.close();
      opened = { name, location, workspace: open(location, news.hear) };
    }
    return opened;
  }

  return {
    async call({ tool, args, caller }) {
      let place: string[] = [];
      const said = () => [...place, ...news.ofHome()].map(safeLine);
      const syntax = { ...syntaxFor(mcpSyntax, args.as) };
      const say = (reply: Reply) => renderReply(reply, syntax);
      try {
        const { location, workspace } = await openHere();
        place = news.ofPlace(location);
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
        const refusal = toTrackerError(blame(opened, error));
        return { text: replyText([renderError(refusal, syntax), ...said()].join('\n')), code: refusal.code };
      }
    },
    async complete(kind, prefix, caller) {
      const { location, workspace } = await openHere();
      const asker = { author: await authorOf(caller, location, env), scopes: caller.scopes };
      return completeFrom(workspace, asker, { kind, prefix });
    },
    close: async () => opened?.workspace.close(),
  };
}

/** The work tree may go in the middle of a call. */
function blame(opened: { location: Location; workspace: Workspace } | undefined, error: unknown): unknown {
  if (!opened) return error;
  const { location, workspace } = opened;
  return existsSync(location.root) ? workspace.blame(error) : describeGone(location.root);
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
