import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSeen } from '../../src/store/seen.ts';
import { makeDirectory } from '../support/workspace.ts';

const place = () => join(makeDirectory(), 'side', 'seen.db');
const day = 86_400_000;

function open(path: string) {
  const seen = openSeen(path);
  onTestFinished(() => seen.close());
  return seen;
}

test('what a session has seen is its own, and outlives its process', () => {
  const path = place();
  const seen = open(path);
  seen.noteText('one', 'a', 'v1', 5);
  seen.noteText('one', 'a', 'v2', 6);
  const visit = { position: { lineage: 'l', event: 3, id: 'ff' }, at: 6, told: { lineage: 'l', upTo: { 4: 9 } } };
  seen.noteVisit({ session: 'one', actor: 'anna' }, visit, 6);
  const again = open(path);
  expect([again.textOf('one', 'a'), again.textOf('one', 'b'), again.textOf('two', 'a')]).toEqual([
    'v2',
    undefined,
    undefined,
  ]);
  const asked = [
    { session: 'one', actor: 'anna' },
    { session: 'one', actor: 'bob' },
    { session: 'two', actor: 'anna' },
  ];
  expect(asked.map((who) => again.visitOf(who))).toEqual([visit, undefined, undefined]);
});

test('what was seen long ago is forgotten when something else is noted', () => {
  const path = place();
  const seen = open(path);
  seen.noteText('one', 'a', 'v1', 0);
  seen.noteText('one', 'b', 'v1', 29 * day);
  expect(seen.textOf('one', 'a')).toBe('v1');
  seen.noteText('two', 'b', 'v1', 31 * day);
  expect([seen.textOf('one', 'a'), seen.textOf('one', 'b')]).toEqual([undefined, 'v1']);
});

test('a file that is garbled is made anew', () => {
  const path = place();
  open(path).noteText('one', 'a', 'v1', 0);
  writeFileSync(path, 'no database at all '.repeat(2_000));
  const seen = open(path);
  expect(seen.textOf('one', 'a')).toBeUndefined();
  seen.noteText('one', 'a', 'v2', 0);
  expect(open(path).textOf('one', 'a')).toBe('v2');
});

test('the events of a position are all that were noted on the way to it, and unknown where a part is forgotten', () => {
  const seen = open(place());
  const at = (event: number, id: string, lineage = 'l') => ({ lineage, event, id });
  seen.noteEvents(at(2, 'b'), { before: undefined, names: 'AB' }, 0);
  seen.noteEvents(at(3, 'c'), { before: at(2, 'b'), names: 'C' }, 20 * day);
  seen.noteEvents(at(3, 'd'), { before: at(2, 'b'), names: 'D' }, 21 * day);
  seen.noteEvents(at(1, 'x', 'l2'), { before: undefined, names: 'X' }, 22 * day);
  const known = () => [at(2, 'b'), at(3, 'c'), at(3, 'd'), at(4, 'e')].map((position) => seen.eventsAt(position));
  expect(known()).toEqual(['AB', 'CAB', 'DAB', undefined]);
  expect(seen.listNoted('l')).toEqual([at(3, 'd'), at(3, 'c'), at(2, 'b')]);
  seen.noteText('one', 'a', 'v1', 31 * day);
  expect(known()).toEqual([undefined, undefined, undefined, undefined]);
});
