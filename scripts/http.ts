import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filterFields } from '../src/actions/action.ts';
import { problemCodes, statusOf } from '../src/serve/problem.ts';
import type { Endpoint } from '../src/serve/rest/endpoint.ts';
import { endpoints } from '../src/serve/rest/rest.ts';
import { synonyms } from '../src/serve/rest/synonyms.ts';
import { withGenerated } from './generated.ts';

export const httpPath = join(import.meta.dirname, '../docs/http.md');

/** docs/http.md with its tables made of those by which the server works. */
export function withRoutes(page: string): string {
  const by = 'npm run generate';
  const tables = { routes: renderRoutes(), synonyms: renderSynonyms(), errors: renderErrors() };
  return Object.entries(tables).reduce((text, [name, made]) => withGenerated(text, { name, by }, made), page);
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    ...['', `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`],
    ...[...rows.map((row) => `| ${row.join(' | ')} |`), ''],
  ].join('\n');

const renderRoutes = (): string =>
  table(
    ['route', 'what it does', 'scope', 'fields'],
    endpoints.map((one) => [`\`${one.method} ${one.path}\``, one.summary, scopeOf(one), fieldsOf(one)]),
  );

/** Said once, above the table. */
const everywhere = ['budget', 'dry_run', 'expected_revision', 'idempotency_key'];

const scopeOf = ({ scope, isOpen }: Endpoint): string => scope ?? (isOpen ? 'without a token' : 'any');

/** What has to be given first, and in bold. */
function fieldsOf({ takes }: Endpoint): string {
  const { fields, required } = takes();
  const filters = Object.keys(filterFields);
  const hasFilters = filters.every((name) => name in fields) && 'query' in fields;
  const besides = [...required, ...everywhere, ...(hasFilters ? filters : [])];
  const others = Object.keys(fields).filter((name) => !besides.includes(name));
  if (hasFilters) others.push('*filters*');
  return [...required.map((name) => `**${name}**`), ...others].join(', ');
}

const renderSynonyms = (): string =>
  table(
    ['there', 'here'],
    synonyms.map(([theirs, ours]) => [`\`${theirs.replace('*', '…')}\``, `\`${ours.replace('*', '…')}\``]),
  );

const renderErrors = (): string =>
  table(
    ['title', 'status'],
    problemCodes.map((code) => [`\`${code}\``, String(statusOf(code))]),
  );

if (process.argv[1] === import.meta.filename) writeFileSync(httpPath, withRoutes(readFileSync(httpPath, 'utf8')));
