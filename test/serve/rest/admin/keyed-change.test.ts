import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAccess } from '../../../../src/access/place.ts';
import { locate } from '../../../../src/git/ask/repository.ts';
import { open } from '../as-alice.ts';

const keyed = (key: string) => ({ 'Idempotency-Key': key });

test('a change of who may come in is done once for its key, and what opens anything is not said again', async () => {
  const { as } = await open();
  const actor = await as('POST /actors', { handle: 'carol' }, keyed('a'));
  expect(actor.status).toBe(201);
  const again = await as('POST /actors', { handle: 'carol' }, keyed('a'));
  expect(again).toMatchObject({ status: 200, body: { handle: 'carol', already: true } });
  expect(again.body.note).toBeUndefined();

  const asked = { actor: 'carol', scopes: ['read'] };
  const token = await as('POST /tokens', asked, keyed('t'));
  const tokenAgain = await as('POST /tokens', asked, keyed('t'));
  expect(tokenAgain).toMatchObject({ status: 200, body: { id: token.body.id, already: true, scopes: ['read'] } });
  expect(tokenAgain.body).toMatchObject({ note: expect.stringContaining('shown then') });
  expect(tokenAgain.body.token).toBeUndefined();
  expect(
    (await as('GET /tokens')).body.tokens.filter(({ actor: of }: { actor: string }) => of === 'carol'),
  ).toHaveLength(1);

  const pairing = await as('POST /pairings', asked, keyed('p'));
  const pairingAgain = await as('POST /pairings', asked, keyed('p'));
  expect(pairingAgain).toMatchObject({ status: 200, body: { actor: 'carol', already: true } });
  expect(pairingAgain.body.code).toBeUndefined();
  // The code that was shown is the one that counts.
  expect(await as('POST /pair', { code: pairing.body.code })).toMatchObject({ status: 201 });

  const rotated = await as(`POST /tokens/${token.body.id}/rotate`, {}, keyed('r'));
  const rotatedAgain = await as(`POST /tokens/${token.body.id}/rotate`, {}, keyed('r'));
  expect(rotatedAgain).toMatchObject({ status: 200, body: { id: rotated.body.id, already: true } });
  const revoked = await as(`DELETE /tokens/${rotated.body.id}`, undefined, keyed('d'));
  expect(await as(`DELETE /tokens/${rotated.body.id}`, undefined, keyed('d'))).toMatchObject({
    ...{ status: 200, body: { id: rotated.body.id, revoked_at: revoked.body.revoked_at, already: true } },
  });
});

test('a webhook with a key is added, tried and removed once', async () => {
  const { as } = await open();
  const url = 'https://hooks.example.invalid/x';
  const added = await as('POST /webhooks', { url }, keyed('w'));
  const again = await as('POST /webhooks', { url }, keyed('w'));
  expect(again).toMatchObject({ status: 200, body: { id: added.body.id, url, already: true } });
  expect(again.body.secret).toBeUndefined();
  const tried = await as(`POST /webhooks/${added.body.id}/test`, {}, keyed('try'));
  expect(await as(`POST /webhooks/${added.body.id}/test`, {}, keyed('try'))).toMatchObject({
    ...{ status: 200, body: { fault: tried.body.fault, already: true } },
  });
  await as(`DELETE /webhooks/${added.body.id}`, undefined, keyed('gone'));
  expect(await as(`DELETE /webhooks/${added.body.id}`, undefined, keyed('gone'))).toMatchObject({
    ...{ status: 200, body: { id: added.body.id, already: true } },
  });
  expect((await as('GET /webhooks')).body.webhooks).toEqual([]);
});

test('a key is one request: other input, another path and a read are not its answer', async () => {
  const { as } = await open();
  expect((await as('POST /actors', { handle: 'carol' }, keyed('a'))).status).toBe(201);
  for (const [line, body] of [
    ['POST /actors', { handle: 'dora' }],
    ['POST /pairings', { actor: 'carol', scopes: ['read'] }],
  ] as const)
    expect(await as(line, body, keyed('a')), line).toMatchObject({
      ...{ status: 409, body: { title: 'conflict', detail: expect.stringContaining('Idempotency-Key "a"') } },
    });
  expect((await as('GET /actors', undefined, keyed('a'))).body.actors).toHaveLength(4);
  expect(await as('POST /actors', { handle: 'carol' }, keyed('other'))).toMatchObject({ status: 409 });
});

test('what opens anything stands nowhere in the store in clear', async () => {
  const { as, repository, close } = await open();
  const asked = { actor: 'bot', scopes: ['read'] };
  const { token } = (await as('POST /tokens', asked, keyed('t'))).body;
  const { code } = (await as('POST /pairings', asked, keyed('p'))).body;
  await close();
  const { path } = findAccess({ commonDir: locate(repository.root).commonDir! })!;
  const folder = join(path, '..');
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  for (const secret of [token, code]) for (const one of bytes) expect(one).not.toContain(secret);
});
