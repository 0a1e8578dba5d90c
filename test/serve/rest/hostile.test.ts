import { hostname, tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyAction } from '../../../src/actions/actions.ts';
import { actionOf } from '../../../src/serve/rest/action-endpoint.ts';
import { agentEndpoints } from '../../../src/serve/rest/agents.ts';
import { endpoints } from '../../../src/serve/rest/rest.ts';
import { routes } from '../../../src/serve/rest/routes.ts';
import { withSynonyms } from '../../../src/serve/rest/synonyms.ts';
import { type Answered, type Served, serve } from '../served.ts';

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

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
  /** Whose token, or none, or one that there is not. */
  who: string;
}

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
const requests = (keys: readonly string[]): fc.Arbitrary<Sent> =>
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
      who: fc.constantFrom('alice', 'alice', 'alice', 'bot', 'bob', 'nobody', 'false'),
    });
  });

/** What no answer may have in it: where things lie here, and how the program is made. */
function findLeak(answered: Answered, { repository }: Served): string | undefined {
  const text = JSON.stringify([answered.body, [...answered.headers]]);
  const forbidden = [
    repository.root,
    tmpdir(),
    process.cwd(),
    'node_modules',
    'data.db-',
    '.ts:',
    'at async',
    'at Object.',
  ];
  return (
    forbidden.find((one) => text.includes(one)) ??
    (hostname().length > 4 && text.includes(hostname()) ? hostname() : undefined)
  );
}

test('two thousand requests of any kind are answered without a fault of ours, a stack or a path of this machine', async () => {
  const served = await serve({ rate: { reads: 1e9, writes: 1e9 } });
  const { ask, tokens, log } = served;
  const keys: string[] = [];
  for (const title of ['One', 'Two', 'Three'])
    keys.push(
      (await ask('POST /api/v1/tickets', { token: tokens.alice, body: { title, description: '## A\n- [ ] b' } })).body
        .key,
    );
  const known = new Map([...Object.entries(tokens), ['false', `trk_${'x'.repeat(43)}`]]);
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(requests(keys), async ({ method, path, headers, body, who }) => {
      // With the others node:http sends a body that belongs to no request.
      const sent = /^P/.test(method) ? body : undefined;
      const answered = await ask(`${method} ${path}`, { token: known.get(who), headers, body: sent });
      statuses.add(answered.status);
      expect(answered.status, JSON.stringify(answered.body)).toBeLessThan(500);
      expect(findLeak(answered, served), JSON.stringify(answered.body)).toBeUndefined();
      const isOpen =
        path.startsWith('/api/v1/pair') || (path === '/api/v1/session' && /^(?:POST|DELETE)$/.test(method));
      if (!known.has(who) && !isOpen) expect(answered.status).toBe(401);
      expect(JSON.stringify(answered.body)).not.toContain('"internal"');
    }),
    { numRuns: 2_000, endOnFailure: true },
  );
  expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 405, 409]));
  expect(log).toEqual([]);
  expect((await ask('GET /readyz')).status).toBe(200);
});
