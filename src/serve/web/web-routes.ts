import { type Context, Hono } from 'hono';
import type { Env } from '../door.ts';
import { encodingFor } from './encoding.ts';
import type { WebFile, WebFiles } from './web-files.ts';

/** Where the board's pages are: each is the same file, which looks at the address itself. */
export const pagePaths = ['/', '/t/:key', '/list', '/reviews', '/agents', '/history', '/settings'] as const;

/** Of the scripts too: a worker is bound by its own. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types tracker',
].join('; ');

/** The board's page and what it loads, to anybody: they hold nothing of the tracker, which comes by calls alone. */
export function webRoutes({ page, assets }: WebFiles): Hono<Env> {
  const app = new Hono<Env>();
  for (const path of pagePaths) app.get(path, (context) => send(context, page, 'no-store'));
  app.get('/assets/:name', (context, next) => {
    const asset = assets.get(context.req.param('name'));
    return asset ? send(context, asset, 'public, max-age=31536000, immutable') : next();
  });
  return app;
}

/** For a person whose address leads nowhere: the page, which says so. Undefined for whoever is no browser, or asks for no page. */
export function answerNowhere({ page }: WebFiles, context: Context<Env>): Response | undefined {
  const { method, path } = context.req;
  const isForPage = method === 'GET' && (context.req.header('accept') ?? '').includes('text/html');
  return isForPage && !/^\/(?:api|mcp|assets)\//.test(path) ? send(context, page, 'no-store', 404) : undefined;
}

function send(context: Context<Env>, file: WebFile, kept: string, status: 200 | 404 = 200): Response {
  const encoding = encodingFor(context.req.header('accept-encoding'));
  const body = file[encoding ?? 'plain'];
  return context.body(new Uint8Array(body), status, {
    'Content-Type': file.type,
    'Content-Length': String(body.length),
    ...(encoding && { 'Content-Encoding': encoding }),
    Vary: 'Accept-Encoding',
    'Cache-Control': kept,
    'Content-Security-Policy': policy,
  });
}
