import fc from 'fast-check';
import { everyAction } from '../../../src/actions/actions.ts';
import { actionOf } from '../../../src/serve/rest/action-endpoint.ts';
import { agentEndpoints } from '../../../src/serve/rest/agents.ts';
import { endpoints } from '../../../src/serve/rest/rest.ts';
import { routes } from '../../../src/serve/rest/routes.ts';
import { withSynonyms } from '../../../src/serve/rest/synonyms.ts';

const word = fc.oneof(
  fc.constantFrom(
    '',
    'none',
    'null',
    '-1',
    '0',
    '1e9',
    '99999999999999999999',
    'true',
    'PAY-1',
    '../../etc/passwd',
    '%00',
  ),
  fc.constantFrom(
    '$1',
    '__proto__',
    'constructor',
    '[object Object]',
    '2026-13-45',
    'is:',
    '((((',
    '"',
    'a OR',
    '-',
    '\u202e',
    '💥',
  ),
  fc.constantFrom(
    'status:todo',
    'key:PAY-482913',
    'history:2d',
    'lines:1-',
    'is:ready -is:open',
    'created:>1y',
    'priority:>=high',
  ),
  fc.string({ maxLength: 40, unit: 'binary' }).map((text) => text.toWellFormed()),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)) },
  { weight: 1, arbitrary: fc.array(word, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
  /** Whose token, or none, or one that there is not. */
  who: Who;
}

export type Who = (typeof callers)[number];
/** Alice, who may do everything, more often than others; one without a token, one with one that there is not, and another tracker's. */
const callers = ['alice', 'alice', 'alice', 'bot', 'bob', 'nobody', 'false', 'stranger'] as const;

const exampleOf = new Map<string, object>([
  ...routes.map((route) => [`${route.method} ${route.path}`, actionOf(route).example] as const),
  ['POST /tokens', { actor: 'bot', scopes: ['read'] }],
  ['POST /actors', { handle: 'somebody' }],
  ['POST /pairings', { actor: 'bot', scopes: ['read'] }],
]);

const paths = [
  ...withSynonyms([...endpoints, ...agentEndpoints]).map(({ method, path, takes }) => {
    return { method, path, fields: Object.keys(takes().fields), example: exampleOf.get(`${method} ${path}`) ?? {} };
  }),
  ...everyAction.map(({ tool, name, input, example }) => {
    return { method: 'POST', path: `/actions/${tool}/${name}`, fields: Object.keys(input().shape), example };
  }),
];

/** An action's example, about tickets that there are. */
const valid = (example: object, fields: readonly string[], keys: Record<string, string>): object =>
  Object.fromEntries(
    Object.entries(example).flatMap(([name, one]) => (fields.includes(name) ? [[name, keys[name] ?? one]] : [])),
  );

/** A request to one of the routes with anything in it, keys of tickets that there are among them. */
export const routeRequests = (keys: readonly string[]): fc.Arbitrary<Sent> =>
  fc.constantFrom(...paths).chain(({ method, path, fields, example }) => {
    const parameter = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: word });
    const name = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('id', 'dry_run', ...fields) },
      { weight: 1, arbitrary: word },
    );
    const given = fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(...keys) });
    return fc.record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH') },
      ),
      path: fc
        .tuple(fc.array(parameter, { minLength: 3, maxLength: 3 }), fc.array(fc.tuple(name, given), { maxLength: 3 }))
        .map(([values, query]) => {
          let at = 0;
          const filled = path.replace(/\{\w+\}/g, () => encodeURIComponent(values[at++] ?? '') || 'x');
          const asked = method === 'GET' || method === 'DELETE' ? query : [];
          const text = asked
            .map(([field, one]) => `${encodeURIComponent(field)}=${encodeURIComponent(String(one))}`)
            .join('&');
          return `/api/v1${filled}${text && `?${text}`}`;
        }),
      headers: fc.oneof(
        { weight: 5, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.record(
            {
              'If-Match': fc.constantFrom('"1-abcdef12"', '*', '"x"', '1', 'W/"2-00000000"', '"1", "2"'),
              'If-None-Match': fc.constantFrom('*', '"x"', 'W/"x"', ','),
              'Idempotency-Key': fc.constantFrom('one', 'two', 'a b', 'x'.repeat(300)),
              'X-Tracker-Session': fc.constantFrom('s1', 'a/b', 'x'.repeat(65)),
              'Content-Type': fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-8'),
            },
            { requiredKeys: [] },
          ),
        },
      ),
      body:
        method === 'GET'
          ? fc.constant(undefined)
          : fc.oneof(
              { weight: 4, arbitrary: fc.dictionary(name, given, { maxKeys: 5 }) },
              // What would be done, spoiled in one place or none.
              {
                weight: 6,
                arbitrary: fc
                  .tuple(fc.constantFrom(...keys), fc.constantFrom(...keys), fc.dictionary(name, given, { maxKeys: 1 }))
                  .map(([id, target, spoiled]) => ({ ...valid(example, fields, { id, target }), ...spoiled })),
              },
              {
                weight: 1,
                arbitrary: fc.constantFrom(
                  '{',
                  '[]',
                  'null',
                  '"x"',
                  '',
                  `${'['.repeat(99)}`,
                  '{"__proto__":{"id":"x"}}',
                ),
              },
            ),
      who: fc.constantFrom(...callers),
    });
  });

