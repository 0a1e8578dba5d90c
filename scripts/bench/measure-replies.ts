import { startPlayer } from './player.ts';
import { type Bench, type Server, storeOf } from './servers.ts';
import { commonest } from './vocabulary.ts';

export interface LongestReply {
  size: number;
  /** The call, and the characters of its answer. */
  call: string;
  characters: number;
}

/** More than any reply may hold. */
const wide = { limit: 1000, budget: 10_000 };

/** Every read is asked for as much as it gives. */
export async function measureReplies(bench: Bench, server: Server, size: number): Promise<LongestReply> {
  bench.progress(`${server.name}: the longest reply of ${size}`);
  const player = startPlayer(bench, server, await storeOf(bench, server, size));
  await player.connection.open();
  const calls: [tool: string, args: Record<string, unknown>][] = [
    ...['list', 'history'].map((action): [string, object] => ['ticket', { action }]),
    ...['kanban', 'ready', 'summary', 'me', 'stats'].map((action): [string, object] => ['board', { action }]),
    ...[commonest.meaning, 'st', 'is:open sort:created'].map((query): [string, object] => ['search', { query }]),
  ].map(([tool, args]) => [tool, { ...args, ...(takesWidth(args) && wide) }]);
  let longest: LongestReply = { size, call: '', characters: 0 };
  for (const [tool, args] of calls) {
    const { text } = await player.connection.call(tool, args);
    if (/^error /.test(text)) throw new Error(`${tool} ${JSON.stringify(args)}: ${text}`);
    if (text.length > longest.characters)
      longest = { size, call: `${tool} ${args.action ?? args.query}`, characters: text.length };
  }
  await player.connection.close();
  return longest;
}

const takesWidth = (args: object): boolean =>
  !('action' in args) || !['summary', 'me', 'stats'].includes(String(args.action));
