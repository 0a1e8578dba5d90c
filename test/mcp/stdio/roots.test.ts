import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRoots } from '../../../src/mcp/stdio/roots.ts';
import { program } from '../../support/client.ts';
import { type RawSession, startRaw } from '../../support/raw-session.ts';
import { isolatedEnv, makeDirectory, makeRepository } from '../../support/workspace.ts';

interface Asked {
  id: string;
  method: string;
}

/** A client with roots, whose server was started outside of any repository. */
function start(cwd: string, env: Record<string, string> = {}): RawSession {
  const session = startRaw({ cwd, env });
  session.send({
    ...{ id: 'hello', method: 'initialize' },
    params: {
      protocolVersion: '2025-11-25',
      capabilities: { roots: { listChanged: true } },
      clientInfo: { name: 'raw' },
    },
  });
  session.send({ method: 'notifications/initialized' });
  return session;
}

/** Calls a tool, and answers what the server asks meanwhile; undefined is no answer. */
async function call(session: RawSession, args: object, roots: string[] | undefined) {
  const id = `call-${Math.random()}`;
  session.send({ id, method: 'tools/call', params: { name: 'ticket', arguments: args } });
  let asked = 0;
  for (;;) {
    const line = (await session.next()) as unknown as Asked & { result?: { content: { text: string }[] } };
    if (line.method === 'roots/list') {
      asked++;
      if (roots)
        session.send({ id: line.id, result: { roots: roots.map((root) => ({ uri: String(pathToFileURL(root)) })) } });
    }
    if (line.id === id) return { asked, text: line.result?.content[0]?.text ?? '' };
  }
}

describe('where the working directory is in no repository', () => {
  test('the tracker is in the folder that the client has open, and the first reply says which', async () => {
    const { root } = makeRepository();
    const home = makeDirectory();
    const session = start(home, { HOME: home });
    const first = await call(session, { action: 'create', title: 'One' }, ['/gone', root]);
    expect(first).toEqual({ asked: 1, text: expect.stringMatching(new RegExp(`^Now in ${root} on main\nCreated `)) });
    expect(first.text).toContain(`Made a new tracker in ${root}/.tracker.`);
    const second = await call(session, { action: 'list' }, [root]);
    expect(second).toEqual({ asked: 0, text: expect.stringContaining('One') });
    expect(second.text).not.toContain('Now in');
    expect(existsSync(join(home, '.tracker'))).toBe(false);
  });

  test('another folder is followed to when the client says that they have changed', async () => {
    const [one, two] = [makeRepository({ name: 'one' }), makeRepository({ name: 'two' })];
    const session = start('/');
    await call(session, { action: 'create', title: 'One' }, [one.root]);
    session.send({ method: 'notifications/roots/list_changed' });
    const { asked, text } = await call(session, { action: 'list' }, [two.root]);
    expect(asked).toBe(1);
    expect(text).toMatch(new RegExp(`^Now in ${two.root} on main\n`));
    expect(text).not.toContain('One');
  });

  test('of several folders the one with a tracker is taken', async () => {
    const [plain, tracked] = [makeRepository({ name: 'plain' }), makeRepository({ name: 'tracked' })];
    mkdirSync(join(tracked.root, '.tracker'));
    const { text } = await call(start('/'), { action: 'create', title: 'One' }, [plain.root, tracked.root]);
    expect(text).toContain(`Now in ${tracked.root} on main\n`);
  });

  test('a client that leaves while it is asked is not waited for', async () => {
    const session = start('/');
    session.send({ id: 1, method: 'tools/call', params: { name: 'ticket', arguments: { action: 'list' } } });
    let line = (await session.next()) as unknown as Asked;
    while (line.method !== 'roots/list') line = (await session.next()) as unknown as Asked;
    session.end();
    expect((await session.replyTo(1)).result?.content?.[0]?.text).toMatch(
      /^error invalid_input: There is no tracker in \//,
    );
    expect(await session.exited).toEqual({ code: 0, signal: null });
  });
});

