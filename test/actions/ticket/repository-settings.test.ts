import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startClient } from '../../support/client.ts';
import { toolSession, useTracker } from '../../support/tool-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const tracker = useTracker();
const configure = (config: unknown) =>
  tracker.repository.write('.tracker/config.json', typeof config === 'string' ? config : JSON.stringify(config));

afterEach(() => {
  for (const name of ['config.json', 'templates'])
    rmSync(join(tracker.repository.root, '.tracker', name), { recursive: true, force: true });
});

describe('the project in .tracker/config.json', () => {
  it('is that of new tickets and of bare numbers, whichever is the oldest', async () => {
    const first = await tracker.create('Of the first project');
    configure({ project: 'ops' });
    const id = await tracker.create('Of the configured one');
    expect(id).toMatch(/^OPS-/);
    const number = id.replace('OPS-', '');
    expect(await tracker.ticket({ action: 'get', id: number })).toContain(id);
    expect(await tracker.ask('search', { query: `key:${number}` })).toContain(id);
    expect(await tracker.refused('not_found', { action: 'get', id: first.replace(/^.*-/, '') })).toContain(
      `That number is ${first}.`,
    );
    expect(await tracker.create({ title: 'Named', project: 'PAY' })).toMatch(/^PAY-/);
  });
});

describe('types in .tracker/config.json', () => {
  const incident = {
    initial: 'reported',
    ready: ['reported'],
    done: 'closed',
    terminal: ['closed', 'duplicate'],
    moves: { reported: ['in_progress', 'duplicate!'], in_progress: ['closed'], closed: ['reported!'] },
  };

  it('are found by their categories, and begin with the first status in which work is done', async () => {
    const moves = { reported: ['checked'], checked: ['fixing'], fixing: ['closed'], closed: ['reported!'] };
    const outage = { initial: 'reported', ready: ['checked'], done: 'closed', terminal: ['closed'], moves };
    configure({ types: { outage: { ...outage, categories: { checked: 'todo', fixing: 'doing' } } } });
    const id = await tracker.create({ title: 'Down', type: 'outage', status: 'checked', labels: ['cat'] });
    expect(await tracker.ticket({ action: 'claim', id })).toContain('checked → fixing');
    for (const query of ['is:doing', 'status:wip', 'category:doing'])
      expect(await tracker.ticket({ action: 'list', query: `${query} label:cat` })).toContain(id);
    expect(await tracker.ticket({ action: 'list', query: 'is:todo label:cat' })).not.toContain(id);
    configure({ types: { outage: { ...outage, categories: { fixing: 'review' } } } });
    expect(await tracker.ticket({ action: 'list', query: 'is:review label:cat' })).toContain(id);
    configure({ types: { outage: { ...outage, categories: { fixing: 'working' } } } });
    expect(await tracker.refused('invalid_input', { action: 'move', id, status: 'closed' })).toContain(
      'types.outage.categories.fixing',
    );
  });

  it('are added to the built-in ones, with their moves', async () => {
    configure({ types: { incident } });
    const [id, task] = await tracker.createAll([{ title: 'Outage', type: 'Incident' }, { title: 'Task' }]);
    expect((await tracker.get(id!))[1]).toBe('incident · reported');
    await tracker.refused('invalid_status', { action: 'move', id, status: 'closed' });
    await tracker.refused('invalid_input', { action: 'move', id, status: 'duplicate' });
    expect(await tracker.ticket({ action: 'claim', query: 'type:incident' })).toContain(
      `Claimed ${id} · reported → in_progress`,
    );
    expect(await tracker.ticket({ action: 'close', id })).toBe(`${id} in_progress → closed`);
    expect((await tracker.get(task!))[1]).toBe('task · backlog');
  });

  it('replace a built-in one', async () => {
    configure({ types: { task: { initial: 'new', done: 'gone', terminal: ['gone'], moves: { new: ['gone'] } } } });
    const id = await tracker.create('Simple');
    expect(await tracker.ticket({ action: 'close', id })).toBe(`${id} new → gone`);
  });

  it('that are gone leave their tickets readable, and say how to go on', async () => {
    configure({ types: { incident } });
    const id = await tracker.create({ title: 'Left over', type: 'incident' });
    rmSync(join(tracker.repository.root, '.tracker/config.json'));
    expect((await tracker.get(id))[1]).toBe('incident · reported');
    expect(await tracker.refused('invalid_status', { action: 'move', id, status: 'closed' })).toContain(
      'Give it another type first (update, type): task, bug',
    );
    expect(await tracker.ticket({ action: 'update', id, type: 'bug' })).toBe(
      `${id} type incident → bug, reported → triage`,
    );
  });
});

describe('an invalid configuration', () => {
  for (const [what, text, message] of [
    [
      'with conflict markers',
      '<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n',
      /config\.json has conflict markers, first in line 1/,
    ],
    ['that is not JSON', '{"types": ', /config\.json is not JSON/],
    ['with an unknown setting', '{"leaseHuors": 3}', /leaseHuors.*did you mean "leaseHours"/],
    [
      'with a status that cannot be reached',
      JSON.stringify({ types: { x: { initial: 'a', done: 'z', terminal: ['z'], moves: { a: ['z'], b: ['z'] } } } }),
      /types\.x\.moves\.b .*cannot be reached/,
    ],
    [
      'with a review of no type',
      '{"review": {"bgu": true}}',
      /review\.bgu names "bgu", which is not a type; did you mean "bug"/,
    ],
  ] as const)
    it(`${what} stops writes with the file and the place, and not reads`, async () => {
      const id = await tracker.create('Before it broke');
      configure(text);
      for (const args of [
        { action: 'create', title: 'x' },
        { action: 'update', id, priority: 'low' },
        { action: 'undo', id },
        { action: 'comment', id, message: 'x' },
      ]) {
        const refusal = await tracker.refused('invalid_input', args);
        expect(refusal).toMatch(message);
        expect(refusal).toContain('Until then tracker reads but does not write.');
      }
      expect((await tracker.get(id))[0]).toBe(`${id} Before it broke`);
      await tracker.ticket({ action: 'list' });
      await tracker.ticket({ action: 'history' });
      configure('{}');
      expect(await tracker.ticket({ action: 'update', id, priority: 'low' })).toContain('low');
    });
});

describe('the actor of a change', () => {
  const author = async (options: { env?: Record<string, string>; name?: string; user?: string }) => {
    const session = toolSession(
      await startClient({ cwd: makeRepository({ name: 'pay', user: options.user ?? 'ada' }).root, ...options }),
    );
    const id = await session.create('By whom');
    return (await session.ticket({ action: 'history', id })).split(' ')[3];
  };

  it('is TRACKER_ACTOR, else git’s user and the client’s name', async () => {
    expect(await author({ name: 'claude-code' })).toBe('ada/claude-code');
    expect(await author({ name: 'codex', env: { TRACKER_ACTOR: 'bot-7' } })).toBe('bot-7');
    expect(await author({ env: { TRACKER_ACTOR: '  ' } })).toBe('ada/test-client');
  });
});
