import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  alternativeNumber,
  assignNumbers,
  highestNumber,
  keyOf,
  lowestNumber,
  mentionedKeys,
  type Numbered,
  parseKey,
  projectKeyFrom,
  projectPattern,
} from '../../../src/domain/event/key.ts';
import { shuffled } from '../../support/histories.ts';
import { countingIds } from '../../support/ticket-events.ts';

/** Tickets that fight for few numbers; some already have one that is another's alternative. */
const tickets = fc
  .array(
    fc.record({ project: fc.constantFrom('PAY', 'OPS'), created: fc.nat(5), number: fc.nat(3), steals: fc.nat(9) }),
    {
      maxLength: 20,
    },
  )
  .map((drawn) => {
    const ids = countingIds();
    const made: Numbered[] = [];
    for (const { project, created, number, steals } of drawn) {
      const victim = made[steals];
      const own = victim ? alternativeNumber(victim.id, 1) : lowestNumber + number;
      made.push({ id: ids(created), project, created, number: own });
    }
    return made;
  });

const byAge = (a: Numbered, b: Numbered) => a.created - b.created || (a.id < b.id ? -1 : 1);

test('each ticket takes the first of its own number and its alternatives that no older one has', () => {
  fc.assert(
    fc.property(tickets, (all) => {
      const assigned = assignNumbers(all);
      const older: string[] = [];
      for (const ticket of all.toSorted(byAge)) {
        const { number, passedOver } = assigned.get(ticket.id)!;
        const candidates = [
          ticket.number,
          ...Array.from({ length: all.length }, (_, k) => alternativeNumber(ticket.id, k + 1)),
        ];
        const place = candidates.findIndex((one) => !older.includes(keyOf({ project: ticket.project, number: one })));
        expect(number).toBe(candidates[place]);
        expect(passedOver).toEqual(candidates.slice(0, place));
        older.push(keyOf({ project: ticket.project, number }));
      }
      expect(new Set(older).size).toBe(all.length);
    }),
    { numRuns: 500 },
  );
});

test('keys depend on the set of tickets, not on the order in which they are given', () => {
  fc.assert(
    fc.property(tickets, fc.nat(), (all, seed) => {
      expect(assignNumbers(shuffled(all, seed))).toEqual(assignNumbers(all));
    }),
  );
});

test('a younger ticket never changes the key of an older one', () => {
  fc.assert(
    fc.property(tickets, fc.nat(), (all, cut) => {
      const older = all.toSorted(byAge).slice(0, cut % (all.length + 1));
      const before = assignNumbers(older);
      const after = assignNumbers(all);
      for (const { id } of older) expect(after.get(id)).toEqual(before.get(id));
    }),
  );
});

test('alternatives are six digits by FNV-1a, the same in every version of the program', () => {
  const fnv1a = (text: string): bigint => {
    let hash = 2166136261n;
    for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n;
    return hash;
  };
  expect(fnv1a('foobar')).toBe(0xbf9cf968n);
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 50 }), (time, k) => {
      const id = countingIds()(time);
      const number = alternativeNumber(id, k);
      expect(BigInt(number)).toBe(100_000n + (fnv1a(`${id}:${k}`) % 900_000n));
      expect(number >= lowestNumber && number <= highestNumber).toBe(true);
    }),
  );
});

test('a key is read with or without project and #, in any case', () => {
  expect(parseKey('PAY-482913')).toEqual({ project: 'PAY', number: 482_913 });
  expect(parseKey(' #pay-482913 ')).toEqual({ project: 'PAY', number: 482_913 });
  expect(parseKey('#482913')).toEqual({ project: undefined, number: 482_913 });
  expect(parseKey('482913')).toEqual({ project: undefined, number: 482_913 });
  for (const dash of '\u2010\u2011\u2012\u2013\u2014\u2212\uFE63\uFF0D')
    expect(parseKey(`PAY${dash}482913`)).toEqual({ project: 'PAY', number: 482_913 });
  for (const text of ['', 'PAY-', 'PAY 482913', '-482913', 'PAY-48x', '9AY-482913', '12345678901'])
    expect(parseKey(text)).toBeUndefined();
});

test.each([
  ['payments', 'PAY'],
  ['payments-api', 'PAP'],
  ['paymentsAPI', 'PAP'],
  ['the_big.red-house', 'TBR'],
  ['7-zip.ui', 'ZUI'],
  ['big-a', 'BIG'],
  ['ui', 'UI'],
  ['Überweisung', 'UBE'],
  ['支払い', 'TASK'],
])('the project of %s is %s', (name, key) => {
  expect(projectKeyFrom(name)).toBe(key);
});

test('a project key begins with a letter, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(projectKeyFrom(name)).toMatch(projectPattern);
    }),
  );
});

test('mentions are whole keys of six digits, each once', () => {
  const text = 'See PAY-482913, (OPS-100000) and PAY-482913; not XPAY-4829131, a_PAY-482913, PAY-48291 or pay-482913.';
  expect(mentionedKeys(text)).toEqual(['PAY-482913', 'OPS-100000']);
});
