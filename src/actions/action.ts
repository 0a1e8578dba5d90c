import * as z from 'zod/mini';
import type { ToolName } from '../domain/hint.ts';
import { largestBudget } from '../domain/input/budget.ts';
import {
  boolean,
  integer,
  name,
  type Published,
  publish,
  published,
  query,
  seenRevision,
  values,
  word,
} from '../domain/input/fields.ts';
import { once } from '../domain/once.ts';
import type { FieldFilters } from '../domain/query/query.ts';
import type { Scope } from '../domain/scopes.ts';
import type { Repository } from '../store/repository.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import type { Upkeep } from '../store/upkeep.ts';

export interface Further {
  scope: Scope;
  /** What asks for it: "To undo what bob did". */
  what: string;
}

/** What can be asked of tracker: one literal for each, given to `defineAction`. */
export interface Action<Input extends z.ZodMiniObject = z.ZodMiniObject, Result = unknown, Known = unknown> {
  tool: ToolName;
  name: string;
  access: 'read' | 'write';
  /** What a caller must hold, where that is not named as the access is. */
  scope?: Scope;
  /** A further scope that this call asks for, as the state shows: what it would do is more than its own. */
  further?(tx: ReadTx, input: z.infer<Input>): Further | undefined;
  /** Built at the first call that asks for it: a client waits for its first answer, and that needs one action of many. */
  input: () => Input;
  /** Whether `type`, `status`, `labels`, … are accepted beside `query`, as filters. */
  filters?: boolean;
  /**
   * Which placeholders are values here: `given` are the fields that are given, `empty` those that hold a placeholder, by
   * their own names. Throws `invalid_input` where it cannot be told.
   */
  keepEmpty?(
    given: Readonly<Record<string, unknown>>,
    empty: Readonly<Record<string, unknown>>,
  ): Record<string, unknown>;
  /** Groups of fields of each of which one has to be given. */
  needs?: readonly (readonly string[])[];
  /** What else is wrong with what is given, so that all faults are told at once: sentences without their full stop. */
  findFaults?(given: Readonly<Record<string, unknown>>): string[];
  /** Values that the fields can have, for a refusal. */
  example: Readonly<Record<string, unknown>>;
  /** What must be asked outside the file, before the lock is taken that others would wait for. `run` is given the answer. */
  lookUp?(repository: Repository, input: z.infer<Input>, upkeep: Upkeep | undefined): Promise<Known>;
  /** What was looked up is needed no longer. */
  putBack?(known: Known): void;
  /** Asks by the state, before the lock, what `run` will ask outside of the file again; the answer is remembered there. */
  ahead?(tx: ReadTx, input: z.infer<Input>): Promise<void>;
  run(tx: ReadTx | WriteTx, input: z.infer<Input>, known: Known): Promise<Result>;
}

type Definition<
  Access extends 'read' | 'write',
  Input extends z.ZodMiniObject,
  Result,
  Known,
  Filters extends boolean,
> = Omit<Action<Input, Result, Known>, 'access' | 'filters' | 'run'> & {
  access: Access;
  filters?: Filters;
  run(
    tx: Access extends 'write' ? WriteTx : ReadTx,
    input: z.infer<Input> & (Filters extends true ? { filters?: FieldFilters } : unknown),
    known: Known,
  ): Promise<Result>;
};

/** The identity function that infers an action's types: `access` picks the transaction that `run` is given. */
export function defineAction<
  Access extends 'read' | 'write',
  Input extends z.ZodMiniObject,
  Result,
  Known = undefined,
  Filters extends boolean = false,
>(definition: Definition<Access, Input, Result, Known, Filters>): Definition<Access, Input, Result, Known, Filters> {
  return { ...definition, input: once(definition.input) };
}

/** A field that is accepted but not published to models; programs are told of it all the same. */
export function unpublished<T extends z.ZodMiniType>(schema: T): T {
  return publish(schema.clone() as T, undefined, published(schema));
}

/** A field with a published description. */
export function described<T extends z.ZodMiniType>(schema: T, published: Published | undefined): T {
  return publish(schema.clone() as T, published);
}

/** What every action that writes takes. The key is for `perform` alone: actions know nothing of it. */
export const everyWrite = {
  dry_run: z.optional(boolean),
  idempotency_key: z.optional(unpublished(name)),
};

/** The same of an action about tickets that may be as somebody has seen them. */
export const writeFields = {
  ...everyWrite,
  expected_revision: z.optional(unpublished(seenRevision())),
};

/** What every action that lists takes; `budget` is in tokens. */
export const pageFields = {
  limit: z.optional(integer({ min: 1, max: 1000 })),
  cursor: z.optional(word),
  budget: z.optional(unpublished(integer({ min: 50, max: largestBudget }))),
};

export const queryField = { query: z.optional(query) };

/** The filters that are accepted beside a query. */
export const filterFields = {
  type: z.optional(values),
  status: z.optional(values),
  labels: z.optional(values),
  assignees: z.optional(values),
  priority: z.optional(values),
  parent: z.optional(values),
  project: z.optional(values),
  /** The same as `assignees: "none"`. */
  unassigned: z.optional(boolean),
};
export const filterSchema = once(() => z.object(filterFields));

/** Every field that an action takes, the filters among them. */
export const fieldsOf = ({ input, filters }: Pick<Action, 'input' | 'filters'>): string[] => [
  ...new Set([...Object.keys(input().shape), ...(filters ? Object.keys(filterFields) : [])]),
];
