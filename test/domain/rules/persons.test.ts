import { expect, test } from 'vitest';
import type { ActorKind } from '../../../src/domain/event/event.ts';
import { mayFree, personOf, standingOf } from '../../../src/domain/rules/persons.ts';

const who = (actor: string, actorKind: ActorKind, session = `${actor} ${actorKind}`) => ({
  ...{ actor, actorKind, session },
  client: 'test',
});

test('frees what they or their agents hold, at a terminal and by a script; their agents free nothing', () => {
  const kinds = ['human', 'service', 'agent'] as const;
  const may = (holder: string) => kinds.map((actorKind) => mayFree(holder, { actor: 'Ada', actorKind }));
  expect(['ada/x', 'ada', 'bob/x'].map(may)).toEqual([
    [true, true, false],
    [true, true, false],
    [false, false, false],
  ]);
});

test('a person is what stands before the slash, whatever its case or form', () => {
  expect(['Zoë', 'zoe\u0308/codex', ' ZOË '].map(personOf)).toEqual(['zoë', 'zoë', 'zoë']);
  expect(personOf('zoe')).not.toBe(personOf('zoë'));
});

test.each([
  ['the same session', who('ada/x', 'agent', 's'), who('bob', 'human', 's'), 'own'],
  ['the same actor in another session', who('ada/x', 'agent', 'a'), who('ada/x', 'agent', 'b'), 'own'],
  ['the same name in another case', who('Ada', 'agent'), who('ada', 'human'), 'own'],
  ['another agent of the same person', who('ada/x', 'agent'), who('ADA/y', 'agent'), 'own'],
  ['a script of the same person', who('ada/x', 'agent'), who('ada', 'service'), 'own'],
  ['an agent of the person who submitted', who('ada', 'human'), who('ada/x', 'agent'), 'own'],
  ['the person at a terminal, on an agent', who('ada/x', 'agent'), who('ada', 'human'), 'agent'],
  ['the person at a terminal, on another of their names', who('ada/home', 'human'), who('ada', 'human'), 'own'],
  ['another person', who('ada/x', 'agent'), who('bob', 'human'), 'other'],
  ["another person's agent", who('ada/x', 'agent'), who('bob/x', 'agent'), 'other'],
] as const)('%s', (_, submitted, decider, expected) => {
  expect(standingOf(submitted, decider).standing).toBe(expected);
  const strict = standingOf(submitted, decider, { other: true }).standing;
  expect(strict).toBe(expected === 'agent' ? 'own' : expected);
});
