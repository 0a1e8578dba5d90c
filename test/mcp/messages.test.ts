import { describe, expect, test } from 'vitest';
import { parseLine, RpcError, renderRefusal, renderResult } from '../../src/mcp/messages.ts';

const parse = (value: unknown) => parseLine(JSON.stringify(value));
const message = (fields: object) => ({ jsonrpc: '2.0', ...fields });

describe('a message', () => {
  test('is a request with an id, and a notification without', () => {
    expect(parse(message({ id: 0, method: 'ping' }))).toEqual([{ kind: 'request', id: 0, method: 'ping', params: {} }]);
    expect(parse(message({ id: '', method: 'a', params: { b: 1 } }))).toEqual([
      { kind: 'request', id: '', method: 'a', params: { b: 1 } },
    ]);
    expect(parse(message({ method: 'a' }))).toEqual([{ kind: 'notification', method: 'a', params: {} }]);
    // Nobody could be told.
    expect(parse(message({ method: 'a', params: [1] }))).toEqual([{ kind: 'notification', method: 'a', params: {} }]);
  });

  test('is a response where it has a result or an error and no method', () => {
    for (const fields of [
      { id: 5, result: {} },
      { id: 5, error: { code: 1, message: '' } },
    ])
      expect(parse(message(fields))).toMatchObject([{ kind: 'response', id: 5 }]);
  });

  test.each([
    ['{"jsonrpc":"2.0","id":1', null, -32700, /^Not JSON: /],
    ['garbage', null, -32700, /^Not JSON: /],
    ['{}', null, -32600, /^"jsonrpc" has to be "2\.0"\.$/],
    ['null', null, -32600, /^A message is a JSON object\.$/],
    ['42', null, -32600, /^A message is a JSON object\.$/],
    ['{"jsonrpc":"1.0","id":"a","method":"ping"}', 'a', -32600, /^"jsonrpc" has to be "2\.0"\.$/],
    ['{"jsonrpc":"2.0","method":7}', null, -32600, /^"method" has to be a string\.$/],
    ['{"jsonrpc":"2.0","id":3}', 3, -32600, /^"method" has to be a string\.$/],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', null, -32600, /^"id" has to be a string or an integer\.$/],
    ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', null, -32600, /^"id" has to be a string or an integer\.$/],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', null, -32600, /^"id" has to be a string or an integer\.$/],
    ['{"jsonrpc":"2.0","id":"p","method":"ping","params":["x"]}', 'p', -32602, /^"params" has to be an object\.$/],
    ['{"jsonrpc":"2.0","id":"p","method":"ping","params":"x"}', 'p', -32602, /^"params" has to be an object\.$/],
  ])('is refused under its id where that can be read: %s', (line, id, code, said) => {
    const [refused, ...more] = parseLine(line);
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ kind: 'refused', id, error: { code, message: expect.stringMatching(said) } });
  });
});

describe('a batch', () => {
  const ping = message({ id: 1, method: 'ping' });

  test('is taken apart, in its order, what is wrong in it included', () => {
    expect(parse([ping, 'junk', message({ method: 'a' })]).map(({ kind }) => kind)).toEqual([
      ...['request', 'refused', 'notification'],
    ]);
    // One inside another is no message.
    expect(parse([[ping]]).map(({ kind }) => kind)).toEqual(['refused']);
  });

  test('holds 1 to 1,000 messages', () => {
    expect(parse(Array(1000).fill(ping))).toHaveLength(1000);
    for (const count of [0, 1001])
      expect(parse(Array(count).fill(ping))).toMatchObject([
        {
          kind: 'refused',
          id: null,
          error: { code: -32600, message: `A batch holds 1 to 1000 messages, not ${count}.` },
        },
      ]);
  });
});

test('an answer is one line, whatever it holds', () => {
  expect(renderResult(7, { text: 'a\nb\u2028' })).toBe('{"jsonrpc":"2.0","id":7,"result":{"text":"a\\nb\u2028"}}\n');
  expect(renderRefusal('x', new RpcError('methodNotFound', 'No "y".\n'))).toBe(
    '{"jsonrpc":"2.0","id":"x","error":{"code":-32601,"message":"No \\"y\\".\\n"}}\n',
  );
});
