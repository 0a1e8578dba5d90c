import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/mcp/messages.ts';
import { gatherBatches } from '../../../src/mcp/stdio/batches.ts';

function start() {
  const written: string[] = [];
  const batches = gatherBatches((line) => written.push(line));
  return {
    written,
    batches,
    receive: (...messages: unknown[]) => {
      const line = JSON.stringify(messages);
      batches.open(line, parseLine(line));
    },
    reply: (id: unknown) => batches.send(`${JSON.stringify({ id })}\n`),
  };
}

const request = (id: unknown) => ({ jsonrpc: '2.0', id, method: 'ping' });
const notification = { jsonrpc: '2.0', method: 'notifications/initialized' };

describe('the replies to a batch', () => {
  it('are one line, when the last is there', () => {
    const { receive, reply, written } = start();
    receive(request(1), notification, request('1'));
    reply('1');
    reply('other');
    expect(written).toEqual(['{"id":"other"}\n']);
    reply(1);
    expect(written.at(-1)).toBe('[{"id":"1"},{"id":1}]\n');
    reply(1);
    expect(written.at(-1)).toBe('{"id":1}\n');
  });

  it('are none where it asks for nothing, and one object where it is no batch', () => {
    const { receive, reply, batches, written } = start();
    receive(notification);
    batches.open('[]', parseLine('[]'));
    reply(null);
    batches.open('{', parseLine('{'));
    reply(null);
    expect(written).toEqual(['{"id":null}\n', '{"id":null}\n']);
  });

  it('do not wait for one that is cancelled, nor for the end', () => {
    const { receive, reply, batches, written } = start();
    receive(request(1), request(2));
    reply(1);
    batches.forget(2);
    batches.forget(7);
    receive(request(3), request(4));
    reply(4);
    batches.flush();
    expect(written).toEqual(['[{"id":1}]\n', '[{"id":4}]\n']);
  });
});
