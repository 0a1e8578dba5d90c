import { hostname } from 'node:os';
import type { Command, Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';

export const login: Command = {
  name: 'login',
  group: 'Access',
  usage: 'URL',
  summary: 'Keep a token for a tracker server, where nobody else reads it.',
  async options() {
    return [
      { name: 'code', kind: 'text', value: 'XXXX-XXXX', help: 'Fetch the token by a code of tracker pair.' },
      { name: 'token-stdin', kind: 'flag', help: 'Read the token from standard input; else it is asked for, unseen.' },
      {
        name: 'name',
        kind: 'text',
        value: 'NAME',
        help: "What lists call a token that a code fetches; else this host's.",
      },
      { name: 'yes', kind: 'flag', help: 'Do not ask whether the server is the right one.' },
    ];
  },
  examples: ['tracker login https://tracker.example.com', 'tracker login https://tracker.example.com --code K7QF-29XB'],
  async run({ words, options }, context) {
    const [{ readOrigin }, signIn, { findLogin, keepLogin }, { renewLists }, { allowHere }] = await Promise.all([
      import('../../remote/server.ts'),
      import('../../remote/sign-in.ts'),
      import('../../remote/logins.ts'),
      import('../../remote/kept-lists.ts'),
      import('./suggested-server.ts'),
    ]);
    const origin = readOrigin(addressOf(words), 'URL');
    const { code, 'token-stdin': piped } = options;
    if (code !== undefined && piped) throw new UsageError('Give a code or a token, not both.');
    const asks = context.screen.isTerminal && process.stdin.isTTY === true;
    if (code === undefined && !piped && !asks)
      throw new UsageError('There is no terminal to ask on: give the token by --token-stdin, or a code by --code.');
    const name = await signIn.findServerName(origin);
    const mayAsk = asks && options.yes !== true && options.json !== true;
    if (mayAsk && !(await context.confirm(`Sign in to ${name} at ${origin}?`))) {
      context.screen.print('Nothing was kept.');
      return 1;
    }
    const given = piped
      ? await context.readStdin()
      : ((code as string | undefined) ?? (await askFor(context, findLogin(context.env, origin))));
    const token = codeLike.test(given.trim())
      ? await signIn.fetchToken(origin, given.trim(), (options.name as string | undefined) ?? hostname().slice(0, 60))
      : readToken(given.trim());
    if (token === given.trim()) await signIn.checkToken({ origin, token }, context.version);
    const file = keepLogin(context.env, origin, token);
    // What a client's first start lists; without it the server says it then.
    await renewLists(context.env, { origin, token }, context.version).catch(() => undefined);
    const usedHere = allowHere(context, origin);
    if (options.json === true) context.screen.json({ origin, name, file, used_here: usedHere });
    else context.screen.print(renderLogin({ name, origin, file, usedHere }));
    return 0;
  },
};

export const logout: Command = {
  name: 'logout',
  group: 'Access',
  usage: 'URL',
  summary: 'Forget the token that is kept for a tracker server.',
  options: async () => [],
  examples: ['tracker logout https://tracker.example.com'],
  async run({ words, options }, { screen, env }) {
    const [{ readOrigin }, { dropLogin }, { disallow }] = await Promise.all([
      import('../../remote/server.ts'),
      import('../../remote/logins.ts'),
      import('../../remote/clones.ts'),
    ]);
    const origin = readOrigin(addressOf(words), 'URL');
    const dropped = dropLogin(env, origin);
    disallow(env, origin);
    if (options.json === true) screen.json({ origin, dropped });
    else if (!dropped) screen.print(`No token is kept for ${origin}.`);
    else
      screen.print(
        `Forgotten: the token for ${origin}. At the server it lives on until it is revoked there: tracker token revoke ID`,
      );
    return 0;
  },
};

/** Throws UsageError: a token among the words is in the shell's history by now, and was for everybody in the list of processes. */
export function addressOf(words: readonly string[]): string {
  if (words.some((word) => /^trk_/.test(word)))
    throw new UsageError(
      'A token is never given on the command line, where others of this machine see it: have that one revoked, and give the next by --token-stdin.',
    );
  const [url, ...others] = words;
  if (url === undefined) throw new UsageError('URL is missing: https://tracker.example.com, say.');
  if (others.length > 0) throw new UsageError(`One URL is taken, not ${words.length}.`);
  return url;
}

/** `kept` is the token of an earlier sign-in, which another clone may use as well. */
async function askFor(context: Context, kept: string | undefined): Promise<string> {
  const given = await context.askSecret(
    `Token, or code of tracker pair${kept ? ' (Enter: the one that is kept)' : ''}: `,
  );
  if (given.trim() !== '') return given;
  if (kept) return kept;
  throw new UsageError('Neither a token nor a code was given.');
}

/** Eight of the characters that codes are made of, the dash as one likes: a wrong one counts against the server's live ones. */
const codeLike = /^[2-9B-DF-HJKMNP-TV-Z]{4}-?[2-9B-DF-HJKMNP-TV-Z]{4}$/i;

/** Throws UsageError, which does not say what was given. */
function readToken(given: string): string {
  if (/^trk_\w+$/.test(given)) return given;
  throw new UsageError('A token begins with trk_, and a code is XXXX-XXXX; this is neither.');
}

interface SignedIn {
  name: string;
  origin: string;
  file: string;
  usedHere: boolean;
}

const renderLogin = ({ name, origin, file, usedHere }: SignedIn): string =>
  [
    `Signed in to ${name}. The token is kept in ${file}, for ${origin} alone.`,
    ...(usedHere
      ? ["This clone's MCP server asks it from its next start on, as `server` in .tracker/config.json names it."]
      : []),
    `MCP clients of a repository: tracker init --server ${origin} --agents claude,codex`,
    `A client that knows stdio alone: TRACKER_URL=${origin} in the environment of its tracker`,
  ].join('\n');
