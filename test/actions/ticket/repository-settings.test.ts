import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startClient } from '../../support/client.ts';
import { keysIn, toolSession, useTracker } from '../../support/tool-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const tracker = useTracker();
const configure = (config: unknown) =>
  tracker.repository.write('.tracker/config.json', typeof config === 'string' ? config : JSON.stringify(config));

afterEach(() => {
  for (const name of ['config.json', 'templates'])
    rmSync(join(tracker.repository.root, '.tracker', name), { recursive: true, force: true });
});

describe('types in .tracker/config.json', () => {
  const incident = {
    initial: 'reported',
    ready: ['reported'],
    done: 'closed',
    terminal: ['closed', 'duplicate'],
    moves: { reported: ['in_progress', 'duplicate!'], in_progress: ['closed'], closed: ['reported!'] },
  };

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
      `ticket(action:"update", id:"${id}", type:"`,
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

describe('a review gate', () => {
  const approve = async (id: string) => {
    await tracker.ask('alignment', { action: 'submit', id, message: 'done' });
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await bob.ask('alignment', { action: 'decide', id, decision: 'approved' });
  };

  it('keeps a ticket from its positive terminal status until its latest submission is approved', async () => {
    configure({ review: { bug: true } });
    const id = await tracker.create({ title: 'Gated', type: 'bug' });
    expect(await tracker.refused('review_required', { action: 'close', id })).toContain(
      `alignment(action:"submit", id:"${id}"`,
    );
    expect((await tracker.get(id))[1]).toBe('bug · triage');
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id, status });
    await tracker.refused('review_required', { action: 'move', id, status: 'resolved' });
    await tracker.refused('review_required', { action: 'update', id, status: 'resolved' });
    await tracker.ask('alignment', { action: 'submit', id, message: 'first' });
    expect(await tracker.refused('review_required', { action: 'close', id })).toContain(
      'its submission waits for a decision',
    );
    await approve(id);
    await tracker.ask('alignment', { action: 'submit', id, message: 'changed again' });
    await tracker.refused('review_required', { action: 'close', id });
    await approve(id);
    expect(await tracker.ticket({ action: 'close', id })).toBe(`${id} in_progress → resolved`);
  });

  it('does not stand before other ends, nor other types', async () => {
    configure({ review: { bug: true } });
    const [bug, task] = await tracker.createAll([{ title: 'b', type: 'bug' }, { title: 't' }]);
    expect(await tracker.ticket({ action: 'close', id: bug, status: 'wont_fix', message: 'no' })).toContain('wont_fix');
    expect(await tracker.ticket({ action: 'close', id: task })).toContain('done');
  });

  it('is not passed by a change of type, nor by the undo of one', async () => {
    configure({ review: { bug: true } });
    const [begun, retyped] = await tracker.createAll([{ title: 'Begun', type: 'bug' }, { title: 'Was a task' }]);
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id: begun, status });
    await tracker.refused('review_required', { action: 'update', id: begun, type: 'task' });
    await tracker.ticket({ action: 'update', id: retyped, type: 'bug' });
    const event = (await tracker.ticket({ action: 'history', id: retyped, limit: 1 })).slice(0, 6);
    for (const status of ['confirmed', 'in_progress']) await tracker.ticket({ action: 'move', id: retyped, status });
    expect(await tracker.ticket({ action: 'undo', event })).toContain('only after an approval');
    expect((await tracker.get(retyped!))[1]).toMatch(/^bug · in_progress/);
  });
});

describe('templates', () => {
  it('are listed with their variables, the built-in ones', async () => {
    const text = await tracker.ticket({ action: 'templates' });
    expect(
      text
        .split('\n')
        .slice(1)
        .map((line) => line.split(':')[0]),
    ).toEqual(['api-endpoint', 'bug-fix', 'database-migration', 'react-component', 'refactor']);
    expect(text).toContain('api-endpoint: method, path, purpose?');
  });

  it('give the fields and the description, with their variables filled in', async () => {
    const id = await tracker.create({ template: 'api-endpoint', vars: { method: 'GET', path: '/invoices' } });
    const shown = await tracker.get(id);
    expect(shown[0]).toContain('GET /invoices');
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.join('\n')).not.toContain('{{');
    for (const [template, vars] of [
      ['bug-fix', { what: 'Login' }],
      ['database-migration', { change: 'Add a column' }],
      ['react-component', { name: 'Button' }],
      ['refactor', { target: 'Billing' }],
    ] as const)
      expect((await tracker.get(await tracker.create({ template, vars: JSON.stringify(vars) }))).join('\n')).toContain(
        Object.values(vars)[0],
      );
  });

  it('yield to what is given beside them', async () => {
    const id = await tracker.create({
      template: 'bug-fix',
      vars: { what: 'Login' },
      title: 'My title',
      priority: 'low',
      labels: ['mine'],
    });
    expect((await tracker.get(id))[0]).toBe(`${id} My title`);
    expect((await tracker.get(id))[1]).toMatch(/^bug · triage · low · mine$/);
  });

  it('may be the repository’s own, also in place of a built-in one', async () => {
    tracker.repository.write(
      '.tracker/templates/release.md',
      '---\ntitle: Release {{version}}\ntype: feature\nlabels: [release]\npoints: 5\n---\nShip {{version}} on {{day}}.\n',
    );
    tracker.repository.write('.tracker/templates/refactor.md', '---\ntitle: Ours\n---\n');
    expect(await tracker.ticket({ action: 'templates' })).toContain('\nrelease: version, day');
    const id = await tracker.create({ template: 'release.md', vars: { version: 2, day: 'Friday' } });
    expect(await tracker.get(id)).toEqual([
      `${id} Release 2`,
      'feature · proposed · 5 pts · release',
      '',
      'Ship 2 on Friday.',
    ]);
    expect((await tracker.get(await tracker.create({ template: 'refactor' })))[0]).toContain('Ours');
    const keys = keysIn(
      await tracker.ticket({
        action: 'create',
        items: [
          { template: 'release', vars: { version: '3', day: 'x' } },
          { title: 'After', blocked_by: '$1' },
        ],
      }),
    );
    expect((await tracker.get(keys[1]!))[2]).toContain(`after ${keys[0]}`);
  });

  it('are refused without their variables, naming all of them, and by another name', async () => {
    expect(await tracker.refused('invalid_input', { action: 'create', template: 'api-endpoint' })).toContain(
      'vars needs method, path',
    );
    expect(
      await tracker.refused('invalid_input', {
        action: 'create',
        template: 'api-endpoint',
        vars: { methd: 'GET', path: '/' },
      }),
    ).toContain('did you mean "method"');
    expect(await tracker.refused('not_found', { action: 'create', template: 'api-endpiont' })).toContain(
      'did you mean "api-endpoint"',
    );
    expect(await tracker.refused('invalid_input', { action: 'create', title: 'x', vars: { a: 'b' } })).toContain(
      'vars belong to a template',
    );
    tracker.repository.write('.tracker/templates/broken.md', '---\npoints: 99\n---\n');
    expect(await tracker.refused('invalid_input', { action: 'create', template: 'broken', title: 'x' })).toContain(
      '.tracker/templates/broken.md: points must be',
    );
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
