import { expect, test } from 'vitest';
import { findOrigin } from '../../src/domain/origin.ts';

test.each([
  ['https://tracker.example.com', 'https://tracker.example.com'],
  ['HTTPS://Tracker.Example.COM/', 'https://tracker.example.com'],
  ['https://tracker.example.com:443', 'https://tracker.example.com'],
  ['https://tracker.example.com:8443', 'https://tracker.example.com:8443'],
  ['https://trаcker.example.com', 'https://xn--trcker-4nf.example.com'],
  ['http://127.0.0.1:7462', 'http://127.0.0.1:7462'],
  ['http://localhost', 'http://localhost'],
  ['http://[::1]:80', 'http://[::1]'],
])('%s is the origin %s', (given, origin) => {
  expect(findOrigin(given)).toBe(origin);
});

test.each([
  ...['', 'tracker.example.com', 'ftp://tracker.example.com', 'javascript:alert(1)', 'https:tracker.example.com'],
  ...[
    'http://tracker.example.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
  ],
  ...['https://bob:secret@tracker.example.com', 'https://tracker.example.com@evil.example', 'https://:@evil.example'],
  ...[
    'https://tracker.example.com/path',
    'https://tracker.example.com/..',
    'https://tracker.example.com//evil.example',
  ],
  ...[
    'https://tracker.example.com\\@evil.example',
    'https:\\\\evil.example',
    'https://tracker.example.com#@evil.example',
  ],
  ...['https://tracker.example.com?@evil.example', ' https://tracker.example.com', 'https://tracker\n.example.com'],
  ...['https://tracker.example.com:99999', 'https://', 'https:///evil.example', 'https://%2f%2f.example/'],
  `https://${'a'.repeat(300)}.example`,
])('%j is none', (given) => {
  expect(findOrigin(given)).toBeUndefined();
});
