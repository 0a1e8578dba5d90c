import type { Scope } from '../../../../src/domain/scopes.ts';
import { type Holding, serve, usualHolders } from '../../served.ts';

export const api = '/api/v1';
const all: readonly Scope[] = ['read', 'write', 'admin'];
const holders: readonly Holding[] = [...usualHolders, { handle: 'robot', kind: 'agent', owner: 'alice', scopes: all }];

/** A tracker that is served, and how alice, who may do everything, bob, who reads, and her agent robot ask it. */
export async function open() {
  const served = await serve({ holders });
  const by = (handle: string) => (line: string, body?: unknown) =>
    served.ask(line.replace(' ', ` ${api}`), { token: served.tokens[handle], body });
  return { ...served, alice: by('alice'), bob: by('bob'), robot: by('robot') };
}
