import type { Context } from 'hono';
import { TrackerError } from '../../domain/errors.ts';
import { dryRunIn } from '../action-routes.ts';
import { readBody } from '../body.ts';
import { parametersOf, takesQuery } from './endpoint.ts';
import type { Route } from './routes.ts';
import { isNeedless } from './synonyms.ts';

type Arguments = Record<string, unknown>;

/**
 * The fields that a request gives to its action: those of the path, and those of the query (GET, DELETE) or of the body. A
 * name that is given twice in the query is a list. Throws `invalid_input` where the body and the path name two things.
 */
export async function readArguments(
  route: Pick<Route, 'method' | 'path' | 'says' | 'called'>,
  context: Context,
): Promise<Arguments> {
  const { dry_run, ...query } = readQuery(context);
  const besides = takesQuery(route.method) ? query : await readBody(context);
  if (!takesQuery(route.method)) checkNoFields(query);
  const args: Arguments = { ...besides, ...(route.method !== 'GET' && dryRunIn(dry_run as string | undefined)) };
  for (const name of parametersOf(route.path)) {
    const value = context.req.param(name) ?? '';
    const field = route.called?.[name] ?? name;
    if (Object.hasOwn(args, field) && String(args[field]).toUpperCase() !== value.toUpperCase())
      throw new TrackerError(
        'invalid_input',
        `The path says ${field} ${JSON.stringify(value)}, and the request ${JSON.stringify(args[field])}.`,
        `Leave ${field} out: the path has it.`,
      );
    args[field] = value;
  }
  return { ...args, ...route.says };
}

function readQuery({ req }: Context): Record<string, string | string[]> {
  const given = new Map<string, string[]>();
  for (const [name, value] of new URL(req.url).searchParams) given.set(name, [...(given.get(name) ?? []), value]);
  // `label=a&label=b` and `labels[]=a` both are lists.
  return Object.fromEntries(
    [...given]
      .map(([name, values]) => {
        const isList = name.endsWith('[]') || values.length > 1;
        return [name.replace(/\[\]$/, ''), isList ? values : (values[0] ?? '')] as const;
      })
      .filter(([name, value]) => !isNeedless(name, value)),
  );
}

function checkNoFields(query: Readonly<Record<string, unknown>>): void {
  const [name] = Object.keys(query);
  if (name === undefined) return;
  throw new TrackerError(
    'invalid_input',
    `The query of a write has dry_run alone, not ${JSON.stringify(name)}.`,
    'Send fields in the body, as one JSON object.',
  );
}
