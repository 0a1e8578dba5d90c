import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { recordNewTicket } from '../../../src/actions/ticket/new-ticket.ts';
import { dataOf, factsOf } from '../../support/file-facts.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { keysIn } from '../../support/tool-session.ts';

const tracker = useLocalTracker();

afterEach(() => {
  rmSync(join(tracker.repository.root, '.tracker/templates'), { recursive: true, force: true });
});

describe('a new ticket', () => {
  const record = (wanted: Parameters<typeof recordNewTicket>[1]) =>
    tracker.workspace.write(authorOf('anna'), (tx) => recordNewTicket(tx, wanted, { refer: (reference) => reference }));
  const lastEvents = (count: number) => factsOf(dataOf(tracker.repository.root)).events.slice(-count);

  it('records what is given and nothing else, with the first type and its first status', async () => {
    const row = await record({ title: 'Plain', points: null, due: null, parent: null, labels: [], assignees: [] });
    expect(lastEvents(1)).toMatchObject([{ kind: 'create', ticket: row.ticket }]);
    expect(lastEvents(1)[0]!.payload).toEqual({
      ...{ project: 'PAY', number: row.number, title: 'Plain', type: 'task', status: 'backlog', priority: 'medium' },
    });
  });

  it('makes its project, resolves actors once each, and links what blocks it, once each', async () => {
    const blocker = await tracker.create('Blocks');
    const wanted = {
      title: 'x',
      type: 'Bug',
      project: 'OPS',
      assignees: ['@me', 'anna', 'bob'],
      blocked_by: [blocker, blocker],
    };
    const row = await record(wanted);
    expect(row).toMatchObject({ project: 'OPS', type: 'bug', status: 'triage' });
    expect(lastEvents(3)).toMatchObject([
      { kind: 'project', payload: { project: 'OPS' } },
      { kind: 'create', payload: { assignees: ['anna', 'bob'] } },
      { kind: 'link', payload: { type: 'blocks' } },
    ]);
    expect(await record({ title: 'y' })).toMatchObject({ project: 'PAY' });
  });

  it('remembers what the keys in its texts mean', async () => {
    const key = await tracker.create('Meant');
    await record({ title: `After ${key}`, description: 'and PAY-000000' });
    const { payload } = lastEvents(1)[0] as { payload: { mentions: Record<string, string> } };
    expect(Object.keys(payload.mentions)).toEqual([key]);
  });

  it('is refused without a title, and where what it names is not there, with nothing made', async () => {
    const before = factsOf(dataOf(tracker.repository.root)).events.length;
    await expect(record({})).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'title is missing, and the template has none.',
    });
    for (const wanted of [{ parent: 'PAY-000000' }, { blocked_by: ['PAY-000000'] }])
      await expect(record({ title: 'x', project: 'NEW', ...wanted })).rejects.toMatchObject({ code: 'not_found' });
    expect(factsOf(dataOf(tracker.repository.root)).events).toHaveLength(before);
  });
});

describe('templates of a new ticket', () => {
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
