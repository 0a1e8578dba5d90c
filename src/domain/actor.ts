import { beginningOf } from './cut.ts';
import { oneLine } from './shown.ts';

/** Characters of a label's or an actor's name. */
export const longestName = 64;

/**
 * A declared name as an actor has it, so that it is the one that is assigned and asked for: in one line, without "@"
 * before it, no longer than names may be. Undefined for what is none: nothing, or a word for nobody and for oneself.
 */
export function findActor(declared: string | undefined): string | undefined {
  const line = oneLine(declared ?? '')
    .replaceAll('\t', ' ')
    .trim();
  const name = beginningOf(line.replace(/^[@\s]+/, ''), longestName).trim();
  return /^(?:me|none|null|)$/i.test(name) ? undefined : name;
}

/** A person's agent: `alice/claude-code`. Of a long name the agent's part stays whole. */
export function agentOf(person: string, agent: string): string {
  const room = Math.max(1, longestName - agent.length - 1);
  return beginningOf(`${beginningOf(person, room).trim()}/${agent}`, longestName);
}
