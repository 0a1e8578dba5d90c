import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { askOnce } from '../../src/remote/ask.ts';
import { doAlone } from '../../src/serve/once.ts';
import { openStore } from '../access/opened.ts';
import { serve } from './served.ts';

test('what has a key is done while nothing else of that key is, in that store', async () => {
  const [{ store }, { store: another }] = [openStore(), openStore()];
  let end = () => {};
  const first = doAlone(store, { key: 'k' }, () => new Promise<string>((resolve) => (end = () => resolve('first'))));
  const answer = async () => 'other';
  await expect(doAlone(store, { key: 'k' }, answer)).rejects.toMatchObject({
    ...{ code: 'conflict', headers: { 'Retry-After': '1' } },
  });
  expect(await doAlone(store, { key: 'l' }, answer)).toBe('other');
  expect(await doAlone(store, { key: undefined }, answer)).toBe('other');
  expect(await doAlone(another, { key: 'k' }, answer)).toBe('other');
  const done: string[] = [];
  const waiting = doAlone(store, { key: 'k', waits: true }, async () => void done.push('second'));
  done.push(await Promise.resolve('still the first'));
  end();
  expect(await first).toBe('first');
  await waiting;
  expect(done).toEqual(['still the first', 'second']);
  await expect(doAlone(store, { key: 'k' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await doAlone(store, { key: 'k' }, answer)).toBe('other');
});

test('of calls over MCP with one key that come at once each is answered, and one is done', async () => {
  const { url, tokens, ask } = await serve();
  const key = randomUUID();
  const call = () =>
    askOnce(
      { origin: url, token: tokens.bot! },
      {
        ...{ method: 'tools/call', params: { name: 'ticket', arguments: { action: 'create', title: 'One' } } },
        ...{ client: { name: 'test', version: '1' }, key, timeoutMs: 10_000 },
      },
    );
  const answers = await Promise.all([call(), call(), call()]);
  const texts = answers.map((answer) => (answer.content as [{ text: string }])[0].text);
  expect(texts.filter((text) => text.includes('already done'))).toHaveLength(2);
  expect((await ask('GET /api/v1/tickets', { token: tokens.bot })).body.tickets).toHaveLength(1);
});
