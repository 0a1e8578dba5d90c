import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { onTestFinished } from 'vitest';
import type { ActorKind } from '../../src/access/access.ts';
import { makeAccess } from '../../src/access/place.ts';
import { openAccess } from '../../src/access/sqlite-access.ts';
import { type ServeOptions, startServing } from '../../src/cli/network/serving.ts';
import type { Scope } from '../../src/domain/scopes.ts';
import { locate } from '../../src/git/ask/repository.ts';
import type { Location } from '../../src/home/file/location.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

export interface Holding {
  handle: string;
  kind?: ActorKind;
  owner?: string;
  scopes?: readonly Scope[];
}

export interface Asked {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what its test expects.
  body: any;
}

export interface Served {
  url: string;
  repository: TestRepository;
  /** By handle. */
  tokens: Record<string, string>;
  /** `ask('POST /api/v1/…', { token })`; a body that is no text is sent as JSON. */
  ask(line: string, asked?: Asked): Promise<Answered>;
  /** What the server has said to whoever looks after it. */
  log: string[];
  /** The key of a link that signs an actor in. */
  mintKey(actor: string): string;
  audit(): Promise<{ actor: string | null; action: string; code: string | null; events: readonly string[] }[]>;
  close(): Promise<void>;
}

/** Alice, who may do everything; her agent bot, who reads and writes; and bob, who reads. */
export const usualHolders: readonly Holding[] = [
  {
    handle: 'alice',
    kind: 'human',
    scopes: ['read', 'comment', 'write', 'review', 'archive', 'sync', 'admin'],
  },
  { handle: 'bot', kind: 'agent', owner: 'alice', scopes: ['read', 'write'] },
  { handle: 'bob', kind: 'human', scopes: ['read'] },
];

const usualScopes: readonly Scope[] = ['read', 'write'];

/** The access store of a place, and a token in it for each of the holders. */
export async function makeTokens({ commonDir }: Location, holders: readonly Holding[]) {
  const surroundings = { now: Date.now, random: randomBytes };
  const access = openAccess(makeAccess({ commonDir: commonDir! }, surroundings), surroundings);
  const tokens: Record<string, string> = {};
  for (const { handle, kind = 'human', owner, scopes = usualScopes } of holders) {
    if (!(await access.findActor(handle))) await access.addActor({ handle, kind, owner });
    tokens[handle] = (await access.createToken({ actor: handle, scopes }, 'local')).token;
  }
  return { access, tokens };
}

/** Serves a repository's tracker on a free port of loopback, in this process, until the test has finished. */
export async function serve({
  repository = makeRepository(),
  holders = usualHolders,
  ...options
}: { repository?: TestRepository; holders?: readonly Holding[] } & Partial<ServeOptions> = {}): Promise<Served> {
  const location = locate(repository.root);
  const { access, tokens } = await makeTokens(location, holders);
  const log: string[] = [];
  const started = await startServing(location, {
    ...{ host: '127.0.0.1', port: 0, isUsual: false, allowedHosts: [], corsOrigins: [], trustedProxies: [] },
    ...{ isInsecureAllowed: false, env: {}, version: '0.0.0', say: (line) => log.push(line) },
    ...options,
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= started.close().then(() => access.close());
    return closing;
  };
  onTestFinished(close);
  return {
    ...{ url: started.url, repository, tokens, log, close },
    ask: (line, asked) => ask(started.url, line, asked),
    mintKey: (actor) => started.linkFor(actor).link.split('#key=')[1]!,
    audit: async () => [...(await access.listAudit({ limit: 1_000 }))].reverse(),
  };
}

/** With node:http, as fetch lets nobody choose a Host. */
export function ask(url: string, line: string, { token, body, headers = {} }: Asked = {}): Promise<Answered> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      new URL(path, url),
      {
        method,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(payload !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = text !== '' && /json/.test(answer.headers['content-type'] ?? '');
          const given = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
          resolve({
            status: answer.statusCode ?? 0,
            headers: new Headers(Object.fromEntries(given)),
            body: isJson ? JSON.parse(text) : text,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}
