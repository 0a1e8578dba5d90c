import type { ToolText } from '../mcp/tracker.ts';

/** How long what was read may be told again where the server cannot be reached, in milliseconds. */
const lives: Readonly<Record<string, number>> = { 'ticket.get': 30_000, 'ticket.list': 10_000, search: 60_000 };
const most = 100;

export interface KeptReplies {
  keep(tool: string, args: object, reply: ToolText): void;
  /** What the same call was answered lately, which says how old it is. */
  find(tool: string, args: object): ToolText | undefined;
  /** Something was written: what was read before may no longer be so. */
  forget(): void;
}

/** What this session has read lately. `now` is in milliseconds. */
export function keepReplies(now: () => number): KeptReplies {
  const kept = new Map<string, { at: number; reply: ToolText }>();
  return {
    keep(tool, args, reply) {
      if (reply.code || lifeOf(tool, args) === undefined) return;
      kept.set(nameOf(tool, args), { at: now(), reply });
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    find(tool, args) {
      const found = kept.get(nameOf(tool, args));
      const age = found ? now() - found.at : 0;
      if (!found || age > (lifeOf(tool, args) ?? 0)) return undefined;
      return {
        text: `${found.reply.text}\nnote: the server cannot be reached; this is ${Math.round(age / 1_000)} s old`,
      };
    },
    forget: () => kept.clear(),
  };
}

const lifeOf = (tool: string, args: object): number | undefined =>
  lives[tool] ?? lives[`${tool}.${'action' in args ? String(args.action) : ''}`];

const nameOf = (tool: string, args: object): string => JSON.stringify([tool, args]);
