import type { Context } from 'hono';
import { TrackerError } from '../domain/errors.ts';
import { isObject, isShallow } from '../domain/event/shape.ts';
import { Refusal } from './problem.ts';

/** Bytes. */
export const largestBody = 2 ** 20;
/** A call is a few levels deep. */
const deepest = 32;

/** The object that a request's body is; none is an empty one. Throws Refusal, and `invalid_input` for what is no JSON object. */
export async function readBody(context: Context): Promise<Record<string, unknown>> {
  const text = await readText(context);
  if (text.trim() === '') return {};
  checkMediaType(context);
  const value = parse(text);
  if (!isObject(value)) throw new TrackerError('invalid_input', 'The body has to be one JSON object.');
  if (!isShallow(value, deepest))
    throw new TrackerError('invalid_input', `The body is nested more than ${deepest} deep.`);
  return value;
}

/** Throws `invalid_input` where the client has gone: nobody is there to be answered. */
export async function readText({ req }: Context): Promise<string> {
  try {
    return await req.text();
  } catch (error) {
    throw brokenOff(error);
  }
}

export const brokenOff = (cause: unknown): TrackerError =>
  new TrackerError('invalid_input', 'The request was broken off.', undefined, { cause });

/** Throws Refusal for a body that says of itself that it is no JSON. */
export function checkMediaType({ req }: Context): void {
  const type = req.header('content-type') ?? '';
  if (/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) return;
  throw new Refusal('unsupported_media_type', 'A body is JSON here.', {
    hint: 'Send the header "Content-Type: application/json".',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TrackerError('invalid_input', `The body is no JSON: ${(error as Error).message}.`);
  }
}
