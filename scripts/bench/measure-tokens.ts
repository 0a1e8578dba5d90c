import { sessionMix } from './corpus.ts';
import { median } from './numbers.ts';
import { has, type Player, startPlayer } from './player.ts';
import { type Bench, type Server, storeOf } from './servers.ts';
import { countDefinitions, countRequest, countTokens } from './tokens.ts';

export interface Tokens {
  tools: number;
  /** Of the definitions, of the instructions, and of what a model is told to read before its first call. */
  definitions: number;
  instructions: number;
  readFirst: number;
  /** Request and reply of each operation. */
  operations: Record<string, { request: number; reply: number }>;
  session: { tokens: number; missing: string[] };
  /** Characters of the longest reply. */
  longest: number;
}

export const tokenOperations = [
  'createTitle',
  'create',
  'get',
  'list',
  'search',
  'board',
  'ready',
  'update',
  'move',
  'comment',
  'link',
  'editLine',
  'claim',
  'refusal',
] as const;

const storeSize = 100;
const samples = 7;

/** A store of 100 tickets made by the server itself from the corpus; every operation on tickets that are new to it. */
export async function measureTokens(bench: Bench, server: Server): Promise<Tokens> {
  const player = startPlayer(bench, server, await storeOf(bench, server, 0));
  const { tools, instructions } = await player.connection.open();
  let readFirst = 0;
  if (server.readFirst) {
    const { text } = await player.connection.call(server.readFirst, {});
    readFirst = countRequest(server.readFirst, {}) + countTokens(text);
  }
  for (let made = 0; made < storeSize; made++) player.pool.push(await player.make());
  const operations: Tokens['operations'] = {};
  let longest = 0;
  for (const operation of tokenOperations.filter((name) => has(server, name))) {
    bench.progress(`${server.name}: tokens of ${operation}`);
    const counts = [];
    for (let n = 0; n < samples; n++) {
      const { tokens, text } = await playOnNew(player, operation);
      longest = Math.max(longest, text.length);
      counts.push(tokens);
    }
    operations[operation] = {
      request: median(counts.map((one) => one.request)),
      reply: median(counts.map((one) => one.reply)),
    };
  }
  await player.connection.close();
  return {
    tools: tools.length,
    definitions: countDefinitions(tools),
    instructions: countTokens(instructions),
    readFirst,
    operations,
    session: sessionOf(operations),
    longest,
  };
}

async function playOnNew(player: Player, operation: string) {
  if (operation === 'refusal' || operation.startsWith('create')) return player.play(operation, { count: true });
  const before = operation === 'editLine' ? 'createLong' : 'create';
  const target = (await player.must(before)).key;
  const played = await player.must(operation, { count: true, target });
  return played;
}

function sessionOf(operations: Tokens['operations']): Tokens['session'] {
  const parts = Object.entries(sessionMix);
  const tokens = parts.map(
    ([name, times]) => times * ((operations[name]?.request ?? 0) + (operations[name]?.reply ?? 0)),
  );
  const missing = parts.filter(([name]) => !operations[name]).map(([name, times]) => `${times} × ${name}`);
  return { tokens: tokens.reduce((a, b) => a + b, 0), missing };
}
