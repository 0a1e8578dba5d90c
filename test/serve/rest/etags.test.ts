import { expect, test } from 'vitest';
import { api, open } from './as-alice.ts';

test('a list that is as it was is answered with 304 until something is written, held or asked by another', async () => {
  const { as, ask, tokens, audit } = await open();
  const { key } = (await as('POST /tickets', { title: 'One', type: 'task' })).body;
  await as(`POST /tickets/${key}/move`, { status: 'todo' });
  for (const path of [
    '/tickets',
    '/board',
    '/board/ready',
    '/cards',
    '/cards/ids?query=One',
    '/projects',
    '/labels',
    '/people',
    '/conflicts',
    '/reviews',
    '/search?query=One',
  ]) {
    const tag = (await as(`GET ${path}`)).headers.get('etag') ?? '';
    expect(tag, path).toMatch(/^W\/"\S+\.\d+\.[0-9a-f]{8}\.\S+"$/);
    const same = await as(`GET ${path}`, undefined, { 'If-None-Match': `"other", ${tag}` });
    expect(same, path).toMatchObject({ status: 304, body: '' });
    expect(same.headers.get('etag')).toBe(tag);
    const other = await ask(`GET ${api}${path}`, { token: tokens.bob, headers: { 'If-None-Match': tag } });
    expect(other.status, path).toBe(200);
  }
  const before = (await as('GET /board/ready')).headers.get('etag') ?? '';
  await ask(`POST ${api}/tickets/${key}/claim`, { token: tokens.bot, body: {} });
  const after = await as('GET /board/ready', undefined, { 'If-None-Match': before });
  expect(after).toMatchObject({ status: 200, body: { total: 0 } });
  const one = await as(`GET /tickets/${key}`);
  const again = await as(`GET /tickets/${key}`, undefined, { 'If-None-Match': one.headers.get('etag') ?? '' });
  expect(again.status).toBe(200);
  expect((await audit()).some(({ code }) => code !== null)).toBe(false);
});
