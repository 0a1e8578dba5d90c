import type { Context } from 'hono';
import { type Action, fieldsOf, filterFields } from '../../actions/action.ts';
import { everyAction } from '../../actions/actions.ts';
import type { RepeatedResult } from '../../actions/call-memory.ts';
import { scopeOf } from '../../actions/caller.ts';
import type { CardsResult } from '../../actions/catalog/cards.ts';
import { catalog } from '../../actions/catalog/catalog.ts';
import { largestBudget } from '../../domain/input/budget.ts';
import { documented } from '../../domain/input/fields.ts';
import { jsonOf } from '../../render/json.ts';
import { callAs, type Made } from '../calls.ts';
import type { Door, Env } from '../door.ts';
import { limitCalls } from '../limit-calls.ts';
import { sendJson, sendWritten } from '../send-json.ts';
import { readArguments } from './arguments.ts';
import { type Call, lookBeside } from './beside.ts';
import { type Conditions, readConditions } from './conditions.ts';
import { type Endpoint, parametersOf, takesQuery } from './endpoint.ts';
import { keptBy } from './kept-answers.ts';
import { inProject } from './project.ts';
import type { Route } from './routes.ts';
import { keeping, repeatedShape, shapes, withRequests } from './shapes.ts';
import { writeCards } from './write-cards.ts';

type Fields = Record<string, unknown>;

const among: readonly Action[] = [...everyAction, ...catalog];

/** Throws where a route names an action that there is not. */
export function actionOf({ tool, action: name }: Pick<Route, 'tool' | 'action'>): Action {
  const action = among.find((one) => one.tool === tool && one.name === name);
  if (!action) throw new Error(`There is no action ${tool} ${name}.`);
  return action;
}

/** A route as an endpoint: its request is a call of its action, and what that answers is put into the route's shape. */
export function actionEndpoint(route: Route): Endpoint {
  const action = actionOf(route);
  return {
    ...{ method: route.method, path: route.path, summary: route.summary, answers: route.answers },
    status: route.makes ? 201 : 200,
    scope: scopeOf(action),
    takes: () => takenBy(route, action),
    answer: (door, context) => answer(route, action, door, context),
  };
}

/** `POST /actions/{tool}/{action}`, as it is described: the door answers it in its own way. */
export const anyActionEndpoints: readonly Omit<Endpoint, 'answer'>[] = everyAction.map((action) => {
  const path = `/actions/${action.tool}/${action.name}`;
  const route = { method: 'POST', path, tool: action.tool, action: action.name, summary: '' } as const;
  return {
    ...{ method: 'POST', path, summary: `${action.tool} ${action.name}`, status: 200, scope: scopeOf(action) },
    takes: () => takenBy(route, action),
  };
});

/** Fields that stand in the path or are said by it, and those that have a place of their own in HTTP, are no part of it. */
function takenBy(route: Route, { input, filters }: Action): ReturnType<Endpoint['takes']> {
  const elsewhere = new Set([
    ...parametersOf(route.path).map((name) => route.called?.[name] ?? name),
    ...Object.keys(route.says ?? {}),
    ...(takesQuery(route.method) ? [] : ['dry_run']),
  ]);
  const shape = { ...(filters ? filterFields : {}), ...input().shape };
  // Beside the ticket of the path others would be meant as well.
  if (elsewhere.has('id')) elsewhere.add('ids');
  const isTaken = (name: string) => !elsewhere.has(name) && (route.only?.includes(name) ?? true);
  const fields = Object.entries(shape).filter(([name]) => isTaken(name));
  return {
    fields: Object.fromEntries(fields.map(([name, schema]) => [name, documented(schema) ?? {}])),
    required: fields.flatMap(([name, schema]) => (schema._zod.def.type === 'optional' ? [] : [name])),
  };
}

interface Conditioned extends Call {
  conditions: Conditions;
}

async function answer(route: Route, action: Action, door: Door, context: Context<Env>): Promise<Response> {
  limitCalls(door)(context, action.access);
  const call = await readCall(route, action, door, context);
  const kept = keptBy(door);
  const looked = lookBeside(route, call, { ifNoneMatch: context.req.header('if-none-match'), kept });
  const urlOf = (key: string): string => `${door.publicUrl}${door.api}/tickets/${key}`;
  const made = await callAs(door, context.get('identified'), {
    ...{ tool: route.tool, args: call.args, among, address: context.get('address'), around: looked.around },
    ...(call.conditions.fields.idempotency_key !== undefined && keeping),
  }).catch((error: unknown) => {
    throw call.conditions.refusal(error);
  });
  const beside = looked.beside();
  if (beside.tag !== undefined && !(call.isList && made.caveats)) context.header('ETag', beside.tag);
  if (made.events.length > 0) context.header('Tracker-Events', made.events.join(', '));
  if (looked.isUnchanged()) return context.body(null, 304);
  const known = looked.known();
  if (known) return sendWritten(context, known);
  const result = (made.result ?? {}) as Record<string, unknown>;
  const isCreation = route.action === 'create';
  const body = made.repeated
    ? repeatedShape(result as unknown as RepeatedResult, beside, { isCreation, urlOf })
    : route.shape
      ? shapes[route.shape](result, beside, urlOf)
      : result;
  const isNew = route.makes === true && !made.repeated && !made.dryRun && result.already !== true;
  if (isCreation && isNew && typeof body.key === 'string')
    context.header('Location', `${door.api}/tickets/${body.key}`);
  if (typeof body.cursor === 'string') context.header('Link', `<${nextPage(context, body.cursor)}>; rel="next"`);
  if (route.isKept) {
    // Thousands of cards have no calls in them.
    const written = writeCards({ ...(body as Fields & Pick<CardsResult, 'cards'>), ...sayingOf(made) });
    const isLasting = beside.keepAs !== undefined && !made.caveats;
    return sendWritten(context, isLasting ? kept.keep(beside.keepAs as string, written) : written);
  }
  const isPlain = route.tool === 'catalog' && route.shape === 'placed';
  const answered = (isPlain ? body : jsonOf(withRequests(body, door.api))) as object;
  return sendJson(context, { ...answered, ...sayingOf(made) }, isNew ? 201 : 200);
}

/** What an answer says of itself. */
const sayingOf = ({ dryRun, caveats }: Made): object => ({
  ...(dryRun && { dry_run: true }),
  ...(caveats && { caveats }),
});

async function readCall(route: Route, action: Action, door: Door, context: Context<Env>): Promise<Conditioned> {
  const { holder } = context.get('identified');
  const given = await readArguments(route, context);
  const takes = fieldsOf(action);
  const conditions = readConditions(context, action.access, given);
  const named = await inProject(door, context, given, takes);
  const hasView = route.tool === 'board' && named.view !== undefined;
  return {
    args: {
      ...named,
      ...(takes.includes('budget') && !hasView && named.budget === undefined && { budget: largestBudget }),
      ...conditions.fields,
      // Where a view is named, that is the action.
      ...(!hasView && { action: route.action }),
    },
    ...{ conditions, holder },
    isList: route.isList === true && !hasView,
  };
}

function nextPage({ req }: Context, cursor: string): string {
  const url = new URL(req.url);
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}
