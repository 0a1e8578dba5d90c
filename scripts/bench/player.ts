import { type Connection, connect } from './connection.ts';
import { bodyOf, changedLine, commentOf, longChanged, longOf, newLineOf, titleOf, wordOf } from './corpus.ts';
import { pickNth } from './random.ts';
import { type Bench, launchOf, type Server, type Step } from './servers.ts';
import { countRequest, countTokens } from './tokens.ts';
import { commonest } from './vocabulary.ts';

export interface Played {
  ms: number;
  text: string;
  /** The key of what was made. */
  key: string | undefined;
  title: string;
  refused: boolean;
  tokens: { request: number; reply: number };
}

export interface PlayOptions {
  /** The ticket that the operation is about, and another one; by default those of `pool`, in turn. */
  target?: string | undefined;
  other?: string | undefined;
  count?: boolean;
}

/** A client at a server's operations. */
export interface Player {
  server: Server;
  connection: Connection;
  /** Keys to work with. */
  pool: string[];
  play(operation: string, options?: PlayOptions): Promise<Played>;
  /** `play` that throws at a refusal. */
  must(operation: string, options?: PlayOptions): Promise<Played>;
  /** Makes a ticket and answers its key. */
  make(): Promise<string>;
}

export const has = (server: Server, operation: string): boolean => Object.hasOwn(server.operations, operation);

let started = 0;

export function startPlayer(bench: Bench, server: Server, cwd: string, node = process.execPath): Player {
  const connection = connect(launchOf(bench, server, cwd, node));
  // Each has its own titles, and names for a server that does not make them.
  let n = 1_000_000 + started++ * 10_000;
  const plays = new Map<string, number>();
  const player: Player = {
    server,
    connection,
    pool: [],
    async play(operation, options = {}) {
      n++;
      const turn = plays.get(operation) ?? 0;
      plays.set(operation, turn + 1);
      const variables = variablesOf(player, { n, turn, cwd, ...options });
      const played: Played = {
        ms: 0,
        text: '',
        key: undefined,
        title: titleOf(n),
        refused: false,
        tokens: { request: 0, reply: 0 },
      };
      for (const { tool, args } of getSteps(server, operation)) {
        const given = fill(args, variables) as Record<string, unknown>;
        const { ms, text, isError } = await connection.call(tool, given);
        played.ms += ms;
        played.text = text;
        played.refused ||= isError || new RegExp(server.refused).test(text);
        if (options.count) count(played, server, { tool, given, text });
      }
      played.key = findKey(server, played.text, variables);
      return played;
    },
    async must(operation, options) {
      const played = await player.play(operation, options);
      if (played.refused) throw new Error(`${server.name} refused ${operation}: ${played.text.slice(0, 300)}`);
      return played;
    },
    async make() {
      const { key, text } = await player.must('create');
      if (key === undefined) throw new Error(`${server.name} does not say what it has made: ${text.slice(0, 300)}`);
      return key;
    },
  };
  return player;
}

function getSteps({ name, operations }: Server, operation: string): Step[] {
  const steps = operations[operation];
  if (!steps) throw new Error(`${name} has no ${operation}.`);
  return steps;
}

function findKey({ key, keyIs }: Server, text: string, variables: Record<string, string | number>): string | undefined {
  if (keyIs) return String(fill(keyIs, variables));
  return key === undefined ? undefined : new RegExp(key).exec(text)?.[1];
}

/** A reply so large that counting it all would take minutes is counted in part. */
const counted = 400_000;

function count(
  { tokens }: Played,
  { hint }: Server,
  { tool, given, text }: { tool: string; given: object; text: string },
): void {
  const read = hint ? text.replace(new RegExp(hint), '') : text;
  tokens.request += countRequest(tool, given);
  tokens.reply += Math.round(
    (countTokens(read.slice(0, counted)) * read.length) / Math.max(1, Math.min(read.length, counted)),
  );
}

interface Turn extends PlayOptions {
  n: number;
  turn: number;
  cwd: string;
}

function variablesOf({ pool, server }: Player, { n, turn, cwd, target, other }: Turn): Record<string, string | number> {
  const round = Math.floor(turn / Math.max(1, pool.length));
  return {
    n,
    cwd,
    title: titleOf(n),
    body: bodyOf(n),
    comment: commentOf(n),
    word: wordOf(n),
    commonest: commonest.word,
    meaning: commonest.meaning,
    long: longOf(n),
    longChanged: longChanged(n),
    line: String(changedLine),
    newLine: newLineOf(n),
    target: target ?? pool[turn % pool.length] ?? '',
    other: other ?? pool[(turn + 1 + round) % pool.length] ?? '',
    status: pickNth(server.statuses, round),
    priority: pickNth(server.priorities, round),
  };
}

function fill(value: unknown, variables: Record<string, string | number>): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('$') && value.slice(1) in variables) return String(variables[value.slice(1)]);
    return value.replaceAll(/\$([a-zA-Z]+)/g, (_, name) => String(variables[name]));
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, variables)]));
}
