import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Range } from '../../../src/domain/query/model.ts';
import { canonicalMoment, resolveBounds } from '../../../src/domain/query/moment.ts';

const now = Date.parse('2026-10-15T12:30:00Z');
const day = 86_400_000;

describe('a moment', () => {
  test.each([
    ['7d', '7d'],
    ['-2W', '-2w'],
    ['+30min', '+30min'],
    ['9999y', '9999y'],
    ['NOW', 'now'],
    ['"Today"', 'today'],
    ['yesterday', 'yesterday'],
    ['2026', '2026'],
    ['2026-10', '2026-10'],
    ['2028-02-29', '2028-02-29'],
    ['2026-10-01t08:00z', '2026-10-01T08:00Z'],
    ['2026-10-01T08:00:30.5+0200', '2026-10-01T08:00:30.5+0200'],
    ['"2026-10-01"', '2026-10-01'],
    ['0001-01-01', '0001-01-01'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalMoment(text)).toBe(canonical);
  });

  test.each([
    ...['', 'soon', '7', '7m', '7 d', '--7d', '10000d', '7days', 'todays', 'constructor'],
    ...['2026-02-29', '2026-13', '2026-00', '2026-04-31', '2026-1-1', '26-01-01', '2026-10-01x', '01.10.2026'],
    ...[
      '2026-10-01T',
      '2026-10-01T25:00',
      '2026-10-01T08:60',
      '2026-10-01T08',
      '2026-02-30T08:00',
      '2026-10T08:00',
      '2026-10-01T08:00:00.1234',
    ],
  ])('%s is none', (text) => {
    expect(canonicalMoment(text)).toBeUndefined();
  });
});

const rangeOf = (text: string): Range => {
  const [value, to] = text.split('..');
  if (to !== undefined) return { op: '..', value: value!, to };
  const [, op = '=', bound = ''] = /^(>=|<=|>|<)?(.*)$/.exec(text)!;
  return { op: op as Range['op'], value: bound };
};
/** From and before, as dates; a time of day only where there is one. */
const bounds = (text: string, field: 'created' | 'updated' | 'due' = 'created', at = now): string => {
  const { from, before } = resolveBounds(rangeOf(text), { now: at, field });
  return [from, before]
    .map((time) => (time === undefined ? '*' : new Date(time).toISOString()))
    .map((time) => time.replace(/:00\.000Z$/, '').replace(/T00:00$/, ''))
    .join(' to ');
};

