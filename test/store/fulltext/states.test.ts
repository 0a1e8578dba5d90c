import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexFileName } from '../../../src/store/fulltext/index-file.ts';
import { connectClient } from '../../support/client.ts';
import { dataOf } from '../../support/file-facts.ts';
import { type ToolSession, toolSession } from '../../support/tool-session.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

const nouns = 'login invoice webhook export parser catalog dialog backlog session refund'.split(' ');
const places = ['on Safari', 'behind a proxy', 'in parseInvoiceToken', 'for guest_users', '登录失败', 'Résumé'];

const items = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => {
    const n = from + at;
    return {
      title: `${nouns[n % 10]} and ${nouns[(n * 7 + 3) % 10]} ${places[n % 6]}`,
      description: `Step ${n}: the ${nouns[(n * 3 + 1) % 10]} of word${n}log fails ${places[(n * 5 + 2) % 6]}.`,
      labels: [nouns[(n * 3) % 10]],
    };
  });

const queries: Record<string, unknown>[] = [
  ...'login log ogi st in voice word7log guest_users parseInvoiceToken oiceTok 登录 resume zzz'
    .split(' ')
    .map((query) => ({ query, limit: 5 })),
  { query: 'log', limit: 100, budget: 10_000 },
  { query: '"behind a proxy"' },
  { query: 'login -invoice' },
  { query: '-login label:webhook' },
  { query: 'log label:export', limit: 50 },
  { query: 'log is:archived' },
  { query: 'refund sort:created' },
  { query: 'only-here' },
  { query: 'renamed' },
];

describe('the answers to searches', () => {
  const { root } = makeRepository({ name: 'pay' });
  const side = join(root, '.git/tracker');
  const index = indexFileName(join(side, 'index.db'));
  const kept = makeDirectory();
  let expected: string[];

  const isIndex = (name: string) => name.startsWith('index');
  /** Ends the program before, so that its index is at rest. */
  const inSession = async <T>(work: (session: ToolSession) => Promise<T>): Promise<T> => {
    const client = await connectClient({ cwd: root });
    try {
      return await work(toolSession(client));
    } finally {
      await client.close();
    }
  };
  const removeIndex = () => {
    for (const name of readdirSync(side).filter(isIndex)) rmSync(join(side, name), { recursive: true });
  };
  const keepIndex = (name: string, from = side) => {
    mkdirSync(join(kept, name));
    for (const file of readdirSync(from).filter(isIndex)) copyFileSync(join(from, file), join(kept, name, file));
  };
  const useIndex = (name: string) => {
    removeIndex();
    cpSync(join(kept, name), side, { recursive: true });
  };
  const askAll = async ({ ask }: ToolSession) => {
    const replies: string[] = [];
    for (const query of queries) replies.push(await ask('search', query));
    return replies;
  };

  beforeAll(async () => {
    const keys = await inSession(async (session) => {
      const made = await session.createAll(items(0, 60));
      await session.ticket({ action: 'archive', id: made[4] });
      await askAll(session);
      return made;
    });
    keepIndex('older');
    const data = dataOf(root);
    copyFileSync(data, join(kept, 'data.db'));
    await inSession(async (session) => {
      await session.createAll(items(500, 70).map((item) => ({ ...item, title: `${item.title} only-here` })));
      for (const id of keys.slice(0, 30)) await session.ticket({ action: 'update', id, title: `renamed log ${id}` });
      await askAll(session);
    });
    keepIndex('branch');
    // As `git switch` does.
    copyFileSync(join(kept, 'data.db'), data);
    await inSession(async (session) => {
      await session.createAll(items(60, 90));
      await session.ticket({ action: 'comment', id: keys[9], message: 'The voicemail catalogue, too.' });
      await session.ticket({ action: 'archive', id: keys[7] });
      await session.ticket({ action: 'update', id: keys[8], title: 'refund of the login' });
    });
    const other = makeRepository({ name: 'pay' });
    const client = await startClientOf(other.root);
    await client.createAll(items(200, 80));
    await askAll(client);
    await client.client.close();
    keepIndex('repository', join(other.root, '.git/tracker'));
    removeIndex();
    expected = await inSession(askAll);
  });
  afterAll(removeIndex);

  const startClientOf = async (cwd: string) => toolSession(await connectClient({ cwd }));

  it('find something and differ from each other', () => {
    expect(new Set(expected).size).toBeGreaterThan(queries.length - 5);
    expect(expected.filter((reply) => /\d{6}/.test(reply)).length).toBeGreaterThan(15);
  });

  const states: Record<string, () => void> = {
    'that is up to date': () => undefined,
    'that is missing': removeIndex,
    'of an older version of the file': () => useIndex('older'),
    'of another branch': () => useIndex('branch'),
    'of another repository': () => useIndex('repository'),
    'that is empty': () => {
      removeIndex();
      writeFileSync(index, '');
    },
    'of random bytes': () => {
      removeIndex();
      writeFileSync(index, 'no database at all, but quite a long text to be one '.repeat(200));
    },
    'that is a folder': () => {
      removeIndex();
      mkdirSync(index);
    },
  };

  it.each(Object.keys(states))('are the same from an index %s', async (state) => {
    states[state]!();
    expect(await inSession(askAll)).toEqual(expected);
    // And from what became of it.
    expect(await inSession(askAll)).toEqual(expected);
  });
});
