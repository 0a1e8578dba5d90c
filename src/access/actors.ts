import { agentOf, findActor as findName } from '../domain/actor.ts';
import { TrackerError } from '../domain/errors.ts';
import { quote } from '../domain/words.ts';
import type { Actor, ActorKind, NewActor } from './access.ts';
import type { Connection } from './connection.ts';

/**
 * As the actor stands in events: `alice`, `alice/bot`, `alice/deploy`, and `deploy` of a service that is nobody's. Whose it is
 * stands there for reviews: nobody decides on what they, or what is theirs, have submitted.
 */
export const eventActorOf = ({ handle, owner }: Actor): string => (owner === null ? handle : agentOf(owner, handle));

interface ActorRow {
  handle: string;
  kind: ActorKind;
  owner: string | null;
  git_name: string | null;
  created_at: number;
}

const columns = 'handle, kind, owner, git_name, created_at';

export function findActor({ prepare, tracker }: Connection, handle: string): Actor | undefined {
  const row = prepare(`select ${columns} from actors where tracker = ? and folded = ?`).get(tracker, fold(handle));
  return row === undefined ? undefined : toActor(row as ActorRow);
}

/** Throws `not_found`. */
export function getActor(connection: Connection, handle: string): Actor {
  const found = findActor(connection, handle);
  if (found) return found;
  throw new TrackerError(
    'not_found',
    `There is no actor ${quote(handle)}.`,
    '`tracker actor list` names those there are.',
  );
}

export function listActors({ prepare, tracker }: Connection): Actor[] {
  const rows = prepare(`select ${columns} from actors where tracker = ? order by folded`).all(tracker);
  return (rows as ActorRow[]).map(toActor);
}

export function addActor(connection: Connection, given: NewActor): Actor {
  return connection.transact(() => insertActor(connection, given));
}

export function humanOfGit(connection: Connection, gitName: string): { actor: Actor; isNew: boolean } {
  const name = findName(gitName) ?? '';
  const make = () => {
    const known = findByGitName(connection, name);
    if (known) return { actor: known, isNew: false };
    const handle = freeHandle(connection, name);
    return { actor: insertActor(connection, { handle, kind: 'human', gitName: name }), isNew: true };
  };
  return connection.transact(make);
}

function insertActor(connection: Connection, { handle, kind, owner, gitName }: NewActor): Actor {
  checkHandle(handle);
  if (findActor(connection, handle))
    throw new TrackerError(
      'conflict',
      `The handle ${handle} is taken.`,
      'Handles differ in more than case, and none is given twice.',
    );
  const ownedBy = owner === undefined ? null : getOwner(connection, kind, owner);
  if (kind === 'agent' && ownedBy === null)
    throw new TrackerError('invalid_input', `The agent ${handle} has no owner.`, 'Name the human whose agent it is.');
  const name = gitName === undefined ? null : readGitName(connection, kind, gitName);
  const { prepare, tracker, now } = connection;
  prepare(`insert into actors (tracker, folded, ${columns}) values (?, ?, ?, ?, ?, ?, ?)`).run(
    tracker,
    fold(handle),
    handle,
    kind,
    ownedBy,
    name,
    now(),
  );
  return getActor(connection, handle);
}

/** It stands in events, addresses and commands: no word for nobody, and nothing that looks like an option or a path. */
function checkHandle(handle: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,38}$/.test(handle) && findName(handle) !== undefined) return;
  throw new TrackerError(
    'invalid_input',
    `${quote(handle)} can be no handle.`,
    'A handle is 1 to 39 of letters, digits, ".", "-" and "_", begins with a letter or a digit, and is no word for nobody.',
  );
}

function getOwner(connection: Connection, kind: ActorKind, owner: string): string {
  if (kind === 'human') throw new TrackerError('invalid_input', 'A human has no owner.', 'Leave the owner out.');
  const found = getActor(connection, owner);
  if (found.kind !== 'human')
    throw new TrackerError('invalid_input', `${found.handle} is no human, and owns nothing.`, 'Name a human.');
  return found.handle;
}

function readGitName(connection: Connection, kind: ActorKind, gitName: string): string {
  if (kind !== 'human')
    throw new TrackerError('invalid_input', `Git's name is that of a human, and this is to be ${withArticle(kind)}.`);
  const name = findName(gitName);
  if (name === undefined) throw new TrackerError('invalid_input', `${quote(gitName)} is nobody's name.`);
  const other = findByGitName(connection, name);
  if (other) throw new TrackerError('conflict', `${quote(name)} is ${other.handle} already.`);
  return name;
}

const withArticle = (kind: ActorKind): string => `${kind === 'agent' ? 'an' : 'a'} ${kind}`;

/** A human who was added without git's name is the one whose handle it is. */
function findByGitName(connection: Connection, gitName: string): Actor | undefined {
  const { prepare, tracker } = connection;
  const row = prepare(`select ${columns} from actors where tracker = ? and git_name = ?`).get(tracker, gitName) as
    | ActorRow
    | undefined;
  if (row) return toActor(row);
  const named = findActor(connection, gitName);
  return named?.kind === 'human' && named.gitName === null ? named : undefined;
}

/** "Bob Smith" → bob-smith, or bob-smith-2. */
function freeHandle(connection: Connection, gitName: string): string {
  const plain = gitName.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-._]+/, '')
    .slice(0, 32)
    .replace(/[-._]+$/, '');
  if (findName(slug) === undefined)
    throw new TrackerError(
      'invalid_input',
      `No handle can be made of ${quote(gitName)}.`,
      'Add that human first, with --git and a handle of their choice: `tracker actor add HANDLE --git "NAME"`.',
    );
  for (let number = 1; ; number++) {
    const handle = number === 1 ? slug : `${slug}-${number}`;
    if (!findActor(connection, handle)) return handle;
  }
}

const fold = (handle: string): string => handle.toLowerCase();

const toActor = ({ handle, kind, owner, git_name, created_at }: ActorRow): Actor => ({
  handle,
  kind,
  owner,
  gitName: git_name,
  createdAt: created_at,
});
