import { expect, test } from 'vitest';
import { serve } from '../../served.ts';

test('whoever administers adds, lists and removes webhooks, and nobody else', async () => {
  const { ask, tokens, audit } = await serve();
  const url = 'https://nowhere.invalid/in';
  const body = { url, events: ['move'] };
  for (const token of [tokens.bot, tokens.bob])
    expect(await ask('POST /api/v1/webhooks', { token, body })).toMatchObject({ status: 403 });
  const made = await ask('POST /api/v1/webhooks', { token: tokens.alice, body });
  expect(made).toMatchObject({ status: 201, body: { url, events: ['move'], private: false, disabled_at: null } });
  expect(made.body.secret).toMatch(/^whsec_/);
  const { body: listed } = await ask('GET /api/v1/webhooks', { token: tokens.alice });
  expect(listed.webhooks).toMatchObject([{ id: made.body.id, url }]);
  expect(JSON.stringify(listed)).not.toContain('whsec_');
  const tried = await ask(`POST /api/v1/webhooks/${made.body.id}/test`, { token: tokens.alice });
  expect(tried).toMatchObject({ status: 200, body: { done: false, fault: expect.stringContaining('not found') } });
  expect(await ask(`DELETE /api/v1/webhooks/${made.body.id}`, { token: tokens.alice })).toMatchObject({ status: 200 });
  expect(await ask(`DELETE /api/v1/webhooks/${made.body.id}`, { token: tokens.alice })).toMatchObject({ status: 404 });
  expect((await audit()).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['webhook.add', 'webhook.test', 'webhook.remove']),
  );
});

test('over HTTP nothing private can be named, however it is written', async () => {
  const { ask, tokens } = await serve();
  const add = (body: object) => ask('POST /api/v1/webhooks', { token: tokens.alice, body });
  for (const url of ['https://127.0.0.1/', 'https://2130706433/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/'])
    expect(await add({ url }), url).toMatchObject({ status: 403 });
  for (const body of [
    { url: 'http://a.example/' },
    { url: 'https://a.example/', events: ['x'] },
    {},
    { url: 'x', private: true },
  ])
    expect(await add(body)).toMatchObject({ status: 400 });
});
