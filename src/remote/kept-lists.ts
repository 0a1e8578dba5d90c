import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isObject } from '../domain/event/shape.ts';
import { writeWhole } from '../home/file/write-whole.ts';
import type { Published } from '../mcp/handshake.ts';
import { readPlainFile } from '../store/regular.ts';
import { askOnce } from './ask.ts';
import type { RemoteServer } from './server.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What the server told this token's holder it may ask for, when it was asked last: a client waits for its first answer, and
 * the network may be slow. Undefined where nothing is kept.
 */
export function findLists(env: Env, server: RemoteServer): Published | undefined {
  const path = fileOf(env, server);
  if (path === undefined) return undefined;
  try {
    const kept: unknown = JSON.parse(readPlainFile(path, path, 2 ** 20)?.toString() ?? 'null');
    return isPublished(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Asks the server what may be asked for, and keeps it for the next start. */
export async function renewLists(env: Env, server: RemoteServer, version: string): Promise<void> {
  const path = fileOf(env, server);
  if (path === undefined) return;
  const client = { name: 'tracker', version };
  const list = (method: string) => askOnce(server, { method, client, timeoutMs: 10_000 });
  const [about, { tools }, { prompts }, { resources }, { resourceTemplates }] = await Promise.all(
    ['server/discover', 'tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'].map(list),
  ).then((all) => all as [Answer, Answer, Answer, Answer, Answer]);
  const { instructions } = about;
  const lists = { instructions, tools, prompts, resources, resourceTemplates, unlisted: [] };
  if (!isPublished(lists)) return;
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeWhole(path, JSON.stringify(lists), 0o600);
}

type Answer = Record<string, unknown>;

const isPublished = (value: unknown): value is Published =>
  isObject(value) &&
  typeof value.instructions === 'string' &&
  ['tools', 'prompts', 'resources', 'resourceTemplates', 'unlisted'].every((name) => Array.isArray(value[name]));

/** Another token may have other scopes. */
function fileOf({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Env, { origin, token }: RemoteServer): string | undefined {
  const folder = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  if (!folder || !isAbsolute(folder)) return undefined;
  const name = createHash('sha256').update(`${origin}\0${token}`).digest('hex').slice(0, 32);
  return join(folder, 'tracker-mcp-remote', `${name}.json`);
}
