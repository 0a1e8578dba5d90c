import { beforeEach, describe, expect, it } from 'vitest';
import { published } from '../../src/mcp/published.ts';
import { startClient, type TestClient } from '../support/client.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

let client: TestClient;
let key: string;

beforeEach(async () => {
  client = await startClient({ cwd: makeRepository({ name: 'payments' }).root });
  const created = await client.call('ticket', {
    action: 'create',
    title: 'Login fails on Safari',
    type: 'bug',
    description: '## Steps\n\n1. Log in',
  });
  key = /[A-Z]+-\d+/.exec(created.text)![0];
});

const promptText = async (name: string, args: Record<string, string> = {}) => {
  const { messages } = await client.sdk.getPrompt({ name, arguments: args });
  return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n');
};

const complete = async (
  ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string },
  name: string,
  value: string,
) => (await client.sdk.complete({ ref, argument: { name, value } })).completion.values;

describe('tools', () => {
  it('are listed as they were published when the program was built', async () => {
    expect((await client.sdk.listTools()).tools).toEqual(published.tools);
    expect(client.sdk.getInstructions()).toBe(published.instructions);
  });

  it('answer with text alone', async () => {
    const reply = await client.sdk.callTool({ name: 'ticket', arguments: { action: 'get', id: key } });
    expect(Object.keys(reply)).toEqual(['content']);
    expect(reply.content).toEqual([{ type: 'text', text: expect.stringContaining('Login fails on Safari') }]);
  });

  it('refuse with a result that the model sees, which names the next call', async () => {
    const refusal = await client.call('ticket', { action: 'move', id: key, status: 'resolved' });
    expect(refusal.isError).toBe(true);
    expect(refusal.text).toMatch(/^error invalid_status: /);
    expect(refusal.text).toContain('confirmed');
  });

  it('keep every reply under 40,000 characters', async () => {
    const description = `${'x'.repeat(200_000)}\n`;
    await client.call('ticket', { action: 'update', id: key, description });
    for (const args of [
      { action: 'get', id: key, lines: '1-' },
      { action: 'get', id: key, budget: 10_000 },
    ]) {
      expect((await client.call('ticket', args)).text.length).toBeLessThan(40_000);
    }
  });
});

describe('resources', () => {
  it('are the board and every ticket', async () => {
    const { resources } = await client.sdk.listResources();
    const { resourceTemplates } = await client.sdk.listResourceTemplates();
    expect(resources.map(({ uri, mimeType }) => [uri, mimeType])).toEqual([['tracker://board', 'text/markdown']]);
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['tracker://ticket/{key}']);
  });

  it('show the board', async () => {
    const { contents } = await client.sdk.readResource({ uri: 'tracker://board' });
    expect(contents).toEqual([
      { uri: 'tracker://board', mimeType: 'text/markdown', text: expect.stringContaining('Login fails on Safari') },
    ]);
  });

  it('show a ticket by its key in any case, also with a number sign', async () => {
    for (const name of [key, key.toLowerCase(), encodeURIComponent(`#${key}`)]) {
      const { contents } = await client.sdk.readResource({ uri: `tracker://ticket/${name}` });
      expect(contents[0]).toMatchObject({ text: expect.stringContaining('## Steps') });
    }
  });
});

describe('prompts', () => {
  it('are next, triage and review', async () => {
    const { prompts } = await client.sdk.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['next', 'triage', 'review']);
  });

  it('show what they are about, as it is now', async () => {
    expect(await promptText('triage')).toContain(key.split('-')[1]);
    expect(await promptText('triage', { status: 'confirmed' })).not.toContain(key.split('-')[1]);
  });
});

describe('completion', () => {
  it('offers keys for a ticket resource and for a review', async () => {
    const template = { type: 'ref/resource', uri: 'tracker://ticket/{key}' } as const;
    expect(await complete(template, 'key', '')).toEqual([key]);
    expect(await complete(template, 'key', key.slice(0, 5).toLowerCase())).toEqual([key]);
    expect(await complete(template, 'key', key.split('-')[1]!.slice(0, 3))).toEqual([key]);
    expect(await complete(template, 'key', 'NONE-1')).toEqual([]);
    expect(await complete({ type: 'ref/prompt', name: 'review' }, 'id', 'pay')).toEqual([key]);
  });

  it('offers types and statuses for prompts', async () => {
    expect(await complete({ type: 'ref/prompt', name: 'next' }, 'type', '')).toEqual([
      'task',
      'bug',
      'feature',
      'decision',
      'epic',
    ]);
    expect(await complete({ type: 'ref/prompt', name: 'triage' }, 'status', 're')).toEqual([
      'review',
      'resolved',
      'rejected',
    ]);
  });
});

describe('the caller', () => {
  const me = async (options: { env?: Record<string, string>; name?: string }, meta?: Record<string, unknown>) => {
    const other = await startClient({ cwd: makeRepository({ user: 'ada' }).root, ...options });
    const { content } = await other.sdk.callTool({ name: 'board', arguments: { action: 'me' }, _meta: meta });
    return (content as { text: string }[])[0]!.text;
  };

  it('is the user of git with the name of the client, unless TRACKER_ACTOR names one', async () => {
    expect(await me({ name: 'claude-code' })).toContain('ada/claude-code');
    expect(await me({ env: { TRACKER_ACTOR: 'build-bot' } })).toContain('build-bot');
  });

  it('has the session of the environment, else of the client, else of the thread, else its own', async () => {
    const thread = { threadId: 'thread-9' };
    const env = { TRACKER_SESSION: 'mine-1', CLAUDE_CODE_SESSION_ID: 'claude-2' };
    expect(await me({ env }, thread)).toContain('mine-1');
    expect(await me({ env: { CLAUDE_CODE_SESSION_ID: 'claude-2' } }, thread)).toContain('claude-2');
    expect(await me({}, thread)).toContain('thread-9');
    expect(await me({})).not.toBe(await me({}));
  });
});

describe('the working directory', () => {
  it('may be below the root: the repository is found upwards', async () => {
    const repository = makeRepository();
    repository.write('packages/web/index.ts', '');
    const below = await startClient({ cwd: `${repository.root}/packages/web` });
    const { text } = await below.call('ticket', { action: 'create', title: 'From below' });
    const above = await startClient({ cwd: repository.root });
    expect((await above.call('ticket', { action: 'get', id: /[A-Z]+-\d+/.exec(text)![0] })).text).toContain(
      'From below',
    );
    expect(repository.git('status', '--short', '--untracked-files=all')).not.toContain('packages/web/.tracker');
  });

  it('gets no file before the first write, wherever it is', async () => {
    const repository = makeRepository();
    const reader = await startClient({ cwd: repository.root });
    await reader.sdk.listTools();
    await reader.call('board', { action: 'kanban' });
    await reader.call('search', { query: 'anything' });
    expect(repository.git('status', '--short', '--ignored', '--untracked-files=all')).toBe('');
  });

  it('may be outside any repository', async () => {
    const loose = await startClient({ cwd: makeDirectory() });
    expect((await loose.call('board', { action: 'summary' })).isError).toBe(false);
  });
});
