import { afterEach, describe, expect, it } from 'vitest';
import { dateOf, minuteOf, momentOf, startOfDate, startOfDay, wallTime } from '../../src/domain/day.ts';
import { parseTime } from '../../src/domain/input/time.ts';
import { resolveBounds } from '../../src/domain/query/moment.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const at = (iso: string): number => Date.parse(iso);
const iso = (time: number | undefined): string => new Date(time!).toISOString();

describe('a day', () => {
  it.each([
    ['America/Los_Angeles', '2026-12-01T03:30:00Z', '2026-11-30', '2026-11-30 19:30-08:00', '2026-11-30T08:00:00.000Z'],
    ['Pacific/Auckland', '2026-11-30T12:30:00Z', '2026-12-01', '2026-12-01 01:30+13:00', '2026-11-30T11:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-30T20:00:00Z', '2026-12-01', '2026-12-01 01:30+05:30', '2026-11-30T18:30:00.000Z'],
    ['UTC', '2026-11-30T20:00:00Z', '2026-11-30', '2026-11-30 20:00Z', '2026-11-30T00:00:00.000Z'],
  ])("in %s at %s is that zone's", (tz, time, date, minute, start) => {
    process.env.TZ = tz;
    expect(dateOf(at(time))).toBe(date);
    expect(minuteOf(at(time))).toBe(minute);
    expect(iso(startOfDay(at(time)))).toBe(start);
    expect(iso(wallTime(at(time)))).toContain(minute.slice(0, 16).replace(' ', 'T'));
    expect(parseTime(minute, 0)).toBe(at(time));
    expect(momentOf(minute.slice(0, 16))).toBe(at(time));
  });

  it('is 23 or 25 hours long where clocks change, and years are those given', () => {
    process.env.TZ = 'Europe/Berlin';
    const hours = (y: number, m: number, d: number) => (startOfDate(y, m, d + 1) - startOfDate(y, m, d)) / 3_600_000;
    expect([hours(2026, 3, 29), hours(2026, 10, 25), hours(2026, 12, 31)]).toEqual([23, 25, 24]);
    expect(new Date(startOfDate(26, 1, 1)).getFullYear()).toBe(26);
    expect(startOfDay(at('2026-03-29T12:00:00Z'), 1)).toBe(startOfDate(2026, 3, 30));
  });
});

describe('a query and a field', () => {
  it("mean the user's own days by dates, and their own clock by times", () => {
    process.env.TZ = 'America/Los_Angeles';
    const now = at('2026-12-01T03:30:00Z');
    const created = resolveBounds({ op: '=', value: '2026-11-30' }, { now, field: 'created' });
    expect([created.from, created.before].map(iso)).toEqual(['2026-11-30T08:00:00.000Z', '2026-12-01T08:00:00.000Z']);
    const today = resolveBounds({ op: '=', value: 'today' }, { now, field: 'updated' });
    expect(today).toEqual(created);
    const due = resolveBounds({ op: '=', value: 'today' }, { now, field: 'due' });
    expect([due.from, due.before].map(iso)).toEqual(['2026-11-30T00:00:00.000Z', '2026-12-01T00:00:00.000Z']);
    const time = resolveBounds({ op: '>=', value: '2026-11-30T10:00' }, { now, field: 'created' });
    expect(iso(time.from)).toBe('2026-11-30T18:00:00.000Z');
    expect(iso(parseTime('2026-11-30', now))).toBe('2026-11-30T08:00:00.000Z');
    expect(iso(parseTime('2026-11-30 10:00', now))).toBe('2026-11-30T18:00:00.000Z');
    expect(iso(parseTime('2026-11-30T10:00Z', now))).toBe('2026-11-30T10:00:00.000Z');
  });
});
