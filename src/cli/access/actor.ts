import type { AccessStore, Actor, ActorKind, NewActor } from '../../access/access.ts';
import { isoOf } from '../../domain/day.ts';
import type { Command, Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import { noteHere, onlyWord, ownerHere, withAccess } from './opened.ts';

const kinds: readonly string[] = ['human', 'agent', 'service'] satisfies ActorKind[];

export const actorAdd: Command = {
  name: 'actor add',
  group: 'Access',
  usage: 'HANDLE',
  summary: 'Name a person, an agent or a service that may be given a token.',
  async options() {
    return [
      { name: 'kind', kind: 'text', value: 'KIND', help: 'human (as it is where nothing is said), agent or service.' },
      { name: 'owner', kind: 'text', value: 'HANDLE', help: 'Whose agent or service it is; else yours, by git.' },
      { name: 'git', kind: 'text', value: 'NAME', help: "What git calls this human: git's user.name." },
    ];
  },
  examples: ['tracker actor add alice --git "Alice Smith"', 'tracker actor add bot --kind agent --owner alice'],
  async run({ words, options }, context) {
    const handle = onlyWord(words, 'HANDLE');
    const kind = readKind(options.kind);
    const given = { handle, kind, gitName: options.git as string | undefined };
    const { actor, owner } = await withAccess(context, { make: true }, async (store) => {
      const added = await add(store, { ...given, owner: options.owner as string | undefined }, context);
      if (added.owner) await noteHere(store, context, 'actor.add', added.owner.handle);
      await noteHere(store, context, 'actor.add', added.actor.handle);
      return added;
    });
    await show(actor, owner, { json: options.json === true, screen: context.screen });
    return 0;
  },
};

export const actorList: Command = {
  name: 'actor list',
  group: 'Access',
  usage: '',
  summary: 'List who may be given a token.',
  options: async () => [],
  async run({ options }, context) {
    const actors = await withAccess(context, { none: () => [] as Actor[] }, (store) => store.listActors());
    if (options.json === true) context.screen.json(await Promise.all(actors.map(toJson)));
    else if (actors.length === 0) context.screen.print('Nobody yet: tracker actor add HANDLE');
    else await draw(actors, context.screen);
    return 0;
  },
};

function readKind(given: unknown = 'human'): ActorKind {
  const kind = String(given).toLowerCase();
  if (kinds.includes(kind)) return kind as ActorKind;
  throw new UsageError(`--kind is one of ${kinds.join(', ')}.`);
}

/** With whoever's it is where nobody is named, and who was made for that. */
async function add(
  store: AccessStore,
  given: NewActor,
  context: Context,
): Promise<{ actor: Actor; owner: Actor | undefined }> {
  if (given.kind === 'human' || given.owner !== undefined)
    return { actor: await store.addActor(given), owner: undefined };
  // Not before the handle is seen to be free: a refusal adds nobody.
  await checkFree(await store.findActor(given.handle), given.handle);
  const { actor: own, isNew } = await ownerHere(store, context);
  return { actor: await store.addActor({ ...given, owner: own.handle }), owner: isNew ? own : undefined };
}

async function checkFree(found: Actor | undefined, handle: string): Promise<void> {
  if (!found) return;
  const { TrackerError } = await import('../../domain/errors.ts');
  throw new TrackerError('conflict', `The handle ${found.handle} is taken.`, `${handle} needs another one.`);
}

interface Showing {
  json: boolean;
  screen: Context['screen'];
}

async function show(actor: Actor, owner: Actor | undefined, { json, screen }: Showing): Promise<void> {
  if (json) return screen.json(await toJson(actor));
  const { eventActorOf } = await import('../../access/actors.ts');
  if (owner) screen.print(`Added the human ${owner.handle}, who is ${owner.gitName} to git.`);
  screen.print(
    `Added the ${actor.kind} ${actor.handle}. What ${actor.kind === 'human' ? 'they write' : 'it writes'} by a token stands in git as ${eventActorOf(actor)}, for good.`,
  );
}

async function toJson(actor: Actor): Promise<object> {
  const { eventActorOf } = await import('../../access/actors.ts');
  const { handle, kind, owner, gitName, createdAt } = actor;
  return { handle, kind, owner, git_name: gitName, writes_as: eventActorOf(actor), created_at: isoOf(createdAt) };
}

async function draw(actors: readonly Actor[], screen: Context['screen']): Promise<void> {
  const [{ renderTable }, { eventActorOf }, { minuteOf }] = await Promise.all([
    import('../terminal/table.ts'),
    import('../../access/actors.ts'),
    import('../../domain/day.ts'),
  ]);
  screen.draw(
    renderTable(
      actors,
      [
        { heading: 'HANDLE', cell: ({ handle }) => handle },
        { heading: 'KIND', cell: ({ kind }) => kind },
        { heading: 'OWNER', cell: ({ owner }) => owner ?? '' },
        { heading: 'GIT', cell: ({ gitName }) => gitName ?? '', flexible: true },
        { heading: 'WRITES AS', cell: eventActorOf },
        { heading: 'SINCE', cell: ({ createdAt }) => minuteOf(createdAt), optional: true },
      ],
      screen,
    ),
  );
}
