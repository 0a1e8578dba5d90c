import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore, refused } from './opened.ts';

const position = '.0.';
const url = 'https://ci.example.com/in';

test('a webhook’s secret is shown once, and is another for each', async () => {
  const { store } = openStore();
  const one = await store.webhooks.add({ url, events: ['move'], isPrivate: false, position }, 'local');
  const two = await store.webhooks.add({ url, events: [], isPrivate: false, position }, 'local');
  expect(one.secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(two.secret).not.toBe(one.secret);
  const listed = await store.webhooks.list();
  expect(listed).toMatchObject([{ url, events: ['move'], tries: 0, disabledAt: null }, { events: [] }]);
  expect(JSON.stringify(listed)).not.toContain('whsec_');
  expect(await store.webhooks.secretOf(one.id)).toBe(one.secret);
});

test('a URL that is not https, or has a password in it, is refused; http may be where it may be private', async () => {
  const { store } = openStore();
  const add = (given: string, isPrivate = false) =>
    store.webhooks.add({ url: given, events: [], isPrivate, position }, 'local');
  for (const wrong of [
    'http://ci.example.com/',
    'ftp://x/',
    'file:///etc',
    'x',
    'https://a:b@c.example/',
    'https://a.example/#b',
  ])
    expect(await refused(() => add(wrong)), wrong).toMatch(/^invalid_input: .*can be no webhook/);
  expect((await add('http://10.0.0.1/in', true)).isPrivate).toBe(true);
});

test('what is removed is gone, and what another sends of it is noted nowhere', async () => {
  const { store, found } = openStore();
  const made = await store.webhooks.add({ url, events: [], isPrivate: false, position }, 'local');
  await store.webhooks.remove(made.id);
  await store.webhooks.note(made.id, { ...made, tries: 3 });
  expect(await store.webhooks.list()).toEqual([]);
  expect(await refused(() => store.webhooks.remove(made.id))).toMatch(/^not_found/);
  expect(readFileSync(found.path).length).toBeGreaterThan(0);
});
