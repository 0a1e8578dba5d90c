import { expect, test } from 'vitest';
import { api, open } from './as-alice.ts';

test('a ticket is made, read, changed and closed at its own path, each time with its tag', async () => {
  const { as } = await open();
  const made = await as('POST /tickets', { title: 'Login fails', type: 'bug', labels: ['web'] });
  const { key } = made.body;
  expect(made).toMatchObject({
    status: 201,
    body: { title: 'Login fails', type: 'bug', status: 'triage', priority: 'medium', revision: 1 },
  });
  expect(made.headers.get('location')).toBe(`${api}/tickets/${key}`);
  expect(made.body.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+${api}/tickets/${key}$`));
  const got = await as(`GET /tickets/${key}`);
  expect(got).toMatchObject({ status: 200, body: { key, labels: ['web'], revision: 1, description: '' } });
  expect(got.headers.get('etag')).toMatch(/^"1-[0-9a-z]{8}"$/);
  expect(made.headers.get('etag')).toBe(got.headers.get('etag'));
  for (const method of ['PATCH', 'PUT']) {
    const patched = await as(`${method} /tickets/${key}`, { priority: method === 'PUT' ? 'low' : 'urgent' });
    expect(patched).toMatchObject({ status: 200, body: { key, changes: [{ field: 'priority' }] } });
    expect(patched.headers.get('etag')).toMatch(new RegExp(`^"${patched.body.revision}-`));
  }
  const moved = await as(`POST /tickets/${key}/move`, { status: 'confirmed' });
  expect(moved).toMatchObject({ status: 200, body: { key, from: 'triage', to: 'confirmed', revision: 4 } });
  const closed = await as(`POST /tickets/${key}/close`, {});
  expect(closed.body).toMatchObject({
    key,
    from: 'confirmed',
    to: 'resolved',
    path: ['confirmed', 'in_progress', 'resolved'],
  });
  expect((await as(`GET /tickets/${key}`)).body).toMatchObject({ status: 'resolved', revision: closed.body.revision });
});

test('items make several tickets, and a dry run none', async () => {
  const { as } = await open();
  const made = await as('POST /tickets', { items: [{ title: 'One' }, { title: 'Two', parent: '$1' }] });
  expect(made).toMatchObject({ status: 201, body: { tickets: [{ title: 'One' }, { title: 'Two' }] } });
  const dry = await as('POST /tickets?dry_run=1', { title: 'Three' });
  expect(dry).toMatchObject({ status: 200, body: { title: 'Three', dry_run: true } });
  expect((await as('GET /tickets')).body.total).toBe(2);
});

test('what is done to a ticket is a path below it', async () => {
  const { as, ask, tokens } = await open();
  const key = (await as('POST /tickets', { title: 'One', type: 'task', description: 'Old text' })).body.key;
  const other = (await as('POST /tickets', { title: 'Two', type: 'task' })).body.key;
  await as(`POST /tickets/${key}/move`, { status: 'todo' });
  expect(await as(`POST /tickets/${key}/claim`, {})).toMatchObject({ status: 200, body: { key, already: false } });
  expect(await as(`POST /tickets/${key}/edits`, { old: 'Old', new: 'New' })).toMatchObject({
    body: { key, op: 'replace' },
  });
  expect((await as(`GET /tickets/${key}`)).body.description).toBe('New text');
  const said = await as(`POST /tickets/${key}/comments`, { message: 'Seen on main.' });
  expect(said).toMatchObject({ status: 201, body: { key, event: expect.stringMatching(/^\w{6}$/) } });
  expect((await as(`GET /tickets/${key}/comments`)).body).toMatchObject({
    key,
    total: 1,
    notes: [{ body: 'Seen on main.' }],
  });
  const linked = await as(`POST /tickets/${key}/links`, { type: 'blocks', target: other });
  expect(linked).toMatchObject({ status: 201, body: { key, type: 'blocks', target: other, already: false } });
  expect(await as(`POST /tickets/${key}/links`, { type: 'blocks', target: other })).toMatchObject({
    status: 200,
    body: { already: true },
  });
  expect((await as(`GET /tickets/${other}/links`)).body.links).toMatchObject([
    { type: 'blocked_by', key, event: linked.body.event },
  ]);
  expect(await as(`DELETE /tickets/${key}/links/${linked.body.event}`)).toMatchObject({
    status: 200,
    body: { target: other },
  });
  expect(await as(`DELETE /links/${linked.body.event}`)).toMatchObject({ status: 404 });
  expect(await as(`POST /tickets/${key}/release`, { message: 'later' })).toMatchObject({
    status: 200,
    body: { key, from: 'in_progress', status: 'todo' },
  });
  const submitted = await ask(`POST ${api}/tickets/${key}/review`, {
    token: tokens.bot,
    body: { message: 'Done', evidence: ['npm test -> 0'] },
  });
  expect(submitted).toMatchObject({ status: 201, body: { key } });
  expect((await as(`GET /tickets/${key}/alignment`)).body).toMatchObject({ key, state: 'waiting' });
  expect((await as('GET /reviews')).body.reviews).toMatchObject([{ key, decidable: true }]);
  expect(await as(`POST /tickets/${key}/review/decision`, { decision: 'approved' })).toMatchObject({
    status: 200,
    body: { decision: 'approved' },
  });
  expect((await as(`GET /tickets/${key}/history`)).body.entries.length).toBeGreaterThan(6);
  expect(await as(`POST /tickets/${key}/rank`, { after: other })).toMatchObject({
    status: 200,
    body: { key, after: other, already: false },
  });
  expect(await as(`POST /tickets/${key}/rank`, { before: key })).toMatchObject({ status: 400 });
  const { cards } = (await as('GET /cards?query=is:any')).body;
  expect(cards.find((card: { key: string }) => card.key === key).rank).toMatch(/^[0-9A-Za-z]+$/);
  expect(await as(`POST /tickets/${other}/archive`, {})).toMatchObject({ status: 200, body: { key: other } });
  expect(await as(`POST /tickets/${other}/undo`, {})).toMatchObject({
    status: 200,
    body: { events: [{ key: other }] },
  });
  expect(await as(`POST /tickets/${other}/unarchive`, {})).toMatchObject({
    status: 200,
    body: { key: other, changes: [] },
  });
});

