import { expect, onTestFinished, test } from 'vitest';
import { type ServedPlace, startServingAll } from '../../src/cli/network/serving.ts';
import { locate } from '../../src/git/ask/repository.ts';
import { askOnce } from '../../src/remote/ask.ts';
import { makeRepository } from '../support/workspace.ts';
import { type Asked, ask, makeTokens, serve, usualHolders } from './served.ts';

const options = {
  ...{ host: '127.0.0.1', port: 0, isUsual: false, allowedHosts: [], corsOrigins: [], trustedProxies: [] },
  ...{ isInsecureAllowed: false, env: {}, version: '0.0.0', say: () => undefined },
};

/** `payments`, whose key is PAY, and `website`, whose key is WEB, served by one process. */
async function serveTwo(named: (places: ServedPlace[]) => ServedPlace[] = (places) => places) {
  const places = ['payments', 'website'].map((name) => ({ location: locate(makeRepository({ name }).root) }));
  const made = await Promise.all(places.map(({ location }) => makeTokens(location, usualHolders)));
  const started = await startServingAll(named(places), options);
  onTestFinished(async () => {
    await started.close();
    for (const { access } of made) await access.close();
  });
  const [pay, web] = made.map(({ tokens }) => tokens) as [Record<string, string>, Record<string, string>];
  return { ...started, pay, web, ask: (line: string, asked?: Asked) => ask(started.url, line, asked) };
}

const of = (name: string) => `/api/v1/trackers/${name}`;

test('each tracker is asked by its name, with tokens of its own, and what it says leads back to it', async () => {
  const { said, url, pay, web, ask } = await serveTwo();
  expect(said).toBe(`tracker serves pay, web at ${url}`);
  const made = await ask(`POST ${of('pay')}/tickets`, { token: pay.alice, body: { title: 'Of payments' } });
  expect(made).toMatchObject({ status: 201, body: { url: `${url}${of('pay')}/tickets/${made.body.key}` } });
  expect(made.headers.get('location')).toBe(`${of('pay')}/tickets/${made.body.key}`);
  await ask(`POST ${of('web')}/tickets`, { token: web.alice, body: { title: 'Of the website' } });
  for (const [name, token, title] of [
    ['pay', pay.alice, 'Of payments'],
    ['web', web.alice, 'Of the website'],
  ] as const) {
    const { tickets } = (await ask(`GET ${of(name)}/tickets`, { token })).body;
    expect(tickets.map((ticket: { title: string }) => ticket.title)).toEqual([title]);
    const { events } = (await ask(`GET ${of(name)}/events?after=.0.`, { token })).body;
    expect(events.filter(({ kind }: { kind: string }) => kind === 'create')).toHaveLength(1);
  }
  for (const line of [`GET ${of('web')}/tickets`, `GET ${of('web')}/events`, 'POST /mcp/web'])
    expect(await ask(line, { token: pay.alice }), line).toMatchObject({ status: 401 });
  const refused = await ask(`POST ${of('pay')}/tickets/${made.body.key}/move`, {
    ...{ token: pay.alice, body: { status: 'done' } },
  });
  expect(refused.body.next[0].path).toMatch(new RegExp(`^${of('pay')}/actions/`));
  const next = refused.body.next[0];
  expect((await ask(`${next.method} ${next.path}`, { token: pay.alice, body: next.body })).status).toBe(200);
});

test('MCP is asked by the name too', async () => {
  const { url, web, pay } = await serveTwo();
  const call = (name: string, token: string | undefined) =>
    askOnce(
      { origin: `${url}/mcp/${name}#`, token: token! },
      {
        ...{ method: 'tools/call', params: { name: 'ticket', arguments: { action: 'create', title: 'By MCP' } } },
        ...{ client: { name: 'test', version: '1' }, timeoutMs: 10_000 },
      },
    );
  expect(JSON.stringify(await call('web', web.bot))).toContain('WEB-');
  await expect(call('web', pay.bot)).rejects.toMatchObject({ code: 'permission_denied' });
});

test('what is for all answers for all, and tells nobody without a token which trackers there are', async () => {
  const { pay, web, ask } = await serveTwo();
  for (const line of [
    'GET /healthz',
    'GET /readyz',
    'GET /openapi.json',
    'GET /.well-known/oauth-protected-resource',
  ]) {
    const { status, body } = await ask(line);
    expect(status, line).toBe(200);
    expect(JSON.stringify(body), line).not.toMatch(/trackers\/(?:pay|web)|tracker (?:PAY|WEB)/);
  }
  for (const token of [pay.alice, web.alice]) {
    expect((await ask('GET /readyz', { token })).body).toMatchObject({ status: 'ok' });
    expect((await ask('GET /metrics', { token })).status).toBe(200);
  }
  await ask(`POST ${of('web')}/tickets`, { token: web.alice, body: { title: 'One' } });
  const position = async (token: string | undefined) =>
    /^tracker_position (\d+)$/m.exec((await ask('GET /metrics', { token })).body)?.[1];
  expect([await position(pay.alice), await position(web.alice)]).toEqual(['0', expect.stringMatching(/^[1-9]/)]);
  expect((await ask('GET /metrics', { token: 'trk_x' })).status).toBe(401);
  const { body: described } = await ask('GET /openapi.json');
  const { get } = described.paths[`${of('{tracker}')}/tickets/{id}`];
  expect(
    get.parameters.filter((one: { in: string }) => one.in === 'path').map((one: { name: string }) => one.name),
  ).toEqual(['tracker', 'id']);
  for (const path of ['/api/v1/tickets', '/mcp', of('other')])
    expect(await ask(`GET ${path}`, { token: pay.alice }), path).toMatchObject({
      ...{ status: 404, body: { hint: expect.stringContaining('/api/v1/trackers/NAME') } },
    });
});

test('a tracker that is alone is asked by its name as well', async () => {
  const { ask, tokens } = await serve();
  const made = await ask(`POST ${of('pay')}/tickets`, { token: tokens.alice, body: { title: 'One' } });
  expect(made).toMatchObject({ status: 201 });
  expect(await ask(`GET /api/v1/tickets/${made.body.key}`, { token: tokens.alice })).toMatchObject({ status: 200 });
  expect((await ask('POST /mcp/pay', { token: 'trk_x' })).status).toBe(401);
});

test('two of one name are refused with what to do, and so is a work tree that is named twice', async () => {
  const same = async (called?: string) => {
    const places = ['payments', 'paying'].map((name) => ({ location: locate(makeRepository({ name }).root) }));
    for (const { location } of places) await (await makeTokens(location, usualHolders)).access.close();
    return startServingAll([places[0]!, { ...places[1]!, called }], options);
  };
  await expect(same()).rejects.toMatchObject({
    ...{ code: 'invalid_input', message: 'Two of these trackers are called "pay".' },
  });
  const started = await same('other');
  expect(started.said).toMatch(/^tracker serves pay, other at http/);
  await started.close();
  await expect(serveTwo(([one]) => [one!, { ...one!, called: 'again' }])).rejects.toMatchObject({
    ...{ code: 'invalid_input', message: expect.stringContaining('is named twice') },
  });
});
