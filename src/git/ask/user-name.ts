import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findActor } from '../../domain/actor.ts';
import type { Location } from '../../home/file/location.ts';
import { git } from './git.ts';

const names = new Map<string, Promise<string>>();

/** The name that git would commit under here, else the operating system's user; asked once for each root. */
export function userName(location: Location): Promise<string> {
  let name = names.get(location.root);
  if (!name) {
    name = askName(location);
    names.set(location.root, name);
  }
  return name;
}

/** Starting git takes longer than the rest of a first answer, so its files are read where they are plain. */
async function askName(location: Location): Promise<string> {
  const name = findPlainName(location) ?? (await git(location.root, ['config', '--get', 'user.name'])).stdout;
  return findActor(name) ?? systemUser();
}

/** From the files that git reads, the strongest first. Undefined: only git knows, as it has files that are not read here. */
function findPlainName({ commonDir }: Location): string | undefined {
  const { HOME, XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL } = process.env;
  if (!HOME) return undefined;
  const own = [join(HOME, '.gitconfig'), join(XDG_CONFIG_HOME || join(HOME, '.config'), 'git/config')];
  const paths = [...(commonDir ? [join(commonDir, 'config')] : []), ...(GIT_CONFIG_GLOBAL ? [GIT_CONFIG_GLOBAL] : own)];
  for (const path of paths) {
    const text = readIfThere(path);
    if (text === undefined || !isPlain(text)) return undefined;
    const name = nameIn(text);
    if (name !== undefined) return /["\\#;]/.test(name) ? undefined : name;
  }
  return undefined;
}

/** Empty where there is no file; undefined where it cannot be read. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : undefined;
  }
}

/** No file that it includes, no configuration of a single work tree, no line that goes on in the next or has two things. */
const isPlain = (text: string): boolean =>
  !/^\uFEFF|\[\s*include|worktreeconfig|\\\r?$|^\s*\[[^\n]*\][ \t]*[^\s#;]/im.test(text);

function nameIn(text: string): string | undefined {
  let section = '';
  let name: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1]?.toLowerCase() ?? section;
    const value = section === 'user' ? /^\s*name\s*=(.*)$/i.exec(line)?.[1] : undefined;
    name = value?.trim() ?? name;
  }
  return name;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER || process.env.USERNAME || 'unknown';
  }
}
