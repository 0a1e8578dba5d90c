import { type Endpoint, parametersOf, takesQuery } from './endpoint.ts';
import { type JsonSchema, responseSchemas } from './response-schemas.ts';

type Described = Omit<Endpoint, 'answer'>;

/** The document of OpenAPI 3.1 that describes the endpoints. `url` is where the server is, and `api` where its paths begin. */
export function describeEndpoints(
  endpoints: readonly Described[],
  { version, url, api }: { version: string; url: string; api: string },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints.filter(({ isSynonym }) => !isSynonym)) {
    const path = `${api}${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, api) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'tracker', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'trk_…' } },
      schemas: responseSchemas,
    },
  };
}

function operationOf(endpoint: Described, api: string): object {
  const { method, path, summary, scope, status, answers, isOpen } = endpoint;
  const { fields, required } = endpoint.takes();
  const names = Object.keys(fields);
  const isQuery = takesQuery(method);
  const parameters = [
    ...parametersOf(api + path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(isQuery ? names : []).map((name) => parameterOf(name, fields[name] ?? {}, required.includes(name))),
    ...(method === 'GET' ? [] : isQuery ? [keyHeader] : headers),
  ];
  const schema = { type: 'object', properties: fields, ...(required.length > 0 && { required }) };
  return {
    operationId: nameOf(method, path),
    summary,
    ...(scope && { description: `Needs the scope ${scope}.` }),
    ...(isOpen && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(!isQuery && names.length > 0 && { requestBody: { required: required.length > 0, content: json(schema) } }),
    responses: {
      [status]: { description: 'Done.', content: json(answers ? refer(answers) : { type: 'object' }) },
      ...(status === 201 && { 200: { description: 'It had been done already, or nothing was to be written.' } }),
      default: { description: 'Refused.', content: { 'application/problem+json': { schema: refer('Problem') } } },
    },
  };
}

/** Lists repeat; "a,b" is one as well. */
const parameterOf = (name: string, schema: JsonSchema, required: boolean): object => ({
  ...{ name, in: 'query', required, schema },
  ...(schema.type === 'array' && { style: 'form', explode: true }),
});

const keyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string' },
  description: 'Done once for each key of an actor.',
};

const headers = [
  keyHeader,
  { name: 'If-Match', in: 'header', schema: { type: 'string' }, description: 'The ETag of the ticket as it was read.' },
  { name: 'dry_run', in: 'query', schema: { type: 'string', enum: ['1', '0'] }, description: 'Nothing is written.' },
];

const json = (schema: JsonSchema): object => ({ 'application/json': { schema } });
const refer = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const nameOf = (method: string, path: string): string =>
  `${method.toLowerCase()}_${path.replace(/[{}]/g, '').replace(/^\//, '').replace(/[/-]/g, '_')}`;
