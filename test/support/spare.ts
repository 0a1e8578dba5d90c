import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tempsOf } from './file-facts.ts';
import { until } from './until.ts';

/** Files that this process has opened by a promise, which trackers do with spares alone, and has closed again: synced copies. */
const closed = new Set<unknown>();

const { open } = promises;
promises.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  const close = handle.close.bind(handle);
  handle.close = async () => {
    await close();
    closed.add(path);
  };
  return handle;
};
syncBuiltinESMExports();

/** The spare that a tracker of this process has made after its last write, once its next one will take it. */
export async function spareOf(root: string): Promise<string> {
  const spare = await until('there is a spare', () =>
    tempsOf(root)
      .filter((name) => name.includes('spare'))
      .map((name) => join(root, '.git/tracker', name))
      .find((path) => closed.has(path)),
  );
  // The tracker has been told that it is closed, and takes it for its spare before it does anything else.
  await nextTurn();
  return spare;
}
