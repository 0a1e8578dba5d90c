import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idFromBytes, idMaker, idToBytes, isId, shortId } from '../../../src/domain/event/id.ts';

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });

/** Crockford's base 32 as its page says it, digit by digit on one big number. */
function reference(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(value % 32n)] + text;
    value /= 32n;
  }
  return text;
}

test('an id is 26 Crockford characters of its 16 bytes and comes back as the same bytes', () => {
  fc.assert(
    fc.property(sixteen, (bytes) => {
      const id = idFromBytes(bytes);
      expect(id).toBe(reference(bytes));
      expect(isId(id)).toBe(true);
      expect([...idToBytes(id)]).toEqual([...bytes]);
    }),
  );
});

test('the known example of the ULID page is read as its bytes', () => {
  expect(idToBytes('01ARZ3NDEKTSV4RRFFQ69G5FAV').toString('hex')).toBe('01563e3ab5d3d6764c61efb99302bd5b');
});

test('ids sort as their bytes do', () => {
  fc.assert(
    fc.property(sixteen, sixteen, (a, b) => {
      expect(Math.sign(Buffer.compare(a, b))).toBe(
        idFromBytes(a) < idFromBytes(b) ? -1 : idFromBytes(a) > idFromBytes(b) ? 1 : 0,
      );
    }),
  );
});

test('ids sort in the order of their making, within a millisecond and when the clock goes back', () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(times, fc.nat(255), (made, byte) => {
      const make = idMaker((bytes) => bytes.fill(byte));
      const ids = made.map(make);
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(isId(id)).toBe(true);
    }),
  );
});

test('an id begins with its time', () => {
  const make = idMaker((bytes) => bytes.fill(255));
  const id = make(1_469_918_176_385);
  expect(idToBytes(id).readUIntBE(0, 6)).toBe(1_469_918_176_385);
  expect(id.slice(0, 10)).toBe('01ARYZ6S41');
});

test('what is no id is not taken for one', () => {
  for (const text of [
    '',
    'PAY-482913',
    '81ARZ3NDEKTSV4RRFFQ69G5FAV',
    '01ARZ3NDEKTSV4RRFFQ69G5FA',
    '01ARZ3NDEKTSV4RRFFQ69G5FAI',
  ])
    expect(isId(text)).toBe(false);
});

test('an event is shown by the last six characters in lower case', () => {
  expect(shortId('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe('9g5fav');
});
