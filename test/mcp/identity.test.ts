import { describe, expect, it } from 'vitest';
import { createIdentity } from '../../src/mcp/identity.ts';

const clientName = (name: unknown): string => {
  const identity = createIdentity({ TRACKER_SESSION: 's' });
  identity.introduce({ clientInfo: { name } });
  return identity.identify(undefined).clientName;
};

describe('the name of a client', () => {
  it.each([
    ['Claude Code', 'Claude-Code'],
    ['a/b\nc', 'a-b-c'],
    ['', 'unknown'],
    [7, 'unknown'],
    ['half \ud83c and\udf89', 'half-and'],
  ])('%j is %s', (given, name) => {
    expect(clientName(given)).toBe(name);
  });

  it('is never cut within a character', () => {
    for (let at = 0; at < 40; at++) expect(clientName(`${'x'.repeat(at)}${'😀'.repeat(20)}`).isWellFormed()).toBe(true);
  });
});

describe('a session', () => {
  it.each([
    [{ TRACKER_SESSION: ' one ' }, 'one'],
    [{ CLAUDE_CODE_SESSION_ID: 'a\nb' }, 'a b'],
    [{ TRACKER_SESSION: 'token/given' }, 'token-given'],
    [{ TRACKER_SESSION: '  ', CLAUDE_CODE_SESSION_ID: 'two' }, 'two'],
  ])('of %j is %s, in one line, and none of another door', (env, session) => {
    expect(createIdentity(env).identify(undefined).session).toBe(session);
  });
});

describe('who makes a call', () => {
  it('is the client by the name that it gave, as far as that can stand in an actor', () => {
    const { introduce, identify } = createIdentity({});
    expect(identify(undefined)).toMatchObject({ clientName: 'unknown', clientVersion: '' });
    introduce({ clientInfo: { name: ' My client/2\n', version: '1.0' } });
    expect(identify(undefined)).toMatchObject({ clientName: 'My-client-2', clientVersion: '1.0' });
    introduce({ clientInfo: { name: `${'a'.repeat(31)}😀` } });
    expect(identify(undefined).clientName).toBe('a'.repeat(31));
  });

  it('is in the session that the environment names, else the thread, else one for the process', () => {
    const session = (env: Record<string, string>, meta?: unknown) => createIdentity(env).identify(meta).session;
    expect(session({ TRACKER_SESSION: 'T', CLAUDE_CODE_SESSION_ID: 'C' }, { threadId: 'X' })).toBe('T');
    expect(session({ CLAUDE_CODE_SESSION_ID: 'C' }, { threadId: 'X' })).toBe('C');
    expect(session({}, { threadId: 'X' })).toBe('X');
    const { identify } = createIdentity({});
    expect(identify({ threadId: 3 }).session).toBe(identify(undefined).session);
    expect(session({})).not.toBe(session({}));
  });

  it('is the agent that _meta names, in every session, and no other', () => {
    expect(createIdentity({ TRACKER_SESSION: 'T' }).identify({ 'tracker/as': 'one' })).toMatchObject({ as: 'one' });
    expect(createIdentity({}).identify({ 'tracker/as': 'one' })).toMatchObject({ as: 'one' });
    for (const meta of [undefined, null, [], {}, { as: 'one' }])
      expect(createIdentity({}).identify(meta)).not.toHaveProperty('as');
  });
});
