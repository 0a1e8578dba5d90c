import { expect, test } from 'vitest';
import { open } from './as-people.ts';

test('without admin nothing of it is told, and an agent with admin reads and changes nothing', async () => {
  const { bob, robot, audit } = await open();
  for (const line of [
    'GET /actors',
    'GET /tokens',
    'GET /audit',
    'POST /pairings',
    'POST /actors',
    'POST /tokens',
    'DELETE /tokens/x',
  ])
    expect(await bob(line), line).toMatchObject({ status: 403, body: { title: 'permission_denied' } });
  expect((await robot('GET /actors')).status).toBe(200);
  for (const line of ['POST /actors', 'POST /tokens', 'DELETE /tokens/x', 'POST /tokens/x/rotate', 'POST /pairings'])
    expect(await robot(line), line).toMatchObject({ status: 403 });
  expect((await audit()).filter(({ code }) => code === 'permission_denied')).toHaveLength(12);
});

test('whoever asks for a dry run is refused instead of given a token', async () => {
  const { alice } = await open();
  const body = { actor: 'bot', scopes: ['read'] };
  expect(await alice('POST /tokens?dry_run=1', body)).toMatchObject({ status: 400 });
  expect(await alice('DELETE /tokens/x?dry_run=1')).toMatchObject({ status: 400 });
  expect((await alice('GET /tokens')).body.tokens).toHaveLength(4);
});

test('what an admin reads is noted once a minute, and what is refused each time', async () => {
  const { alice, bob, audit } = await open();
  for (let time = 0; time < 3; time++) await alice('GET /actors');
  for (let time = 0; time < 2; time++) await bob('GET /actors');
  expect((await audit()).map(({ actor, action, code }) => [actor, action, code])).toEqual([
    ['alice', 'actors.list', null],
    ['bob', 'actors.list', 'permission_denied'],
    ['bob', 'actors.list', 'permission_denied'],
  ]);
});
