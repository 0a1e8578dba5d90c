import { describe, expect, it } from 'vitest';
import { agentOf, findActor, longestName } from '../../src/domain/actor.ts';

describe('a declared name', () => {
  it.each([
    ['@jane', 'jane'],
    [' @@ jane doe ', 'jane doe'],
    ['jane\r\ndoe\tsmith', 'jane doe smith'],
    ['jane@example.com', 'jane@example.com'],
    ['me', undefined],
    ['@Me', undefined],
    ['None', undefined],
    ['null', undefined],
    [' @ ', undefined],
    ['', undefined],
    [undefined, undefined],
    ['meg', 'meg'],
  ])('%j is the actor %s', (declared, actor) => {
    expect(findActor(declared)).toBe(actor);
  });

  it('is no longer than a name that can be assigned, with and without an agent behind it', () => {
    expect(findActor('x'.repeat(3_000))).toHaveLength(longestName);
    expect(agentOf('x'.repeat(80), 'claude-code')).toBe(`${'x'.repeat(52)}/claude-code`);
    expect(agentOf('jane', 'codex')).toBe('jane/codex');
    for (let at = 40; at < 66; at++) {
      const name = `${'x'.repeat(at)}${'😀'.repeat(20)}`;
      expect([findActor(name)!.isWellFormed(), agentOf(name, 'codex').isWellFormed()]).toEqual([true, true]);
    }
  });
});
