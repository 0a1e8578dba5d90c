import { expect, test } from 'vitest';
import { eventActorOf } from '../../src/access/actors.ts';
import { openStore, refused } from './opened.ts';

test('an actor is found in any case, keeps the spelling it was given, and has its handle for good', async () => {
  const { store, clock } = openStore();
  const alice = await store.addActor({ handle: 'Alice', kind: 'human', gitName: 'Alice Smith' });
  expect(alice).toEqual({
    ...{ handle: 'Alice', kind: 'human', owner: null },
    ...{ gitName: 'Alice Smith', createdAt: clock.time },
  });
  expect(await store.findActor('aLICE')).toEqual(alice);
  expect(await store.findActor('bob')).toBeUndefined();
  expect(await refused(() => store.addActor({ handle: 'ALICE', kind: 'service' }))).toBe(
    'conflict: The handle ALICE is taken.',
  );
  expect(await store.listActors()).toEqual([alice]);
});

test('an agent belongs to a human, and writes in their name; so does a service that belongs to one', async () => {
  const { store } = openStore();
  await store.addActor({ handle: 'Alice', kind: 'human' });
  const bot = await store.addActor({ handle: 'bot', kind: 'agent', owner: 'alice' });
  const deploy = await store.addActor({ handle: 'deploy', kind: 'service', owner: 'alice' });
  const ci = await store.addActor({ handle: 'ci', kind: 'service' });
  expect([bot, deploy, ci].map(({ owner }) => owner)).toEqual(['Alice', 'Alice', null]);
  expect([bot, deploy, ci].map(eventActorOf)).toEqual(['Alice/bot', 'Alice/deploy', 'ci']);
  expect((await store.listActors()).map(({ handle }) => handle)).toEqual(['Alice', 'bot', 'ci', 'deploy']);
});

test.each([
  [{ handle: 'x', kind: 'agent' }, 'invalid_input: The agent x has no owner.'],
  [{ handle: 'x', kind: 'agent', owner: 'nobody' }, 'not_found: There is no actor "nobody".'],
  [{ handle: 'x', kind: 'agent', owner: 'ci' }, 'invalid_input: ci is no human, and owns nothing.'],
  [{ handle: 'x', kind: 'human', owner: 'alice' }, 'invalid_input: A human has no owner.'],
  [
    { handle: 'x', kind: 'service', gitName: 'X' },
    "invalid_input: Git's name is that of a human, and this is to be a service.",
  ],
  [{ handle: 'x', kind: 'human', gitName: 'Alice Smith' }, 'conflict: "Alice Smith" is alice already.'],
  [{ handle: 'x', kind: 'human', gitName: ' ' }, 'invalid_input: " " is nobody\'s name.'],
] as const)('%o is refused, and adds nobody', async (given, said) => {
  const { store } = openStore();
  await store.addActor({ handle: 'alice', kind: 'human', gitName: 'Alice Smith' });
  await store.addActor({ handle: 'ci', kind: 'service' });
  expect(await refused(() => store.addActor(given))).toBe(said);
  expect(await store.listActors()).toHaveLength(2);
});

test.each(['', 'a b', 'a/b', '../x', '-x', '.', 'é', 'me', 'None', 'a'.repeat(40), 'a\n'])(
  'the handle %j is refused',
  async (handle) => {
    const { store } = openStore();
    expect(await refused(() => store.addActor({ handle, kind: 'human' }))).toMatch(
      /^invalid_input: .* can be no handle\.$/,
    );
  },
);

test('whom git names is the human with that name or handle, or is made with a handle like it', async () => {
  const { store } = openStore();
  await store.addActor({ handle: 'carol', kind: 'human' });
  await store.addActor({ handle: 'bob-smith', kind: 'service' });
  const handles = async (name: string) => {
    const { actor, isNew } = await store.humanOfGit(name);
    return [actor.handle, actor.gitName, isNew];
  };
  expect(await handles('Carol')).toEqual(['carol', null, false]);
  expect(await handles('Bob Smith')).toEqual(['bob-smith-2', 'Bob Smith', true]);
  expect(await handles('Bob Smith')).toEqual(['bob-smith-2', 'Bob Smith', false]);
  expect(await handles('@Zoë Müller! ')).toEqual(['zoe-muller', 'Zoë Müller!', true]);
  expect(await handles('Zoë Müller!')).toEqual(['zoe-muller', 'Zoë Müller!', false]);
  expect(await refused(() => store.humanOfGit('李雷'))).toBe('invalid_input: No handle can be made of "李雷".');
});