const doors = [
  ...[
    '/',
    '/healthz',
    '/readyz',
    '/metrics',
    '/openapi.json',
    '/mcp',
    '/api/v1',
    '/api/v1/',
    '/api/v1/events',
    '/board',
  ],
  ...['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp', '/favicon.ico'],
  ...paths.map(({ path }) => `/api/v1${path}`),
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const piece = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2f',
    '%5c',
    '%00',
    '%',
    '%zz',
    '%ff',
    '//',
    '/',
    '?',
    '#',
    ';',
    '*',
    '@',
    ':',
    '~',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '.tracker/data.db',
    '.git/config',
    '{id}',
    '*',
    '%E2%80%AE',
    'x'.repeat(2_000),
  ),
  word.map((text) => encodeURIComponent(text)),
);

/** A path that there is, spoiled in one to three places. */
const spoiledPath = (keys: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...doors),
      fc.constantFrom(...keys),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), piece, fc.nat(3)), { maxLength: 3 }),
    )
    .map(([path, key, spoils]) =>
      spoils.reduce(
        (text, [place, inserted, cut]) => {
          const at = Math.floor(place * text.length);
          return text.slice(0, at) + inserted + text.slice(at + cut);
        },
        path.replace(/\{\w+\}/g, key),
      ),
    )
    .map((path) => (path.startsWith('/') ? path : `/${path}`));

const valuesOfHeaders = {
  Host: fc.constantFrom('evil.example', '127.0.0.1', 'localhost', '', '127.0.0.1:1', '[::1]', 'a'.repeat(300)),
  Origin: fc.constantFrom('null', 'http://evil.example', 'http://127.0.0.1', 'x'),
  Authorization: fc.constantFrom('Bearer', 'Bearer ', 'bearer x', 'Basic YTpi', `Bearer trk_${'y'.repeat(43)}`, 'trk_'),
  Accept: fc.constantFrom('*/*', 'text/html', 'application/json', 'application/json, text/event-stream', ''),
  'Content-Type': fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x', ''),
  'Content-Encoding': fc.constantFrom('gzip', 'identity', 'x'),
  'X-Forwarded-For': fc.constantFrom('1.2.3.4', '::1', 'x, y', ''),
  'Mcp-Session-Id': fc.constantFrom('x', 'a.b.c', ''),
  'MCP-Protocol-Version': fc.constantFrom('2026-07-28', '2025-06-18', '1', ''),
  'Last-Event-ID': fc.constantFrom('.0.', 'x', 'a.1.b', ''),
  'If-None-Match': fc.constantFrom('*', '"x"', 'W/'),
  'Idempotency-Key': fc.constantFrom('one', '', 'x'.repeat(300)),
  'X-Tracker-Session': fc.constantFrom('s1', '../x', ''),
  Range: fc.constant('bytes=0-1'),
  'Transfer-Encoding': fc.constant('chunked'),
  Expect: fc.constant('200-ok'),
};

/** One or two headers that a client of ours would not send. */
const oddHeaders: fc.Arbitrary<Record<string, string>> = fc
  .shuffledSubarray(Object.entries(valuesOfHeaders), { maxLength: 2 })
  .chain((chosen) => fc.record(Object.fromEntries(chosen)));

/** Messages of MCP, and what is none; none that asks for what goes on for ever. */
const message: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    {
      jsonrpc: fc.constantFrom('2.0', '1.0', 2),
      id: fc.oneof(fc.integer(), word, fc.constant(null)),
      method: fc.constantFrom(
        ...[
          'initialize',
          'tools/list',
          'tools/call',
          'resources/list',
          'resources/read',
          'prompts/list',
          'prompts/get',
        ],
        ...['server/discover', 'completion/complete', 'ping', 'notifications/initialized', 'x', ''],
      ),
      params: fc.oneof(
        fc.record({
          name: fc.constantFrom('ticket', 'board', 'search', 'link', 'alignment', 'x'),
          arguments: fc.oneof(fc.dictionary(fc.constantFrom('action', 'id', 'query', 'title', 'x'), value), value),
          _meta: value,
        }),
        fc.record({ uri: word, protocolVersion: word, clientInfo: value, capabilities: value }, { requiredKeys: [] }),
        value,
      ),
    },
    { requiredKeys: [] },
  ),
  value,
);

/** Anything at all that a client of HTTP can say. */
const anyRequest = (keys: readonly string[]): fc.Arbitrary<Sent> =>
  fc.record({
    method: fc.constantFrom(...methods),
    path: spoiledPath(keys),
    headers: oddHeaders,
    body: fc.oneof(fc.constant(undefined), fc.dictionary(word, value, { maxKeys: 4 }), value, message, word),
    who: fc.constantFrom(...callers),
  });

const mcpRequest: fc.Arbitrary<Sent> = fc.record({
  method: fc.constant('POST'),
  path: fc.constant('/mcp'),
  headers: oddHeaders.map(({ Host: _, Origin: __, ...headers }) => ({
    ...{ Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': '2026-07-28' },
    ...headers,
  })),
  body: message,
  who: fc.constantFrom(...callers),
});

/** Requests to routes with anything in them, to MCP, and of any kind to anywhere. */
export const randomRequests = (keys: readonly string[]): fc.Arbitrary<Sent> =>
  fc.oneof(
    { weight: 6, arbitrary: routeRequests(keys) },
    { weight: 3, arbitrary: anyRequest(keys) },
    { weight: 1, arbitrary: mcpRequest },
  );
