import type { Context } from 'hono';
import type { Published } from '../../domain/input/fields.ts';
import type { Scope } from '../../domain/scopes.ts';
import type { Door, Env } from '../door.ts';
import type { SchemaName } from './response-schemas.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a request may hold besides its path: in the query of GET and DELETE, else in a JSON object. */
export interface Taken {
  fields: Readonly<Record<string, Published>>;
  required: readonly string[];
}

/** One method of one path below /api/v1: what is said of it, and how it is answered. */
export interface Endpoint {
  method: Method;
  /** `/tickets/{id}/move` */
  path: string;
  /** In a few words, for the documentation. */
  summary: string;
  /** Made when it is asked for: a server that is starting does not need it. */
  takes(): Taken;
  /** Where all is well. */
  status: 200 | 201;
  answers?: SchemaName | undefined;
  /** What a caller must hold; undefined: a token. */
  scope?: Scope | undefined;
  /** Answered without a token. */
  isOpen?: true;
  /** Another's path for what has one of ours: it is answered, and is no part of the documentation. */
  isSynonym?: true;
  answer(door: Door, context: Context<Env>): Promise<Response>;
}

/** The names in braces. */
export const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** Whether what it takes stands in the query. */
export const takesQuery = (method: Method): boolean => method === 'GET' || method === 'DELETE';
