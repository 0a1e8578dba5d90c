import { existsSync } from 'node:fs';
import { locate } from '../../git/ask/repository.ts';
import type { Location } from '../../home/file/location.ts';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../commands/command.ts';
import { locateGiven } from '../place.ts';
import { UsageError } from '../usage.ts';
import type { ServedPlace } from './serving.ts';

/**
 * The work trees to serve: one as `placeToServe` has it, or each DIR with the name that stands after its last "=". Throws as
 * that.
 */
export async function placesToServe(args: Arguments, context: Context): Promise<readonly ServedPlace[]> {
  const given = args.words.map(readWord);
  if (given.length < 2) {
    const words = given.map(({ folder }) => folder);
    return [{ location: await placeToServe({ ...args, words }, context), called: given[0]?.called }];
  }
  if (args.options.clone !== undefined || context.env.TRACKER_FIRST_TOKEN_FILE)
    throw new UsageError('--clone and TRACKER_FIRST_TOKEN_FILE are for one DIR: make the others first.');
  return given.map(({ folder, called }) => ({ location: locateGiven(folder, 'DIR'), called }));
}

/** `DIR` or `DIR=NAME`; a folder that is there is meant as it stands. */
function readWord(word: string): { folder: string; called?: string | undefined } {
  const [, folder, called] = /^(.+)=([^=/\\]*)$/.exec(word) ?? [];
  if (folder === undefined || called === undefined || existsSync(word)) return { folder: word };
  if (/^[a-z0-9][a-z0-9._-]{0,38}$/.test(called)) return { folder, called };
  throw new UsageError(
    `A tracker is called by 1 to 39 of a-z, 0-9, ".", "_" and "-", such as ${folder}=shop, not ${JSON.stringify(called)}.`,
  );
}

/**
 * The work tree to serve: DIR, else the environment's TRACKER_DIR, else as every command has it. Cloned first where --clone
 * says of what, and made where TRACKER_FIRST_TOKEN_FILE says where the first token is to be. Throws UsageError and TrackerError.
 */
export async function placeToServe({ words, options }: Arguments, context: Context): Promise<Location> {
  const { env, screen } = context;
  const folder = words[0] ?? (options.root === undefined ? env.TRACKER_DIR || undefined : undefined);
  const url = options.clone as string | undefined;
  if (url !== undefined) {
    if (folder === undefined) throw new UsageError('--clone needs the folder for it: tracker serve --clone URL DIR.');
    const { cloneInto } = await import('./clone.ts');
    await cloneInto(url, folder, screen);
  }
  const { TRACKER_FIRST_TOKEN_FILE: tokenFile, TRACKER_PROJECT: project } = env;
  if (tokenFile) {
    const { bootFirst } = await import('./first-boot.ts');
    const say = (line: string) => screen.warn(line);
    await bootFirst({ folder: folder ?? context.location.root, tokenFile, project, env, say });
  }
  if (folder === undefined) return tokenFile ? locate(context.location.root) : context.location;
  return locateGiven(folder, words[0] === undefined ? 'TRACKER_DIR' : 'DIR');
}
