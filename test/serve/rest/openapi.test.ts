import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { everyAction } from '../../../src/actions/actions.ts';
import { responseSchemas, type SchemaName } from '../../../src/serve/rest/response-schemas.ts';
import { endpoints } from '../../../src/serve/rest/rest.ts';
import { serve } from '../served.ts';
import { checkerOf } from './described.ts';

interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: { name: string; in: string; schema: object }[];
  requestBody?: { content: { 'application/json': { schema: { properties: Record<string, object> } } } };
}

test('the description is valid OpenAPI 3.1, is given without a token, and has every route and action once', async () => {
  const { ask } = await serve();
  const { status, body } = await ask('GET /openapi.json');
  expect(status).toBe(200);
  const validator = new Validator();
  expect(await validator.validate(structuredClone(body))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path as object)) as Operation[];
  expect(operations).toHaveLength(endpoints.length + everyAction.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  expect(body.paths['/api/v1/pair'].post.security).toEqual([]);
  expect(body.paths['/api/v1/session'].post.security).toEqual([]);
  expect(body.paths['/api/v1/session'].get.security).toBeUndefined();
});

test('each field has a type, of those too that models are not told of', async () => {
  const { ask } = await serve();
  const { body } = await ask('GET /openapi.json');
  const untyped = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.values(methods as Record<string, Operation>).flatMap(({ parameters = [], requestBody }) => [
      ...parameters.filter(({ schema }) => !('type' in schema)).map(({ name }) => `${path} ${name}`),
      ...Object.entries(requestBody?.content['application/json'].schema.properties ?? {})
        .filter(([, schema]) => !('type' in schema))
        .map(([name]) => `${path} ${name}`),
    ]),
  );
  expect(untyped).toEqual([]);
  const { properties } = body.paths['/api/v1/tickets/{id}'].patch.requestBody.content['application/json'].schema;
  expect(properties).toMatchObject({ expected_revision: { type: 'string' }, labels: { type: 'array' } });
  expect(properties).not.toHaveProperty('id');
});

test('what is answered is as it is described', async () => {
  const { ask, tokens } = await serve();
  const check = checkerOf();
  const seen = new Set<SchemaName>();
  /** Asks, and checks the answer by the description of the route. */
  const as = async (
    name: SchemaName,
    line: string,
    body?: unknown,
    { token = tokens.alice, ...headers }: Record<string, string | undefined> = {},
  ) => {
    const [method, path] = line.split(' ');
    const answered = await ask(`${method} /api/v1${path}`, { token, body, headers: headers as Record<string, string> });
    expect.soft(check(name, answered.body), `${line}: ${JSON.stringify(answered.body)}`).toBeNull();
    if (name !== 'Problem') expect(answered.status, line).toBeLessThan(300);
    seen.add(name);
    return answered.body;
  };
  const keyed = { 'Idempotency-Key': 'one' };
  const keyedMove = { 'Idempotency-Key': 'two' };
  const { key } = await as('Created', 'POST /tickets', {
    title: 'Login fails',
    type: 'bug',
    points: 3,
    due: '2026-12-24',
  });
  await as(
    'Created',
    'POST /tickets',
    { items: [{ title: 'Login breaks' }, { title: 'Two', parent: key, labels: ['web'] }] },
    keyed,
  );
  await as(
    'Created',
    'POST /tickets',
    { items: [{ title: 'Login breaks' }, { title: 'Two', parent: key, labels: ['web'] }] },
    keyed,
  );
  const other =
    (await as('Created', 'POST /tickets?dry_run=1', { title: 'Not made' })) &&
    (await as('TicketList', 'GET /tickets?query=Two')).tickets[0].key;
  await as('Changed', `POST /tickets/${key}/move`, { status: 'confirmed' }, keyedMove);
  await as('Changed', `POST /tickets/${key}/move`, { status: 'confirmed' }, keyedMove);
  await as('Claimed', `POST /tickets/${key}/claim`, { message: 'Mine' });
  await as('Claimed', 'POST /tickets/claim', {}, { token: tokens.bot, ...keyed });
  await as('Edited', `POST /tickets/${key}/edits`, { op: 'append', new: '## Notes\nSeen.' });
  await as('Commented', `POST /tickets/${key}/comments`, { message: `As in ${other}` });
  await as('Linked', `POST /tickets/${key}/links`, { type: 'blocks', target: other });
  await as('Linked', `POST /tickets/${key}/links`, { url: 'https://example.com/1' });
  await as('Links', `GET /tickets/${key}/links`);
  await as(
    'Submitted',
    `POST /tickets/${key}/review`,
    { message: 'Done', evidence: ['npm test -> 0'] },
    { token: tokens.bot },
  );
  await as('Review', `GET /tickets/${key}/review`);
  for (const path of [key, other, `${key}?include_history=true`]) await as('TicketItself', `GET /tickets/${path}`);
  await as('TicketPart', `GET /tickets/${key}?lines=1-2`);
  for (const path of [key, `${key}?section=notes`, `${key}?lines=1`]) await as('Ticket', `GET /tickets/${path}`);
  await as('Decided', `POST /tickets/${key}/review/decision`, { decision: 'changes_requested', message: 'More' });
  await as('TicketItself', `PATCH /tickets/${key}`, { priority: 'high', message: 'Many see it' });
  await as('Comments', `GET /tickets/${key}/comments?limit=1`);
  await as('History', `GET /tickets/${key}/history`);
  await as('History', 'GET /history?limit=3');
  await as('Changed', `POST /tickets/${key}/release`, { message: 'Later' });
  await as('Undone', `POST /tickets/${key}/undo`, {});
  await as('Ranked', `POST /tickets/${other}/rank`, { before: key });
  await as('Changed', `POST /tickets/${other}/archive`, {});
  for (const path of ['/tickets', '/tickets?query=zzz', '/tickets?limit=1', '/board/ready'])
    await as('TicketList', `GET ${path}`);
  for (const query of ['login', `key:${key}`, `history:${key}`]) await as('SearchResult', `GET /search?query=${query}`);
  await as('Board', 'GET /board');
  await as('Summary', 'GET /board/summary');
  await as('Cards', 'GET /cards?query=is:any');
  await as('CardIds', 'GET /cards/ids?query=login');
  await as('Projects', 'GET /projects');
  await as('Me', 'GET /me', undefined, { token: tokens.bot });
  await as('Capabilities', 'GET /meta/capabilities');
  await as('Actors', 'GET /actors');
  await as('MadeToken', 'POST /tokens', { actor: 'bot', scopes: ['read'] });
  await as('SignedIn', 'POST /session', { token: tokens.bot });
  await as('Session', 'GET /session');
  await as('Problem', 'GET /tickets/PAY-1');
  await as('Problem', `POST /tickets/${key}/move`, { status: 'nowhere' });
  expect(Object.keys(responseSchemas).filter((name) => !seen.has(name as SchemaName))).toEqual([]);
});
