import { isId } from './id.ts';

/** Whether a value from outside is what a field of an event may hold. */
export type Shape = (value: unknown) => boolean;

export const text =
  (most: number): Shape =>
  (value) =>
    typeof value === 'string' && value.length <= most;

/** A name that stands in a line: no control character, no character that turns the line round. */
export const word =
  (most: number): Shape =>
  (value) =>
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= most &&
    !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(value);

export const id: Shape = (value) => typeof value === 'string' && isId(value);

export const integer =
  (least: number, most: number): Shape =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

export const boolean: Shape = (value) => typeof value === 'boolean';

export const matching =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

export const nullOr =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);

export const list =
  (shape: Shape, most: number): Shape =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(shape);

/** Any names, each with a value of one shape. */
export const record =
  (name: Shape, shape: Shape, most: number): Shape =>
  (value) =>
    isObject(value) &&
    Object.keys(value).length <= most &&
    Object.entries(value).every(([key, item]) => name(key) && shape(item));

/** These fields, of which those in `optional` may be missing; what else there is may come from a newer program, and stays. */
export const fields =
  (required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  (value) =>
    isObject(value) &&
    Object.entries(required).every(([name, shape]) => Object.hasOwn(value, name) && shape(value[name])) &&
    Object.entries(optional).every(([name, shape]) => !Object.hasOwn(value, name) || shape(value[name]));

export const both =
  (...shapes: readonly Shape[]): Shape =>
  (value) =>
    shapes.every((shape) => shape(value));

export const either =
  (...shapes: readonly Shape[]): Shape =>
  (value) =>
    shapes.some((shape) => shape(value));

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether it is nested no deeper: what goes through it by recursion needs a bound. */
export function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}
