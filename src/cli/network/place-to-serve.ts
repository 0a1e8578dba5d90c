import { locate } from '../../git/ask/repository.ts';
import type { Location } from '../../home/file/location.ts';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../commands/command.ts';
import { locateGiven } from '../place.ts';
import { UsageError } from '../usage.ts';

/**
 * The work tree to serve: DIR, else the environment's TRACKER_DIR, else as every command has it. Cloned first where --clone
 * says of what, and made where TRACKER_FIRST_TOKEN_FILE says where the first token is to be. Throws UsageError and TrackerError.
 */
export async function placeToServe({ words, options }: Arguments, context: Context): Promise<Location> {
  const { env, screen } = context;
  if (words.length > 1) throw new UsageError(`One DIR is served, not ${words.length}.`);
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
