import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { type StartOptions, startClient, type ToolReply } from './client.ts';
import { dataOf, expectWhole, factsOf } from './file-facts.ts';

/** Milliseconds between the calls of one: spares are made in such pauses. */
const pauses = [20, 45, 70, 110];

/**
 * Servers that are started in ways of their own and create tickets at the same time. Expects that each create is answered, and
 * all that was is in the file, which is whole.
 */
export async function expectAllKept(
  root: string,
  starts: readonly Partial<StartOptions>[],
  each: number,
): Promise<void> {
  const clients = await Promise.all(starts.map((start) => startClient({ cwd: root, ...start })));
  const replies: { title: string; reply: ToolReply }[] = [];
  await Promise.all(
    clients.map(async (client, index) => {
      for (let count = 0; count < each; count++) {
        const title = `of writer ${index}, ${count}`;
        replies.push({ title, reply: await client.call('ticket', { action: 'create', title }) });
        await delay(pauses[(index + count) % pauses.length]);
      }
    }),
  );
  await Promise.all(clients.map((client) => client.close()));
  expect(replies.filter(({ reply }) => reply.isError)).toEqual([]);
  const titles = new Set(factsOf(dataOf(root)).tickets.map((ticket) => ticket.title));
  expect(replies.map(({ title }) => title).filter((title) => !titles.has(title))).toEqual([]);
  expectWhole(dataOf(root));
}
