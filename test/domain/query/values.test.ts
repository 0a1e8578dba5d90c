import { describe, expect, test } from 'vitest';
import { type Reading, readKeyValue, readRange } from '../../../src/domain/query/values.ts';

describe('a key', () => {
  test.each([
    ['PAY-482913', 'PAY-482913'],
    ['#pay-482913', 'PAY-482913'],
    ['482913', '482913'],
    ['01jd5k7m8n9p0q1r2s3t4v5w6x', '01JD5K7M8N9P0Q1R2S3T4V5W6X'],
  ])('%s is %s', (text, value) => {
    expect(readKeyValue(text)).toEqual({ value });
  });

  test.each(['', '#', 'value', 'PAY-', '-1', '01jd5k7m8n9p0q1r2s3t4v5w6'])('%s is none', (text) => {
    expect(readKeyValue(text)).toEqual({ example: 'PAY-482913' });
  });
});

describe('a number', () => {
  test.each([
    ['5', { op: '=', value: '5' }],
    ['=5', { op: '=', value: '5' }],
    ['007', { op: '=', value: '7' }],
    ['>5', { op: '>', value: '5' }],
    ['>=5', { op: '>=', value: '5' }],
    ['<5', { op: '<', value: '5' }],
    ['<=999999', { op: '<=', value: '999999' }],
    ['3..8', { op: '..', value: '3', to: '8' }],
    ['3..*', { op: '..', value: '3', to: '*' }],
    ['3..', { op: '..', value: '3', to: '*' }],
    ['*..8', { op: '..', value: '*', to: '8' }],
    ['..8', { op: '..', value: '*', to: '8' }],
  ])('%s is compared', (text, range) => {
    expect(readRange(text, 'number')).toEqual({ range });
  });

  test.each([
    '',
    '>',
    'many',
    '-1',
    '1.5',
    '1000000',
    '> 5',
    '=>5',
    '*',
    '*..*',
    '..',
    '3..8..9',
    '3..x',
    'x..3',
    '>3..8',
  ])('%s is none', (text) => {
    expect(readRange(text, 'number')).toEqual({ example: '>=5 or 3..8' });
  });
});

describe('a moment', () => {
  test.each([
    ['7D', { op: '=', value: '7d' }],
    ['>=2026-10-01', { op: '>=', value: '2026-10-01' }],
    ['2026-09..7d', { op: '..', value: '2026-09', to: '7d' }],
    ['..today', { op: '..', value: '*', to: 'today' }],
  ])('%s is compared', (text, range) => {
    expect(readRange(text, 'moment')).toEqual({ range });
  });

  test.each(['soon', '2026-02-30', '*..', '2026-02-30..today', '>'])('%s is none', (text) => {
    expect(readRange(text, 'moment')).toEqual({ example: '>2026-10-01 or 7d' });
  });
});

describe('a word', () => {
  const read = (text: string): Reading =>
    readRange(text, (word) => (word === 'high' ? { value: 'high' } : { near: 'high', known: ['high', 'low'] }));

  test('is compared, and what is near it is named with the comparison', () => {
    expect(read('high')).toEqual({ range: { op: '=', value: 'high' } });
    expect(read('<=high')).toEqual({ range: { op: '<=', value: 'high' } });
    expect(read('hihg')).toEqual({ near: 'high', known: ['high', 'low'] });
    expect(read('=hihg')).toEqual({ near: 'high', known: ['high', 'low'] });
    expect(read('>=hihg')).toEqual({ near: '>=high', known: ['high', 'low'] });
    expect(readRange('>x', () => ({ example: 'me' }))).toEqual({ example: 'me' });
  });

  test('has no span', () => {
    expect(read('high..low')).toEqual({ near: 'high', known: ['high', 'low'] });
    expect(readRange('a..b', (word) => ({ value: word }))).toEqual({ range: { op: '=', value: 'a..b' } });
  });
});
