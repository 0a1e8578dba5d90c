import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import type { Door, Env } from './door.ts';
import { Refusal } from './problem.ts';

/** What every answer says to a browser, whoever asked. */
const securityHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

export const withSecurityHeaders: MiddlewareHandler<Env> = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(securityHeaders))
    if (!context.res.headers.has(name)) context.res.headers.set(name, value);
};

/**
 * Refuses whoever was led here by another site: by a name that is not ours (DNS rebinding) or from a page that is not. Before
 * any token is looked at: what a browser sends along by itself must decide nothing.
 */
export function checkEdges(door: Door): MiddlewareHandler<Env> {
  const own = new URL(door.publicUrl);
  const hosts = new Set([own.hostname, ...door.allowedHosts, ...(isLoopback(own.hostname) ? loopbackNames : [])]);
  const origins = new Set([own.origin, ...door.corsOrigins]);
  return async (context, next) => {
    const host = hostnameOf(context.req.header('host'));
    if (host === undefined || !hosts.has(host))
      throw new Refusal('forbidden_host', 'This server is not called by that name.', {
        hint: 'Whoever runs it can allow a name: tracker serve --allowed-host NAME.',
      });
    const origin = context.req.header('origin');
    if (origin !== undefined && !origins.has(origin) && !isOwnOrigin(origin, context))
      throw new Refusal('forbidden_origin', 'Pages of that origin may not ask this server.', {
        hint: 'Whoever runs it can allow an origin: tracker serve --cors-origin ORIGIN.',
      });
    context.set('address', addressOf(context, door.trustedProxies));
    const isAllowed = origin !== undefined && door.corsOrigins.includes(origin);
    // A browser asks before it sends a token, and so without one.
    if (isAllowed && context.req.method === 'OPTIONS')
      context.res = new Response(null, { status: 204, headers: preflight });
    else await next();
    if (isAllowed) allowOrigin(context, origin);
  };
}

/** A page of ours under another of our names, such as localhost for 127.0.0.1. The Host is one of ours by now. */
export const isOwnOrigin = (origin: string, context: Context): boolean =>
  origin.replace(/^https?:\/\//, '') === context.req.header('host');

/** What pages of an allowed origin may send. */
const preflight = {
  'Access-Control-Allow-Methods': 'GET, POST, PATCH, PUT, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Tracker-Session',
  'Access-Control-Max-Age': '600',
};

function allowOrigin(context: Context, origin: string): void {
  context.res.headers.set('Access-Control-Allow-Origin', origin);
  context.res.headers.set('Access-Control-Expose-Headers', 'ETag, Link, Location, Retry-After');
  context.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  context.res.headers.append('Vary', 'Origin');
}

/** Without its port; undefined for what is no host. */
function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined || !/^(?:[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?$/.test(host)) return undefined;
  return host.replace(/:\d+$/, '').toLowerCase();
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether only this machine can reach it; `host` as in a URL. */
export const isLoopback = (host: string): boolean =>
  loopbackNames.includes(host) || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Who asks, seen from here or, where that is a proxy of ours, from there. */
function addressOf(context: Context, trustedProxies: readonly string[]): string {
  const direct = plainAddress(getConnInfo(context).remote.address ?? '');
  if (!trustedProxies.includes(direct)) return direct;
  // The last one is what our proxy has seen; those before it anybody can have written.
  const seen = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return isIP(seen) ? seen : direct;
}

/** An IPv4 address that came in by IPv6. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
