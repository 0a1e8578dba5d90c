import { expect, test } from 'vitest';
import { readEvery, readPublicUrl, readSettings } from '../../../src/cli/network/serve-settings.ts';

test('how often to sync is a number of seconds, minutes or hours', () => {
  expect(['30s', '5m', '1h', undefined].map(readEvery)).toEqual([30_000, 300_000, 3_600_000, undefined]);
  for (const wrong of ['', '5', '0m', '25h', '5 m', 'm', '-1m', true])
    expect(() => readEvery(wrong)).toThrow('--sync takes 30s, 5m or 1h');
});

test('a public URL is an origin', () => {
  expect(readPublicUrl('https://Tracker.example:8443/')).toBe('https://tracker.example:8443');
  for (const wrong of ['tracker.example', 'ftp://tracker.example', 'https://tracker.example/path', 'https://x/?a'])
    expect(() => readPublicUrl(wrong)).toThrow('The public URL is https://HOST');
});

test('what is not given is not there, so that something else can say it', () => {
  expect(readSettings({ publicUrl: '', allowedHosts: undefined })).toEqual({});
  expect(readSettings({ allowedHosts: ['a,b', 'c'], rate: '6,1', sync: '1h' })).toEqual({
    allowedHosts: ['a', 'b', 'c'],
    rate: { reads: 6, writes: 1 },
    syncEveryMs: 3_600_000,
  });
});
