import { expect, test } from 'vitest';
import { readOrigin } from '../../src/remote/server.ts';

test('of an address the origin counts, and a token goes over plain http to this machine alone', () => {
  expect(readOrigin('https://tracker.example/some/path?x=1', 'URL')).toBe('https://tracker.example');
  expect(readOrigin('http://127.0.0.1:7462', 'URL')).toBe('http://127.0.0.1:7462');
  expect(readOrigin('http://[::1]:7462/', 'URL')).toBe('http://[::1]:7462');
  for (const wrong of [
    '',
    'tracker.example',
    'http://tracker.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://tracker.example',
    'https://bob:secret@tracker.example',
    'file:///etc/passwd',
  ])
    expect(() => readOrigin(wrong, 'TRACKER_URL'), wrong).toThrow('TRACKER_URL');
});
