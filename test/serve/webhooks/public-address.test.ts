import { expect, test } from 'vitest';
import { checkNotPrivate, isPublic, resolvePublic } from '../../../src/serve/webhooks/public-address.ts';

test.each([
  ...[
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '223.255.255.1',
  ],
  ...['2606:4700:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888'],
])('%s is an address of the internet', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  ...[
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
  ],
  ...['192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.51.100.1', '203.0.113.9', '224.0.0.1'],
  ...[
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '::127.0.0.1',
  ],
  ...[
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
  ],
  ...['2001::1', '2001:db8::1', '2002:7f00:1::1', '3fff::1', '4000::1', 'localhost', '1.2.3', ''],
])('%s is none', (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each([
  ...[
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
  ],
  ...['https://[::ffff:10.0.0.1]/', 'https://169.254.169.254/latest', 'https://[fd00::1]:8443/'],
])('%s is refused however it is written', async (url) => {
  expect(() => checkNotPrivate(url)).toThrow('private networks');
  await expect(resolvePublic(new URL(url), { isPrivate: false })).rejects.toMatchObject({ code: 'permission_denied' });
});

test('a name is what it is resolved to, and where private addresses are allowed it is that address', async () => {
  const url = new URL('https://localhost:8443/in');
  await expect(resolvePublic(url, { isPrivate: false })).rejects.toMatchObject({ code: 'permission_denied' });
  expect((await resolvePublic(url, { isPrivate: true })).address).toMatch(/^(?:127\.0\.0\.1|::1)$/);
  await expect(resolvePublic(new URL('https://nowhere.invalid/'), { isPrivate: false })).rejects.toMatchObject({
    code: 'network_error',
  });
});