describe('bounds', () => {
  test.each([
    ['2026-10-01', '2026-10-01 to 2026-10-02'],
    ['>2026-10-01', '2026-10-02 to *'],
    ['>=2026-10-01', '2026-10-01 to *'],
    ['<2026-10-01', '* to 2026-10-01'],
    ['<=2026-10-01', '* to 2026-10-02'],
    ['2026-10', '2026-10-01 to 2026-11-01'],
    ['2025-12', '2025-12-01 to 2026-01-01'],
    ['2025', '2025-01-01 to 2026-01-01'],
    ['0099', '0099-01-01 to 0100-01-01'],
    ['2026-09-01..2026-09-30', '2026-09-01 to 2026-10-01'],
    ['2026-09-30..2026-09-01', '2026-09-01 to 2026-10-01'],
    ['2026-09-01..*', '2026-09-01 to *'],
    ['*..2026-09-01', '* to 2026-09-02'],
    ['>=2026-10-01T08:00+02:00', '2026-10-01T06:00 to *'],
    ['2026-10-01T08:00-0130', '2026-10-01T09:30 to 2026-10-01T09:31'],
    ['2026-10-01T08:00', '2026-10-01T08:00 to 2026-10-01T08:01'],
    ['2026-10-01T08:00:30Z', '2026-10-01T08:00:30.000Z to 2026-10-01T08:00:31.000Z'],
    ['2026-10-01T08:00:30.5Z', '2026-10-01T08:00:30.500Z to 2026-10-01T08:00:30.501Z'],
    ['now', '2026-10-15T12:30 to 2026-10-15T12:30:00.001Z'],
    ['yesterday', '2026-10-14 to 2026-10-15'],
    ['today', '2026-10-15 to 2026-10-16'],
    ['>tomorrow', '2026-10-17 to *'],
  ])('of %s are %s', (text, expected) => {
    expect(bounds(text)).toBe(expected);
  });

  test.each([
    ['7d', '2026-10-08T12:30 to *'],
    ['-7d', '2026-10-08T12:30 to *'],
    ['90min', '2026-10-15T11:00 to *'],
    ['24h', '2026-10-14T12:30 to *'],
    ['1mo', '2026-09-15T12:30 to *'],
    ['2y', '2024-10-15T12:30 to *'],
    ['<2w', '* to 2026-10-01T12:30'],
    ['>=2w', '2026-10-01T12:30 to *'],
    ['14d..7d', '2026-10-01T12:30 to 2026-10-08T12:30:00.001Z'],
    ['7d..14d', '2026-10-01T12:30 to 2026-10-08T12:30:00.001Z'],
    ['+2d', '2026-10-15 to 2026-10-17T12:30:00.001Z'],
  ])('of the span %s lie in the past, up to now and later: %s', (text, expected) => {
    expect(bounds(text, 'updated')).toBe(expected);
  });

  test.each([
    ['7d', '2026-10-15 to 2026-10-23'],
    ['+7d', '2026-10-15 to 2026-10-23'],
    ['-7d', '2026-10-08 to 2026-10-16'],
    ['<7d', '* to 2026-10-22'],
    ['<=7d', '* to 2026-10-23'],
    ['>7d', '2026-10-23 to *'],
    ['1h', '2026-10-15 to 2026-10-16'],
    ['-7d..7d', '2026-10-08 to 2026-10-23'],
    ['tomorrow', '2026-10-16 to 2026-10-17'],
  ])('of what is due in %s lie in the future, in whole days: %s', (text, expected) => {
    expect(bounds(text, 'due')).toBe(expected);
  });

  test('of a day, and of a time without a zone, are those of the zone that the machine is in', () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    try {
      expect(new Date(0).getHours()).toBe(9);
      expect(bounds('>=2026-10-01T08:00')).toBe('2026-09-30T23:00 to *');
      expect(bounds('>=2026-10-01T08:00Z')).toBe('2026-10-01T08:00 to *');
      expect(bounds('>=2026-10-01')).toBe('2026-09-30T15:00 to *');
      expect(bounds('today')).toBe('2026-10-14T15:00 to 2026-10-15T15:00');
      expect(bounds('today', 'due')).toBe('2026-10-15 to 2026-10-16');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('of a span are counted from the time of the look', () => {
    expect(bounds('1d', 'updated', now + day)).toBe('2026-10-15T12:30 to *');
  });

  test('of any moment that is one hold something, and comparisons divide time at it', () => {
    const moment = fc.oneof(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }).chain((date) => {
        const text = date.toISOString();
        return fc.constantFrom(text, text.slice(0, 4), text.slice(0, 7), text.slice(0, 10), text.slice(0, 16));
      }),
      fc
        .tuple(fc.constantFrom('', '+', '-'), fc.nat(999), fc.constantFrom('min', 'h', 'd', 'w', 'mo', 'y'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(moment, fc.constantFrom('created', 'due'), (text, field) => {
        expect(canonicalMoment(text)).toBe(text);
        const at = (op: Range['op']) => resolveBounds({ op, value: text }, { now, field });
        expect(at('>').from).toBe(at('<=').before);
        expect(at('>=').from).toBe(at('<').before);
        expect(at('<').before!).toBeLessThan(at('>').from!);
        expect(resolveBounds({ op: '..', value: text, to: text }, { now, field })).toEqual({
          from: at('>=').from,
          before: at('<=').before,
        });
      }),
    );
  });
});
