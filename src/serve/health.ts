import { Hono } from 'hono';
import { isoOf } from '../domain/day.ts';
import { authenticateAtAny, isFromSomebody } from './authenticate.ts';
import { type Carried, checkMayRead, type Door, type Env, type Identified } from './door.ts';

/**
 * For whoever watches over the server: whether it runs, and whether it answers. Nothing of a tracker is told but to a token
 * of its own that reads: how many events no commit has, since when, and how `--sync` goes.
 */
export function healthRoutes(doors: readonly Door[], state: { isStopping: boolean }): Hono<Env> {
  const app = new Hono<Env>();
  const authenticated = authenticateAtAny(doors);
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', async (context, next) =>
    context.req.header('authorization') !== undefined || doors.some((door) => isFromSomebody(door, context))
      ? authenticated(context, next)
      : next(),
  );
  app.get('/readyz', async (context) => {
    const status = state.isStopping ? 'stopping' : await statusOfAll(doors);
    const code = status === 'ok' ? 200 : 503;
    const identified = context.get('identified') as Identified | undefined;
    if (identified === undefined) return context.text(`${status}\n`, code);
    checkMayRead(context);
    const { door } = identified;
    return context.json({ status, ...(await describeCarried(door.carried, door.log)) }, code);
  });
  return app;
}

async function statusOfAll(doors: readonly Door[]): Promise<string> {
  const statuses = await Promise.all(doors.map(statusOf));
  return statuses.find((status) => status !== 'ok') ?? 'ok';
}

async function statusOf({ workspace }: Pick<Door, 'workspace'>): Promise<string> {
  try {
    await workspace.home.read(async () => undefined);
    return 'ok';
  } catch {
    return 'the tracker cannot be read';
  }
}

/** That a sync fails makes nobody unready: what is written is on disk. */
async function describeCarried(carried: Carried | undefined, log: Door['log']): Promise<object> {
  const uncommitted = await findUncommitted(carried, log);
  const sync = carried?.sync();
  return {
    uncommitted: uncommitted ? { events: uncommitted.events, since: isoOf(uncommitted.since) } : null,
    sync: sync
      ? {
          every_s: sync.everyMs / 1_000,
          last: isoOf(sync.last),
          failing_since: isoOf(sync.failing?.since ?? null),
          error: sync.failing?.error ?? null,
        }
      : null,
  };
}

/** Undefined: git is not asked, or does not answer. */
export async function findUncommitted(
  carried: Carried | undefined,
  log: Door['log'],
): Promise<Awaited<ReturnType<Carried['uncommitted']>> | undefined> {
  try {
    return await carried?.uncommitted();
  } catch (error) {
    log(`uncommitted: ${(error as Error).message}`);
    return undefined;
  }
}
