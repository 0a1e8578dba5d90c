import { TrackerError } from '../errors.ts';
import { splitLines, withoutEnding } from '../text/text.ts';
import { quote } from '../words.ts';

/** 1-based and inclusive. */
export interface LineRange {
  first: number;
  last: number;
}

/**
 * Lines of a text that has `total`: "8-10", "8", "8-" (to the end), "-10" (from the beginning); also "8..10", "8:10"
 * and "L8-L10". Throws `invalid_input` for anything else and for lines that are not there.
 */
export function parseRange(range: string, total: number): LineRange {
  const { first, last } = readNumbers(range, total);
  if (total === 0)
    throw new TrackerError(
      'invalid_input',
      'The description is empty: it has no lines.',
      'Write it: op:"replace", no place.',
    );
  if (last > total) throw beyond(range, total);
  return { first, last };
}

/**
 * Those lines without their endings, for reading: a range that goes on beyond the last line ends there, and an empty
 * text can be read from line 1. Throws `invalid_input` as `parseRange` does.
 */
export function readLines(text: string, range: string): { first: number; lines: string[]; total: number } {
  const all = splitLines(text);
  const total = all.length;
  const { first, last } = readNumbers(range, total);
  if (first > Math.max(total, 1)) throw beyond(range, total);
  return { first, lines: all.slice(first - 1, last).map(withoutEnding), total };
}

const pattern = /^(?:L?(\d+)|L?(\d*) *(?:-|–|\.\.|:) *L?(\d*))$/i;

/** Whether a text names lines at all, whatever there is. */
export const isRange = (text: string): boolean => (pattern.exec(text.trim()) ?? []).slice(1).some(Boolean);

function readNumbers(range: string, total: number): LineRange {
  const [, single, from, to] = pattern.exec(range.trim()) ?? [];
  if (!single && !from && !to)
    throw new TrackerError('invalid_input', `${quote(range)} is no range of lines.`, 'Send lines:"8-10", "8" or "8-".');
  const first = Number(single ?? (from || 1));
  const last = Number(single ?? (to || Math.max(total, first)));
  if (first < 1 || last < 1)
    throw new TrackerError(
      'invalid_input',
      `${quote(range)}: lines are numbered from 1.`,
      'Read it with lines:"1-" first.',
    );
  if (last < first)
    throw new TrackerError('invalid_input', `${quote(range)} ends before it begins.`, `Send lines:"${last}-${first}".`);
  return { first, last };
}

function beyond(range: string, total: number): TrackerError {
  const lines = total === 1 ? '1 line' : `${total} lines`;
  const message = `The description has ${lines}; ${quote(range)} goes beyond.`;
  return new TrackerError('invalid_input', message, 'Read it with lines:"1-" first.');
}
