import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLists, renewLists } from '../../src/remote/kept-lists.ts';
import { serve } from '../serve/served.ts';
import { makeDirectory } from '../support/workspace.ts';

test('what a token may ask for is kept for that token, where nobody else reads it', async () => {
  const { url, tokens } = await serve();
  const env = { XDG_CACHE_HOME: makeDirectory() };
  const [bob, bot] = [tokens.bob!, tokens.bot!].map((token) => ({ origin: url, token }));
  expect(findLists(env, bob!)).toBeUndefined();
  await renewLists(env, bob!, '1.0.0');
  const actionsOf = (server: typeof bob) => JSON.stringify(findLists(env, server!)?.tools[0]?.inputSchema);
  expect(actionsOf(bob)).toContain('history');
  expect(actionsOf(bob)).not.toContain('create');
  expect(findLists(env, bot!)).toBeUndefined();
  const folder = join(env.XDG_CACHE_HOME, 'tracker-mcp-remote');
  const [name] = readdirSync(folder);
  expect(statSync(join(folder, name!)).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, name!), '{"tools":5}');
  expect(findLists(env, bob!)).toBeUndefined();
});

test('without a folder of the user’s own nothing is kept', async () => {
  const server = { origin: 'http://127.0.0.1:1', token: 'trk_t' };
  await renewLists({}, server, '1.0.0');
  expect(findLists({}, server)).toBeUndefined();
  expect(findLists({ XDG_CACHE_HOME: 'relative' }, server)).toBeUndefined();
});
