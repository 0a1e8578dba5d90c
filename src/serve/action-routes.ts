import { Hono } from 'hono';
import { everyAction } from '../actions/actions.ts';
import { TrackerError } from '../domain/errors.ts';
import { jsonOf } from '../render/json.ts';
import { readBody } from './body.ts';
import { callAs, type Made } from './calls.ts';
import type { Door, Env } from './door.ts';
import { limitCalls } from './limit-calls.ts';
import { readConditions } from './rest/conditions.ts';
import { keeping } from './rest/shapes.ts';
import { sendJson } from './send-json.ts';

/** `POST /actions/{tool}/{action}`: every action, its fields as a JSON object; answers with the action's own result. */
export function actionRoutes(door: Door): Hono<Env> {
  const app = new Hono<Env>();
  const limited = limitCalls(door);
  app.post('/actions/:tool/:action', async (context) => {
    const { tool, action: name } = context.req.param();
    const action = everyAction.find((one) => one.tool === tool && one.name === name);
    if (!action)
      throw new TrackerError('not_found', `There is no action ${tool} ${name}.`, 'GET /openapi.json lists them.');
    limited(context, action.access);
    const body = await readBody(context);
    const { fields, refusal } = readConditions(context, action.access, body);
    const args = { ...body, ...dryRunIn(context.req.query('dry_run')), ...fields, action: name };
    const made = await callAs(door, context.get('identified'), {
      ...{ tool, args, address: context.get('address') },
      // Other doors can send the other keys, too, and keep words.
      ...(fields.idempotency_key !== undefined && keeping),
    }).catch((error: unknown) => {
      throw refusal(error);
    });
    return sendJson(context, resultOf(made));
  });
  return app;
}

/** `?dry_run`, `?dry_run=1`; what is neither yes nor no the action refuses. */
export const dryRunIn = (given: string | undefined): { dry_run?: unknown } =>
  given === undefined ? {} : { dry_run: /^1?$/.test(given) ? true : given === '0' ? false : given };

/** With what the answer says of itself. */
export function resultOf({ result, dryRun, caveats }: Made): object {
  return { ...(jsonOf(result) as object), ...(dryRun && { dry_run: true }), ...(caveats && { caveats }) };
}
