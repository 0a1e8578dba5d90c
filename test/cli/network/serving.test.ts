import { expect, test } from 'vitest';
import { startServing } from '../../../src/cli/network/serving.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { ask, serve } from '../../serve/served.ts';
import { makeRepository } from '../../support/workspace.ts';

test('a tracker for which nobody has a token is not served, and its user told how to make one', async () => {
  const options = {
    ...{ host: '127.0.0.1', port: 0, isUsual: false, allowedHosts: [], corsOrigins: [], trustedProxies: [] },
    ...{ isInsecureAllowed: false, env: {}, version: '0.0.0', say: () => {} },
  };
  await expect(startServing(locate(makeRepository().root), options)).rejects.toMatchObject({
    code: 'not_found',
    hint: [expect.stringContaining('tracker token create')],
  });
});

test('beyond this machine tokens are not to be sent over plain http, unless somebody says so', async () => {
  await expect(serve({ host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'invalid_input',
    hint: [expect.stringContaining('--insecure-http')],
  });
  const served = await serve({ host: '0.0.0.0', isInsecureAllowed: true });
  expect(await ask(served.url, 'GET /healthz')).toMatchObject({ status: 200 });
  await expect(serve({ host: '0.0.0.0', isInsecureAllowed: true, holders: [] })).rejects.toMatchObject({
    message: expect.stringContaining('No token'),
  });
});

test('certificates without their key, and files that are none, are refused', async () => {
  await expect(serve({ tlsCert: 'cert.pem' })).rejects.toMatchObject({ message: expect.stringContaining('--tls-key') });
  await expect(serve({ tlsCert: '/nowhere.pem', tlsKey: '/nowhere.pem' })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('ENOENT'),
  });
});
