import { Ajv2020 } from 'ajv/dist/2020.js';
import { responseSchemas, type SchemaName } from '../../../src/serve/rest/response-schemas.ts';

/** A fault is what no program could know: another type, something that is missing, and a field that is not described. */
export function checkerOf(): (name: SchemaName, body: unknown) => unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT.*Z$/ } });
  ajv.addSchema({ $id: 'tracker', components: { schemas: closed(responseSchemas) } });
  return (name, body) => {
    const check = ajv.getSchema(`tracker#/components/schemas/${name}`)!;
    return check(body) ? null : check.errors;
  };
}

/** The same schemas without room for more, but where one of several is meant. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object' || 'anyOf' in schema) return schema;
  const own = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in schema && 'required' in schema ? { ...own, additionalProperties: false } : own;
}
