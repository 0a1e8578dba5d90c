import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInTable, type TypeDefinition } from '../../../src/domain/rules/built-in-types.ts';
import { checkTypeDefinition } from '../../../src/domain/rules/check-type.ts';

const incident: TypeDefinition = {
  initial: 'open',
  ready: ['open'],
  done: 'closed',
  terminal: ['closed'],
  moves: { open: ['fixing!', 'closed'], fixing: ['closed'], closed: [] },
};

class Fault extends Error {}

/** The path and what is wrong there, or nothing. */
function faultOf(definition: TypeDefinition, name = 'incident'): string | undefined {
  try {
    checkTypeDefinition(name, definition, (path, fault) => {
      throw new Fault(`${path.join(' ')}: ${fault}`);
    });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.message;
  }
  return undefined;
}
const faultWith = (change: Partial<TypeDefinition>) => faultOf({ ...incident, ...change });

describe('a type', () => {
  it.each(Object.entries(builtInTable))('such as %s is a state machine', (name, definition) => {
    expect(faultOf(definition, name)).toBeUndefined();
  });

  it.each<[string, Partial<TypeDefinition>]>([
    ['leave out a terminal status without moves', { moves: { open: ['fixing'], fixing: ['closed'] } }],
    ['have no status from which work can start', { ready: undefined }],
    ['reopen', { moves: { open: ['closed'], closed: ['again!'], again: ['closed'] } }],
    [
      'have names of other scripts',
      { initial: 'öffnen', ready: [], moves: { öffnen: ['用户-2_b'], '用户-2_b': ['closed'] } },
    ],
    ['have names that every object has', { moves: { open: ['constructor'], constructor: ['closed'] } }],
  ])('may %s', (_, change) => {
    expect(faultWith(change)).toBeUndefined();
  });

  it.each<[string, Partial<TypeDefinition>, string]>([
    [
      'an unknown target',
      { moves: { open: ['fixing', 'clsoed'], fixing: ['closed'], closed: [] } },
      'moves open 1: names "clsoed", which is not a status; did you mean "closed"?',
    ],
    [
      'an unknown target like nothing',
      { moves: { open: ['qqqq!', 'closed'] } },
      'moves open 0: names "qqqq", which is not a status; statuses: open, closed',
    ],
    [
      'an unknown initial status',
      { initial: 'opne' },
      'initial: names "opne", which is not a status; did you mean "open"?',
    ],
    ['a terminal initial status', { initial: 'closed' }, 'initial: names "closed", which is terminal'],
    [
      'an unknown ready status',
      { ready: ['open', 'fixin'] },
      'ready 1: names "fixin", which is not a status; did you mean "fixing"?',
    ],
    ['a terminal ready status', { ready: ['closed'] }, 'ready 0: names "closed", which is terminal'],
    ['an unknown done', { done: 'qqqq' }, 'done: names "qqqq", which is not a status; statuses: open, fixing, closed'],
    [
      'a done behind another terminal status',
      {
        terminal: ['rejected', 'closed'],
        moves: { open: ['fixing', 'rejected'], fixing: ['rejected'], rejected: ['closed'], closed: [] },
      },
      'done: names "closed", which is reached through another terminal status only',
    ],
    ['a done that is not terminal', { done: 'fixing' }, 'done: names "fixing", which is not terminal'],
    [
      'a mistyped terminal status',
      { terminal: ['closed', 'clsed'] },
      'terminal 1: names a status in vain: "clsed" cannot be reached from "open", the initial status; did you mean "closed"?',
    ],
    [
      'an unreachable status',
      { moves: { ...incident.moves, limbo: ['open'] } },
      'moves limbo: names a status in vain: "limbo" cannot be reached from "open", the initial status',
    ],
    [
      'an unreachable status that has moves, however near its name is',
      { moves: { ...incident.moves, closde: ['open'] } },
      'moves closde: names a status in vain: "closde" cannot be reached from "open", the initial status',
    ],
    [
      'a move to itself',
      { moves: { ...incident.moves, fixing: ['fixing!', 'closed'] } },
      'moves fixing 0: leads back to its own status',
    ],
    [
      'a move twice',
      { moves: { ...incident.moves, fixing: ['closed', 'closed!'] } },
      'moves fixing 1: names "closed" a second time',
    ],
    [
      'a name that a query cannot hold',
      { moves: { ...incident.moves, 'In Progress': ['closed'] } },
      'moves In Progress: has the name "In Progress"; a name is up to 64 small letters, digits, _ and -',
    ],
    [
      'a terminal name that a query cannot hold',
      { terminal: ['closed', 'no!'] },
      'terminal 1: has the name "no!"; a name is up to 64 small letters, digits, _ and -',
    ],
  ])('has not %s', (_, change, fault) => {
    expect(faultWith(change)).toBe(fault);
  });

  it.each(['', 'Bug', 'my type', '1st', '-a', '_a', 'a!', 'a:b', 'x'.repeat(65)])('is not called "%s"', (name) => {
    expect(faultOf(incident, name)).toMatch(/^: has the name ".*"; a name is up to 64 small letters, digits, _ and -$/);
  });

  it.each(['a', 'a-b_2', 'x'.repeat(64), 'बग'])('may be called "%s"', (name) => {
    expect(faultOf(incident, name)).toBeUndefined();
  });

  it('that is let through begins open, is done closed, and gets from its beginning to every status', () => {
    const status = fc.constantFrom('a', 'b', 'c', 'd');
    const targets = fc.uniqueArray(status, { maxLength: 3 });
    const definition = fc.record({
      initial: status,
      done: status,
      terminal: fc.uniqueArray(status, { minLength: 1, maxLength: 2 }),
      moves: fc.record({ a: targets, b: targets, c: targets }),
    });
    const reached = ({ initial, moves }: TypeDefinition): Set<string> => {
      const found = new Set([initial]);
      for (const from of found) for (const to of moves[from] ?? []) found.add(to);
      return found;
    };
    let passed = 0;
    fc.assert(
      fc.property(definition, (given) => {
        if (faultOf(given) !== undefined) return;
        passed++;
        const { initial, done, terminal, moves } = given;
        expect([terminal.includes(initial), terminal.includes(done)]).toEqual([false, true]);
        expect(reached(given)).toEqual(new Set([...Object.keys(moves), ...terminal]));
      }),
      { numRuns: 1000 },
    );
    expect(passed).toBeGreaterThan(0);
  });

  it('may say in which column its statuses stand, of those that it has, and only what is closed is done', () => {
    expect(faultWith({ categories: { fixing: 'review', closed: 'done' } })).toBeUndefined();
    expect(faultWith({ categories: { fixin: 'doing' } })).toBe(
      'categories fixin: names "fixin", which is not a status; did you mean "fixing"?',
    );
    for (const [status, category] of [['fixing', 'done'] as const, ['closed', 'review'] as const])
      expect(faultWith({ categories: { [status]: category } })).toBe(
        `categories ${status}: puts "${status}" under ${category}; terminal statuses are done, and no others`,
      );
  });
});