test('nothing is asked where the working directory is in a repository, or a place was named', async () => {
  const { root } = makeRepository();
  expect(await call(start(root), { action: 'list' }, [])).toMatchObject({ asked: 0 });
  expect(await call(start('/', { TRACKER_ROOT: root }), { action: 'list' }, [])).toMatchObject({ asked: 0 });
});

test('a client without roots is not asked, and an answer in another form counts for none', async () => {
  const sent: { id: string }[] = [];
  const roots = createRoots((line) => void sent.push(JSON.parse(line)));
  expect(await roots.ask()).toBeUndefined();
  roots.introduce({ capabilities: { roots: {} } });
  const asked = roots.ask();
  roots.receive({ kind: 'response', id: 'another', result: { roots: [] } });
  roots.receive({ kind: 'response', id: sent[0]?.id, result: { roots: 'none' } });
  expect(await asked).toBeUndefined();
  roots.forget();
  const again = roots.ask();
  roots.receive({ kind: 'response', id: sent[1]?.id, result: { roots: [{ uri: 'file:///a' }, { uri: 1 }, null] } });
  expect(await again).toEqual(['file:///a']);
  expect(sent).toHaveLength(2);
});

describe('a client without a handshake, whose server was started outside of any repository', () => {
  const envelope = (capabilities: object) => ({
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  });
  const create = { name: 'ticket', arguments: { action: 'create', title: 'One' } };
  const wanted = { resultType: 'input_required', inputRequests: { roots: { method: 'roots/list' } } };

  test('is asked by the answer, and what it sends again is done where its folder is', async () => {
    const { root } = makeRepository();
    const home = makeDirectory();
    const client = new Client(
      { name: 'modern', version: '1' },
      { capabilities: { roots: {} }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    let asked = 0;
    client.setRequestHandler('roots/list', async () => {
      asked++;
      return { roots: [{ uri: String(pathToFileURL(root)) }] };
    });
    const args = [program, '--mcp-server'];
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, cwd: home, env: isolatedEnv({ HOME: home }) }),
    );
    onTestFinished(() => client.close());
    const first = await client.callTool(create);
    expect(first.content).toEqual([
      { type: 'text', text: expect.stringMatching(new RegExp(`^Now in ${root} on main\nCreated `)) },
    ]);
    const second = await client.callTool({ name: 'ticket', arguments: { action: 'list' } });
    expect(JSON.stringify(second.content)).toContain('One');
    const { contents } = await client.readResource({ uri: 'tracker://board' });
    expect(JSON.stringify(contents)).toContain('One');
    const { messages } = await client.getPrompt({ name: 'next' });
    expect(JSON.stringify(messages)).toContain('One');
    expect(asked).toBe(4);
    expect(existsSync(join(root, '.tracker'))).toBe(true);
    expect(existsSync(join(home, '.tracker'))).toBe(false);
  });

  test('has nothing done before it answers, and what it does not answer is not asked again', async () => {
    const home = makeDirectory();
    const session = startRaw({ cwd: home, env: { HOME: home } });
    const _meta = envelope({ roots: {} });
    expect((await session.request('tools/call', { ...create, _meta })).result).toMatchObject(wanted);
    expect(existsSync(join(home, '.tracker'))).toBe(false);
    for (const roots of [{}, 'none', null]) {
      const { result } = await session.request('tools/call', { ...create, _meta, inputResponses: { roots } });
      expect(result).toMatchObject({ resultType: 'complete', isError: true });
      const board = { uri: 'tracker://board', _meta };
      expect((await session.request('resources/read', board)).result).toMatchObject(wanted);
      const again = await session.request('resources/read', { ...board, inputResponses: { roots } });
      expect(again.error?.message).toContain('There is no tracker in');
    }
  });

  test('is not asked where it has no folders, or a place is known', async () => {
    const home = makeDirectory();
    const { root } = makeRepository();
    const list = { name: 'ticket', arguments: { action: 'list' } };
    const without = startRaw({ cwd: home, env: { HOME: home } });
    expect((await without.request('tools/call', { ...list, _meta: envelope({}) })).result?.resultType).toBe('complete');
    const within = startRaw({ cwd: root });
    const _meta = envelope({ roots: {} });
    expect((await within.request('tools/call', { ...list, _meta })).result?.resultType).toBe('complete');
  });
});
