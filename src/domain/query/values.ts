import { isId } from '../event/id.ts';
import { parseKey, plainDashes } from '../event/key.ts';
import type { Op, Range } from './model.ts';
import { canonicalMoment } from './moment.ts';

/** What a value was read as: a name or a range, or else what could have been meant. */
export interface Reading {
  value?: string;
  range?: Range;
  near?: string | undefined;
  known?: readonly string[];
  example?: string;
}

export function readKeyValue(value: string): Reading {
  const upper = plainDashes(value.replace(/^#/, '')).toUpperCase();
  return isId(upper) || parseKey(upper) ? { value: upper } : { example: 'PAY-482913' };
}

type Bound = 'number' | 'moment' | ((text: string) => Reading);

/** A comparison, an inclusive range `a..b`, or a plain value. */
export function readRange(text: string, bound: Bound): Reading {
  const [, op, rest = ''] = /^(>=|<=|>|<|=)?(.*)$/s.exec(text) ?? [];
  const [from = '', to, ...more] = op === undefined ? rest.split('..') : [rest];
  if (to === undefined) return readComparison(from, (op ?? '=') as Op, bound);
  // Of priorities a span has no order that everybody would guess.
  if (more.length > 0 || typeof bound === 'function') return readComparison(text, '=', bound);
  const start = readEnd(from, bound);
  if (start.value === undefined) return start;
  const end = readEnd(to, bound);
  if (end.value === undefined) return end;
  return start.value === '*' && end.value === '*'
    ? { example: examples[bound] }
    : { range: { op: '..', value: start.value, to: end.value } };
}

const examples = { number: '>=5 or 3..8', moment: '>2026-10-01 or 7d' };

function readComparison(text: string, op: Op, bound: Bound): Reading {
  const { value, near, ...others } = readPlain(text, bound);
  if (value !== undefined) return { range: { op, value } };
  return { ...others, near: near && (op === '=' ? near : `${op}${near}`) };
}

/** One end of a span, which may be open. */
const readEnd = (text: string, bound: Bound): Reading =>
  text === '*' || text === '' ? { value: '*' } : readPlain(text, bound);

function readPlain(text: string, bound: Bound): Reading {
  if (typeof bound === 'function') return bound(text);
  const value = bound === 'moment' ? canonicalMoment(text) : /^\d{1,6}$/.test(text) ? String(Number(text)) : undefined;
  return value === undefined ? { example: examples[bound] } : { value };
}
