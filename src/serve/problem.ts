import type { ErrorCode, TrackerError } from '../domain/errors.ts';
import { printHint } from '../domain/hint.ts';
import { safeLine } from '../domain/shown.ts';
import { apiPath, jsonSyntax, type NextRequest, nextRequest } from './next.ts';

/** Refusals of the door itself, which no action knows. */
export type DoorCode =
  | 'unauthorized'
  | 'forbidden_host'
  | 'forbidden_origin'
  | 'method_not_allowed'
  | 'too_large'
  | 'unsupported_media_type'
  | 'precondition_failed';

export type ProblemCode = ErrorCode | DoorCode;

/** RFC 9457, with what to do next as words and as requests. */
export interface Problem {
  type: string;
  title: ProblemCode;
  status: number;
  detail: string;
  hint?: string;
  next?: readonly NextRequest[];
}

/** A refusal of the door: it says what is so, and which headers belong to it. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly hint: string | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    { hint, headers = {} }: { hint?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.headers = headers;
    this.hint = hint;
  }
}

const statuses: Readonly<Record<ProblemCode, number>> = {
  not_found: 404,
  invalid_input: 400,
  invalid_status: 409,
  already_assigned: 409,
  dependency_cycle: 409,
  conflict: 409,
  blocked: 409,
  review_required: 409,
  permission_denied: 403,
  busy: 503,
  database: 503,
  internal: 500,
  network_error: 502,
  rate_limit: 429,
  unauthorized: 401,
  forbidden_host: 403,
  forbidden_origin: 403,
  method_not_allowed: 405,
  too_large: 413,
  unsupported_media_type: 415,
  precondition_failed: 412,
};

/** Every code, in the order of the documentation. */
export const problemCodes = Object.keys(statuses) as readonly ProblemCode[];

/** Where each code is explained. */
const explained = 'https://github.com/tracker-mcp/tracker/blob/main/docs/http.md#errors';

export const statusOf = (code: ProblemCode): number => statuses[code];

/** `api`: where the paths of the tracker begin that refuses. */
export function problemOf(error: TrackerError | Refusal, api: string = apiPath): Problem {
  const { code, message } = error;
  const hint = typeof error.hint === 'object' ? printHint(error.hint, jsonSyntax(api)) : error.hint;
  const next = 'next' in error ? error.next.map((call) => nextRequest(call, api)) : [];
  return {
    ...{ type: explained, title: code, status: statuses[code], detail: safeLine(message) },
    ...(hint && { hint: safeLine(hint) }),
    ...(next.length > 0 && { next }),
  };
}

/** `Retry-After` is in seconds. */
const retry = { 'Retry-After': '1' };

export function problemResponse(error: TrackerError | Refusal, api: string = apiPath): Response {
  const problem = problemOf(error, api);
  const headers = {
    ...(problem.status === 503 && retry),
    ...('headers' in error && error.headers),
    'Content-Type': 'application/problem+json',
  };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
