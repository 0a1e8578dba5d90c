import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { readArguments } from '../../../src/serve/rest/arguments.ts';
import type { Method } from '../../../src/serve/rest/endpoint.ts';

/** What is read of a request to a route. */
async function read(line: string, path: string, body?: string, more: { called?: Record<string, string> } = {}) {
  const [method, asked] = line.split(' ') as [Method, string];
  let found: unknown;
  const app = new Hono();
  app.on(method, path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
    found = await readArguments({ method, path, ...more }, context).catch((error: Error) => error.message);
    return context.body(null);
  });
  await app.request(asked, { method, ...(body && { body, headers: { 'Content-Type': 'application/json' } }) });
  return found;
}

test('a name that the query gives twice, or with brackets, is a list', async () => {
  expect(await read('GET /x?label=a&label=b&type=bug', '/x')).toEqual({ label: ['a', 'b'], type: 'bug' });
  expect(await read('GET /x?labels[]=a', '/x')).toEqual({ labels: ['a'] });
  expect(await read('GET /x?q=', '/x')).toEqual({ q: '' });
  const odd = (await read('GET /x?__proto__=1', '/x')) as object;
  expect(Object.keys(odd)).toEqual(['__proto__']);
});

test('a parameter of the path is a field, by the name that the action has for it', async () => {
  expect(
    await read('DELETE /t/PAY-1/links/7k2m9q', '/t/{id}/links/{link}', undefined, { called: { link: 'link_id' } }),
  ).toEqual({ id: 'PAY-1', link_id: '7k2m9q' });
  expect(await read('POST /t/pay%2D1/move', '/t/{id}/move', '{"status":"done","id":"PAY-1"}')).toEqual({
    id: 'pay-1',
    status: 'done',
  });
  expect(await read('POST /t/PAY-1/move', '/t/{id}/move', '{"id":"PAY-2"}')).toMatch(
    /The path says id "PAY-1", and the request "PAY-2"/,
  );
});

test('a dry run is asked by the query; other fields of a write are not, and a read is always dry', async () => {
  expect(await read('POST /x?dry_run=1', '/x', '{"a":1}')).toEqual({ a: 1, dry_run: true });
  expect(await read('POST /x?dry_run=0', '/x')).toEqual({ dry_run: false });
  expect(await read('POST /x?title=a', '/x')).toMatch('The query of a write has dry_run alone');
  expect(await read('GET /x?dry_run=1', '/x')).toEqual({});
});

test('what others’ clients send needlessly is not passed on, unless it says something', async () => {
  expect(await read('GET /x?offset=0&include_archived=false&limit=5', '/x')).toEqual({ limit: '5' });
  expect(await read('GET /x?offset=50&include_archived=true', '/x')).toEqual({
    offset: '50',
    include_archived: 'true',
  });
});
