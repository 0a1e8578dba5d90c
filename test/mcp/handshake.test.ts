import { describe, expect, it } from 'vitest';
import { initializeResult, listMethods, listResult, parseToolCall } from '../../src/mcp/handshake.ts';
import { RpcError } from '../../src/mcp/messages.ts';
import { published } from '../../src/mcp/published.ts';

const refusalOf = (work: () => unknown): RpcError => {
  try {
    work();
  } catch (error) {
    if (error instanceof RpcError) return error;
  }
  return expect.fail('it was not refused');
};

describe('a call of a tool', () => {
  const call = (args: unknown) => parseToolCall({ name: 'board', arguments: args }, published).args;

  it.each([
    [undefined, {}],
    [null, {}],
    ['', {}],
    ['null', {}],
    [{ action: 'me' }, { action: 'me' }],
    [' {"action":"me"} ', { action: 'me' }],
  ])('with %j has the arguments %j', (given, args) => {
    expect(call(given)).toEqual(args);
  });

  it.each([[[]], [1], ['[]'], ['"me"'], ['me'], [true]])('with %j is refused', (given) => {
    expect(refusalOf(() => call(given)).message).toBe('"arguments" has to be an object.');
  });

  it('of a tool that there is not names it, and cuts no character in two', () => {
    for (let at = 0; at < 110; at++) {
      const { message } = refusalOf(() => parseToolCall({ name: `${'x'.repeat(at)}${'😀'.repeat(60)}` }, published));
      expect([message.isWellFormed(), message.includes('There are ticket, board')]).toEqual([true, true]);
    }
    expect(refusalOf(() => parseToolCall({ name: 7 }, published)).message).toMatch(/name of a tool/);
  });
});

describe('a handshake', () => {
  it.each([
    ['2025-06-18', '2025-06-18'],
    ['2024-10-07', '2024-11-05'],
    ['2025-07-01', '2025-06-18'],
    ['2030-01-01', '2025-11-25'],
    ['newest', '2025-11-25'],
  ])('that asks for %s is answered with %s', (protocolVersion, given) => {
    expect(initializeResult({ protocolVersion }, { version: '1', published })).toMatchObject({
      protocolVersion: given,
    });
  });

  it('that asks for none is refused', () => {
    expect(refusalOf(() => initializeResult({}, { version: '1', published })).code).toBe(-32602);
  });
});

describe('a list', () => {
  it.each(listMethods)('has one page of what is published: %s', (method) => {
    for (const cursor of [undefined, null, '']) {
      const [[name, values] = []] = Object.entries(listResult(method, { cursor }, published));
      expect(published).toHaveProperty(String(name), values);
    }
    expect(refusalOf(() => listResult(method, { cursor: '2' }, published)).code).toBe(-32602);
  });
});
