import { TrackerError } from '../domain/errors.ts';
import { findStamp } from '../store/stamp.ts';
import type { AccessChanges, AccessStore, Surroundings } from './access.ts';
import { addActor, findActor, humanOfGit, listActors } from './actors.ts';
import { listAudit, note } from './audit.ts';
import { signIn, signOut, verifyBrowser } from './browsers.ts';
import { changeOnce, findCall, keepCall } from './calls.ts';
import { type Connection, connectionOf } from './connection.ts';
import { openAccessFile, told } from './file.ts';
import { keyOf } from './keys.ts';
import { createPairing, pair } from './pairing.ts';
import type { FoundAccess } from './place.ts';
import { createToken, listTokens, revokeToken, rotateToken, verify } from './tokens.ts';
import { leaveTurn, takeTurn } from './turns.ts';
import { addWebhook, getWebhook, listWebhooks, noteProgress, removeWebhook, secretOf } from './webhooks.ts';

/** The access store of one tracker, in its file. Throws `database` for one that is damaged, missing, or open to others. */
export function openAccess({ id, path }: FoundAccess, surroundings: Surroundings): AccessStore {
  const database = openAccessFile(path);
  const connection = connectionOf(database, id, surroundings);
  const opened = findStamp(path)?.inode;
  /** What was revoked in the file that has taken its place would be let in for ever by the one that is open. */
  const checkSame = () => {
    if (findStamp(path)?.inode === opened) return;
    throw new TrackerError(
      'database',
      `The access store ${path} was replaced or removed.`,
      'Start this program again.',
    );
  };
  /** Each answer is on disk when it is given, and is of one moment. */
  const ask = async <T>(step: (connection: Connection) => T): Promise<T> => {
    const time = surroundings.now();
    checkSame();
    return told(path, () => step({ ...connection, now: () => time }));
  };
  const changes = changesBy(ask);
  return {
    ...changes,
    once: (call) => changesBy((change) => ask((on) => changeOnce(on, call, change))),
    calls: {
      find: (key) => ask((on) => findCall(on, key)),
      keep: (key, call) => ask((on) => keepCall(on, key, call)),
    },
    findActor: (handle) => ask((on) => findActor(on, handle)),
    humanOfGit: (gitName) => ask((on) => humanOfGit(on, gitName)),
    listActors: () => ask(listActors),
    listTokens: () => ask(listTokens),
    verify: (token) => ask((on) => verify(on, token)),
    pair: (given) => ask((on) => pair(on, given)),
    key: (name) => ask((on) => on.transact(() => keyOf(on, name))),
    note: (entry, how) => ask((on) => note(on, entry, how)),
    listAudit: (query) => ask((on) => listAudit(on, query)),
    webhooks: {
      ...changes.webhooks,
      list: () => ask(listWebhooks),
      get: (id) => ask((on) => getWebhook(on, id)),
      secretOf: (id) => ask((on) => secretOf(on, id)),
      note: (id, progress) => ask((on) => noteProgress(on, id, progress)),
    },
    browsers: {
      signIn: (token, how) => ask((on) => signIn(on, token, how)),
      verify: (halves, how) => ask((on) => verifyBrowser(on, halves, how)),
      signOut: (halves) => ask((on) => signOut(on, halves)),
    },
    takeTurn: (name, holder, ms) => ask((on) => takeTurn(on, name, holder, ms)),
    leaveTurn: (name, holder) => ask((on) => leaveTurn(on, name, holder)),
    close: async () => void database.close(),
  };
}

const changesBy = (ask: <T>(change: (connection: Connection) => T) => Promise<T>): AccessChanges => ({
  addActor: (given) => ask((on) => addActor(on, given)),
  createToken: (given, maker) => ask((on) => createToken(on, given, maker)),
  revokeToken: (token) => ask((on) => revokeToken(on, token)),
  rotateToken: (token, given, maker) => ask((on) => rotateToken(on, token, given, maker)),
  createPairing: (given, maker) => ask((on) => createPairing(on, given, maker)),
  webhooks: {
    add: (given, maker) => ask((on) => addWebhook(on, given, maker)),
    remove: (id) => ask((on) => removeWebhook(on, id)),
  },
});