test('lists go on by a cursor that stands in the answer and in a header', async () => {
  const { as } = await open();
  await as('POST /tickets', {
    items: Array.from({ length: 5 }, (_, at) => ({ title: `Ticket ${at}`, labels: at < 3 ? ['a', 'b'] : ['b'] })),
  });
  const first = await as('GET /tickets?limit=2&label=b');
  expect(first.body).toMatchObject({ total: 5, left: 3 });
  const next = /^<\/api\/v1(\/\S+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await as(`GET ${next}`);
  expect(second.body.left).toBe(1);
  expect(second.body.tickets[0].key).not.toBe(first.body.tickets[0].key);
  for (const query of ['labels=a,b', 'labels=a&labels=b', 'labels[]=a&labels[]=b', 'query=label:a,b'])
    expect((await as(`GET /tickets?${query}`)).body.total, query).toBe(5);
  expect((await as('GET /tickets?labels=a')).body.total).toBe(3);
});

test('a path that there is has the methods that it says, and what it does not know it names', async () => {
  const { as } = await open();
  const refused = await as('DELETE /tickets');
  expect(refused).toMatchObject({ status: 405, body: { title: 'method_not_allowed' } });
  expect(refused.headers.get('allow')).toBe('GET, HEAD, POST');
  expect((await as('GET /tickets/claim')).headers.get('allow')).toBe('POST');
  expect(await as('GET /tickets?colour=red')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('colour') },
  });
  expect(await as('POST /tickets?title=x', { title: 'One' })).toMatchObject({ status: 400 });
  expect(await as('GET /nothing')).toMatchObject({ status: 404, body: { title: 'not_found' } });
  const key = (await as('POST /tickets', { title: 'One' })).body.key;
  expect(await as(`PATCH /tickets/${key}`, { id: 'PAY-100000', title: 'Two' })).toMatchObject({ status: 400 });
  expect(await as(`PATCH /tickets/${key}`, { id: key.toLowerCase(), title: 'Two' })).toMatchObject({ status: 200 });
  expect(await as('GET /tickets/PAY-000000')).toMatchObject({ status: 404, body: { title: 'not_found' } });
});

test('a former key answers as the ticket, with its present key', async () => {
  const { as } = await open();
  const { key } = (await as('POST /tickets', { title: 'One' })).body;
  const moved = (await as(`PATCH /tickets/${key}`, { project: 'WEB' })).body;
  expect(moved.key).toMatch(/^WEB-/);
  expect((await as(`GET /tickets/${key}`)).body).toMatchObject({ key: moved.key, title: 'One' });
});

test('a scope that is missing is named', async () => {
  const { ask, tokens } = await open();
  expect(await ask(`POST ${api}/tickets`, { token: tokens.bob, body: { title: 'x' } })).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('write') },
  });
  expect(await ask(`GET ${api}/tickets`)).toMatchObject({ status: 401 });
});

test('all that a session did is undone only by who says which session it is', async () => {
  const { as } = await open();
  const session = { 'X-Tracker-Session': 's1' };
  await as('POST /tickets', { title: 'Mine' }, session);
  const unnamed = await as('POST /undo', { session: true });
  expect(unnamed).toMatchObject({
    status: 400,
    body: { title: 'invalid_input', detail: expect.stringContaining('session') },
  });
  expect(await as('POST /undo', { session: true }, session)).toMatchObject({ status: 200 });
  expect((await as('POST /actions/ticket/undo', { session: true })).status).toBe(400);
});

test('what to do next is a request that can be sent as it stands', async () => {
  const { as, ask, tokens } = await open();
  const { key } = (await as('POST /tickets', { title: 'One', type: 'task' })).body;
  await as(`POST /tickets/${key}/move`, { status: 'todo' });
  const { body } = await as(`POST /tickets/${key}/move`, { status: 'done' });
  const [next] = body.next;
  expect((await ask(`${next.method} ${next.path}`, { token: tokens.alice, body: next.body })).status).toBe(200);
});

test('comments go on by a cursor to the first of them, each shown once', async () => {
  const { as } = await open();
  const { key } = (await as('POST /tickets', { title: 'One', description: '## Comments\nA heading.' })).body;
  for (const message of ['a', 'b', 'c', 'd', 'e']) await as(`POST /tickets/${key}/comments`, { message });
  const said: string[] = [];
  for (let path = `/tickets/${key}/comments?limit=2`; path !== ''; ) {
    const { body, headers } = await as(`GET ${path}`);
    expect(body).toMatchObject({ key, total: 5, before: said.length });
    said.push(...body.notes.map((note: { body: string }) => note.body));
    path = /^<\/api\/v1(\/\S+)>/.exec(headers.get('link') ?? '')?.[1] ?? '';
  }
  expect(said).toEqual(['e', 'd', 'c', 'b', 'a']);
});

test('a long description is answered whole', async () => {
  const { as } = await open();
  const description = 'A line of some words.\n'.repeat(4_000);
  const { key } = (await as('POST /tickets', { title: 'One', description })).body;
  const { body } = await as(`GET /tickets/${key}`);
  expect(body.description).toHaveLength(description.length);
  expect(body).not.toHaveProperty('cut');
});
