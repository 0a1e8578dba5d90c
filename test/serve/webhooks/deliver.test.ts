import { Webhook as Verifier } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { deliver } from '../../../src/serve/webhooks/deliver.ts';
import { openReceiver } from './receiver.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const by = { secret, version: '1.2.3', now: Date.now };
const message = { id: '01J00000000000000000000000', body: JSON.stringify({ title: 'Größe “1”' }) };

test('what is sent is signed so that the library of the standard knows it, and refuses what was changed', async () => {
  const receiver = await openReceiver();
  expect(await deliver({ url: receiver.url, isPrivate: true }, message, by)).toEqual({ done: true });
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
  expect(headers).toMatchObject({
    ...{ 'webhook-id': message.id, 'content-type': 'application/json', 'user-agent': 'tracker/1.2.3' },
  });
  const verifier = new Verifier(secret);
  const given = headers as Record<string, string>;
  expect(verifier.verify(body, given)).toEqual({ title: 'Größe “1”' });
  expect(() => verifier.verify(body.replace('1', '2'), given)).toThrow();
  expect(() => verifier.verify(body, { ...given, 'webhook-id': 'other' })).toThrow();
});

test('a redirect leads nowhere, and every answer but a good one is a fault', async () => {
  const receiver = await openReceiver();
  const send = () => deliver({ url: receiver.url, isPrivate: true }, message, by);
  receiver.answer = () => ({ status: 307, location: `http://127.0.0.1:${receiver.port}/elsewhere` });
  expect(await send()).toEqual({ done: false, isGone: false, fault: 'it answered 307' });
  receiver.answer = () => 500;
  expect(await send()).toMatchObject({ done: false, isGone: false });
  receiver.answer = () => 410;
  expect(await send()).toMatchObject({ done: false, isGone: true });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/in', '/in', '/in']);
});

test('nothing is sent to an address that is not public, and a server that is not there is a fault', async () => {
  const receiver = await openReceiver();
  for (const url of [
    receiver.url,
    `http://localhost:${receiver.port}/in`,
    `http://[::ffff:127.0.0.1]:${receiver.port}/`,
  ])
    expect(await deliver({ url, isPrivate: false }, message, by)).toMatchObject({
      fault: expect.stringContaining('private networks'),
    });
  expect(receiver.received).toEqual([]);
  expect(await deliver({ url: 'http://127.0.0.1:1/', isPrivate: true }, message, by)).toMatchObject({ done: false });
});

test('a receiver that does not answer is let go when the server stops', async () => {
  const receiver = await openReceiver();
  const stopping = new AbortController();
  receiver.answer = () => {
    stopping.abort();
    return 204;
  };
  const delivered = await deliver({ url: receiver.url, isPrivate: true }, message, { ...by, signal: stopping.signal });
  expect(delivered.done).toBeTypeOf('boolean');
});
