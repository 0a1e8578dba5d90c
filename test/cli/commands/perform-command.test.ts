import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ActionCommand } from '../../../src/cli/commands/action-commands.ts';
import { actionCommand } from '../../../src/cli/commands/perform-command.ts';
import { makeRepository } from '../../support/workspace.ts';
import { type ContextOptions, runCommand } from '../context.ts';

let root: string;
beforeEach(() => {
  root = makeRepository().root;
});

const run = (...args: string[]) => runWith({}, ...args);
const runWith = (options: Partial<ContextOptions>, ...args: string[]) => runCommand({ cwd: root, ...options }, ...args);

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function create(...args: string[]): Promise<string> {
  return (await json('create', ...args)).tickets[0].key;
}

describe("a command's words and options", () => {
  test('are the fields of its action, a list repeated or in one', async () => {
    const labels = ['--label', 'web,ui', '--label', 'auth'];
    const key = await create('Fix', 'the', 'login', '--priority', 'high', ...labels, '--points', '3');
    expect((await json('show', key)).ticket).toMatchObject({
      ...{ title: 'Fix the login', priority: 'high', labels: ['auth', 'ui', 'web'], points: 3 },
    });
    await run('update', key, '--labels', 'one, two', '--points', 'none', '--assignee', '@me');
    expect((await json('show', key)).ticket).toMatchObject({
      ...{ labels: ['one', 'two'], points: null, assignees: ['alice'] },
    });
  });

  test('that are evidence keep their commas, and variables what stands behind the first equals sign', async () => {
    const key = await create('Fix login');
    const { evidence } = await json('align', 'submit', key, 'Done', '--evidence', 'a note, with a comma');
    expect(evidence).toEqual([{ kind: 'note', value: 'a note, with a comma' }]);
    const made = await create('--template', 'bug-fix', '--var', 'what=a=b, c');
    expect((await json('show', made)).ticket.title).toContain('a=b, c');
    for (const variable of ['what', '=x'])
      expect(await run('create', '--template', 'bug-fix', '--var', variable)).toEqual({
        ...{ code: 2, stdout: '', stderr: `--var "${variable}" has no value: --var NAME=VALUE.\n` },
      });
  });

  test('read a text from standard input where that is meant, and nowhere else', async () => {
    const input = 'From a pipe\n';
    const made = await runWith({ input }, 'create', 'Piped', '--description', '-', '--json');
    const { key } = JSON.parse(made.stdout).tickets[0];
    expect((await runWith({ input }, 'comment', key, '-')).code).toBe(0);
    expect((await runWith({ input }, 'update', key, '--title', '-')).code).toBe(0);
    expect((await run('comment', key, '-1 from me')).code).toBe(0);
    const { ticket } = await json('show', key);
    expect(ticket).toMatchObject({ title: '-', description: input });
    expect(ticket.notes.map(({ body }: { body: string }) => body).sort()).toEqual(['-1 from me', input]);
  });

  test('name a link by its id alone, and a ticket that is ready to be made so', async () => {
    const bug = await create('Login fails', '--type', 'bug');
    expect((await run('ready')).stderr).toContain(`To make it ready: tracker move ${bug} confirmed.`);
    const other = await create('Other');
    const { event } = await json('link', other, 'blocks', bug);
    expect(await run('link', 'remove', '--link-id', event)).toMatchObject({
      ...{ code: 0, stdout: `Removed: ${other} blocks ${bug}\n` },
    });
    expect((await run('link', 'remove')).stderr).toContain('id is missing');
  });

  test('give a script the rows of a list with what it sorts and chooses by', async () => {
    const epic = await create('Epic', '--type', 'epic');
    const first = await create('First', '--label', 'web', '--due', '2026-12-01', '--parent', epic);
    const second = await create('Second', '--blocked-by', first);
    const { tickets } = await json('list', 'type:task', 'sort:created');
    const [one, two] = tickets.toSorted((a: { title: string }, b: { title: string }) => a.title.localeCompare(b.title));
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(one).toEqual({
      ...{ key: first, title: 'First', type: 'task', status: 'backlog', priority: 'medium', points: null },
      ...{ assignees: [], labels: ['web'], due: '2026-12-01', parent: epic, blockedBy: [] },
      ...{ createdAt: day, updatedAt: day },
    });
    expect(two).toMatchObject({ key: second, labels: [], due: null, parent: null, blockedBy: [first] });
  });

  test('that are missing are named where no editor can ask for them', async () => {
    expect(await run('create', '--type', 'bug')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^TITLE is missing;/),
    });
    const key = await create('Text');
    expect(await run('edit', key)).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--op is missing, /) });
  });

  test('are hidden in help where words fill them', async () => {
    const options = await actionCommand({ ...definition, action: 'claim', words: ['[id:KEY]'] }).options();
    expect(options.find(({ name }) => name === 'id')).toMatchObject({ hidden: true });
    const several = await actionCommand({ ...definition, action: 'close', words: ['ids:KEY…'] }).options();
    for (const field of ['id', 'ids'])
      expect(several.find(({ name }) => name === field)).toMatchObject({ hidden: true });
  });
});

const definition: ActionCommand = { name: 'x', group: 'Write', tool: 'ticket', action: 'x', words: [], summary: '' };

test('a command of an action that there is not cannot be made', async () => {
  await expect(actionCommand(definition).options()).rejects.toThrow('There is no action ticket.x.');
});

describe('the answer', () => {
  test('is not cut to the tokens of a model, unless that is asked for', async () => {
    const line = 'The quick brown fox jumps over the lazy dog.\n';
    const key = await create('Long', '--description', line.repeat(300));
    expect((await run('show', key)).stdout.match(/quick/g)).toHaveLength(300);
    expect((await run('show', key, '--budget', '500')).stdout).toMatch(/\n… lines \d+-300 left: --lines \d+-\n$/);
  });

  test('is drawn for a person, is JSON, or is what a model reads, with commands for calls', async () => {
    const key = await create('Fix login', '--type', 'bug');
    expect((await runWith({ columns: 80 }, 'list')).stdout).toMatch(/^KEY +STATUS/);
    expect((await json('list')).tickets).toMatchObject([{ key, type: 'bug' }]);
    expect((await run('align', 'submit', key, 'Done')).stdout).toMatch(/^Submitted /);
    expect(await run('move', key, 'in_progress')).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringMatching(
        new RegExp(`^error invalid_status: .*\n.*tracker move ${key} confirmed(?![^]*ticket\\()`),
      ),
    });
  });

  test('of a dry run says so and leaves nothing behind', async () => {
    expect((await run('create', 'Perhaps', '--dry-run')).stdout).toMatch(/^Dry run, nothing written:\nCreated /);
    expect(existsSync(join(root, '.tracker/data.db'))).toBe(false);
  });

  test('of the history has the commits', async () => {
    const key = await create('First');
    expect((await json('history', key)).entries).toMatchObject([{ commit: null }]);
  });
});
