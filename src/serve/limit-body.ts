import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { largestBody } from './body.ts';
import type { Env } from './door.ts';
import { problemResponse, Refusal } from './problem.ts';

const tooLarge = (): Response =>
  problemResponse(
    new Refusal('too_large', `A body has at most ${largestBody / 2 ** 20} MiB.`, {
      hint: 'Send it in several calls.',
      headers: { Connection: 'close' },
    }),
  );

const count = bodyLimit({ maxSize: largestBody, onError: tooLarge });

/** Refuses a body of more than `largestBody` bytes with 413. */
export const limitBody: MiddlewareHandler<Env> = async (context, next) => {
  const { req } = context;
  const isChunked = req.header('transfer-encoding') !== undefined;
  const length = req.header('content-length');
  // To count a body makes a stream of it, which takes longer than to read it; no more than is announced is read.
  if (!isChunked && length !== undefined) return Number(length) > largestBody ? tooLarge() : next();
  return isChunked || req.method !== 'GET' ? count(context, next) : next();
};
