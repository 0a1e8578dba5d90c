import { z } from 'zod';
import { boolean, integer, type Published, query, values, word } from '../domain/fields.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';

export type ToolName = 'ticket' | 'board' | 'search' | 'link' | 'alignment';

/** What can be asked of tracker: one literal for each, given to `defineAction`. */
export interface Action<Input extends z.ZodObject = z.ZodObject, Result = unknown> {
  tool: ToolName;
  name: string;
  access: 'read' | 'write';
  input: Input;
  /** Other names that fields are accepted under: given name → field. */
  accepts?: Readonly<Record<string, string>>;
  /** Whether `type`, `status`, `labels`, … are accepted beside `query`, as filters. */
  filters?: boolean;
  /** Arguments ready to send, for a refusal. */
  example: Readonly<Record<string, unknown>>;
  run(tx: ReadTx | WriteTx, input: z.infer<Input>): Promise<Result>;
}

type Definition<A extends 'read' | 'write', Input extends z.ZodObject, Result> = Omit<
  Action<Input, Result>,
  'access' | 'run'
> & {
  access: A;
  run(tx: A extends 'write' ? WriteTx : ReadTx, input: z.infer<Input>): Promise<Result>;
};

/** The identity function that infers an action's types: `access` picks the transaction that `run` is given. */
export function defineAction<A extends 'read' | 'write', Input extends z.ZodObject, Result>(
  definition: Definition<A, Input, Result>,
): Definition<A, Input, Result> {
  return definition;
}

/** A field that is accepted but not published. */
export function unpublished<T extends z.ZodType>(schema: T): T {
  return schema.meta({ published: undefined }) as T;
}

/** A field with a published description. */
export function described<T extends z.ZodType>(schema: T, published: Published): T {
  return schema.meta({ published }) as T;
}

/** What every action that writes takes. */
export const writeFields = {
  dry_run: boolean.optional(),
  expected_revision: unpublished(integer({ min: 1 })).optional(),
};

/** What every action that lists takes; `budget` is in tokens. */
export const pageFields = {
  limit: integer({ min: 1, max: 1000 }).optional(),
  cursor: word.optional(),
  budget: unpublished(integer({ min: 50, max: 10_000 })).optional(),
};

export const queryField = { query: query.optional() };

/** The filters that are accepted beside a query. */
export const filterFields = {
  type: values.optional(),
  status: values.optional(),
  labels: values.optional(),
  assignees: values.optional(),
  priority: values.optional(),
  parent: values.optional(),
  project: values.optional(),
};
export const filterSchema = z.object(filterFields);
