import { expect, test } from 'vitest';
import { type Holding, serve, usualHolders } from '../served.ts';

const api = '/api/v1';
const holders: readonly Holding[] = [...usualHolders, { handle: 'local-user', kind: 'human' }];

test('the ten endpoints of stompy-ticketing answer below a project', async () => {
  const { ask, tokens } = await serve();
  const token = tokens.alice;
  const as = (line: string, body?: unknown) => ask(line.replace(' ', ` ${api}`), { token, body });
  const made = await as('POST /projects/PAY/tickets', {
    title: 'Fix login bug',
    type: 'bug',
    priority: 'high',
    assignee: 'alice',
    tags: ['auth'],
  });
  expect(made).toMatchObject({ status: 201, body: { title: 'Fix login bug', type: 'bug', priority: 'high' } });
  const number = Number(made.body.key.split('-')[1]);
  const other = (await as('POST /projects/pay/tickets', { title: 'Add OAuth2 support', type: 'feature' })).body.key;
  const listed = await as(
    'GET /projects/PAY/tickets?type=bug&status=triage&priority=high&assignee=alice&limit=50&offset=0&include_archived=false',
  );
  expect(listed.body.tickets).toMatchObject([{ key: made.body.key }]);
  expect((await as('GET /projects/PAY/tickets?search=login')).body.tickets).toHaveLength(1);
  expect((await as('GET /projects/PAY/tickets/board')).body.columns.length).toBe(2);
  expect((await as('GET /projects/PAY/tickets/board?view=kanban&include_terminal=false')).status).toBe(200);
  expect((await as('GET /projects/PAY/tickets/board?view=summary')).body).toMatchObject({ total: 2, open: 2 });
  expect((await as('GET /projects/PAY/tickets/search?query=OAuth2&type=feature&limit=20')).body.tickets).toMatchObject([
    { key: other },
  ]);
  expect((await as(`GET /projects/PAY/tickets/${number}`)).body).toMatchObject({
    key: made.body.key,
    labels: ['auth'],
  });
  expect((await as(`PUT /projects/PAY/tickets/${number}`, { priority: 'urgent' })).body).toMatchObject({
    key: made.body.key,
    priority: 'urgent',
  });
  expect((await as(`POST /projects/PAY/tickets/${number}/move`, { status: 'confirmed' })).body).toMatchObject({
    to: 'confirmed',
  });
  const linked = await as(`POST /projects/PAY/tickets/${number}/links`, {
    target_id: Number(other.split('-')[1]),
    link_type: 'blocks',
  });
  expect(linked).toMatchObject({ status: 201, body: { type: 'blocks', target: other } });
  expect((await as(`GET /projects/PAY/tickets/${number}/links`)).body.links).toMatchObject([{ key: other }]);
  expect(await as(`DELETE /projects/PAY/tickets/${number}/links/${linked.body.event}`)).toMatchObject({ status: 200 });
});

test('a project that there is not is not made by a slip, and one that there is keeps its tickets to itself', async () => {
  const { ask, tokens, repository } = await serve();
  const token = tokens.alice;
  const as = (line: string, body?: unknown) => ask(line.replace(' ', ` ${api}`), { token, body });
  expect(await as('POST /projects/PYA/tickets', { title: 'x' })).toMatchObject({
    status: 404,
    body: { title: 'not_found' },
  });
  await as('POST /tickets', { title: 'One' });
  await as('POST /tickets', { title: 'Two', project: 'WEB' });
  expect((await as('GET /projects/web/tickets')).body.tickets).toMatchObject([{ title: 'Two' }]);
  const name = repository.root.split('/').at(-1)!;
  expect((await as(`GET /projects/${name}/tickets`)).body).toMatchObject({ total: 1 });
  expect((await as('GET /projects/web/tickets?include_archived=true')).status).toBe(400);
});

test('who asks is told where jinwoole and NODE.DC ask it, and a review is an alignment', async () => {
  const { ask, tokens } = await serve({ holders });
  for (const path of ['/me', '/auth/me', '/agent-session'])
    expect(await ask(`GET ${api}${path}`, { token: tokens.bot })).toMatchObject({
      status: 200,
      body: { actor: 'alice/bot', kind: 'agent', owner: 'alice', scopes: ['read', 'write'] },
    });
  const token = tokens.bot;
  const { key } = (await ask(`POST ${api}/issues`, { token, body: { title: 'One' } })).body;
  expect(await ask(`GET ${api}/issues/${key}`, { token })).toMatchObject({ status: 200, body: { key } });
  const said = { summary: 'Done', evidence: ['npm test -> 0'], notes: 'By hand' };
  expect(
    (
      await ask(`POST ${api}/issues/${key}/alignment`, {
        token,
        body: said,
      })
    ).status,
  ).toBe(201);
  const decided = { decision: 'approved', rationale: 'Reads well' };
  expect(await ask(`POST ${api}/issues/${key}/alignment/decide`, { token: tokens.alice, body: decided })).toMatchObject(
    { status: 200 },
  );
  expect((await ask(`GET ${api}/tickets/${key}/alignment`, { token })).body).toMatchObject({ state: 'approved' });
});

test('an agent is named as NODE.DC names it, and is its owner’s', async () => {
  const { ask, tokens } = await serve({ holders });
  const body = { owner_user_id: 'local-user', owner_email: 'local@example.test', display_name: 'Local Codex' };
  const made = await ask(`POST ${api}/agents`, { token: tokens.alice, body });
  expect(made).toMatchObject({ status: 201, body: { handle: 'local-codex', kind: 'agent', owner: 'local-user' } });
  expect(
    (await ask(`GET ${api}/agents`, { token: tokens.alice })).body.actors.map((one: { handle: string }) => one.handle),
  ).toEqual(['bot', 'local-codex']);
  expect((await ask(`POST ${api}/agents`, { token: tokens.bot, body })).status).toBe(403);
});
