import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const update = (id: string, fields: Record<string, unknown>) => tracker.ticket({ action: 'update', id, ...fields });

describe('update', () => {
  it('answers with the change of every field, and not with the ticket', async () => {
    const parent = await tracker.create({ title: 'Umbrella', type: 'epic' });
    const id = await tracker.create('Before');
    const changes: [Record<string, unknown>, string][] = [
      [{ title: 'After\nall' }, 'title "Before" → "After all"'],
      [{ priority: 'urgent' }, 'priority medium → urgent'],
      [{ points: 8 }, 'points none → 8'],
      [{ labels: ['web', 'api'] }, 'labels +web +api'],
      [{ add_labels: ['ui'], remove_labels: ['web'] }, 'labels +ui -web'],
      [{ assignees: ['@me', 'bob'] }, 'assignees +alice/test-client +bob'],
      [{ parent }, `parent none → ${parent}`],
      [{ due: '2026-12-24' }, 'due none → 2026-12-24'],
      [{ status: 'todo' }, 'backlog → todo'],
      [{ description: 'New text' }, 'description replaced'],
      [{ type: 'bug' }, 'type task → bug, todo → triage'],
    ];
    for (const [fields, said] of changes) expect(await update(id, fields)).toBe(`${id} ${said}`);
    expect(await tracker.get(id)).toEqual([
      `${id} After all`,
      'bug · triage · urgent · 8 pts · due 2026-12-24 · rev 12 · alice/test-client, bob · api, ui',
      `parent ${parent} (0/1 done) "Umbrella"`,
      '',
      'New text',
    ]);
  });

  it('changes several fields at once, as one revision', async () => {
    const id = await tracker.create('Many at once');
    expect(await update(id, { priority: 'low', points: 2, add_labels: 'a, b' })).toBe(
      `${id} priority medium → low, points none → 2, labels +a +b`,
    );
    expect((await tracker.get(id))[1]).toBe('task · backlog · low · 2 pts · rev 2 · a, b');
  });

  it("says whose text went where it was another session's", async () => {
    const id = await tracker.create({ title: 'Text', description: 'One' });
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await bob.ticket({ action: 'edit', id, op: 'append', new: 'by bob' });
    expect(await update(id, { description: 'Two' })).toBe(`${id} description replaced, which was written by bob`);
    expect(await update(id, { description: 'Three' })).toBe(`${id} description replaced`);
    expect(await bob.ticket({ action: 'update', id, description: 'none' })).toMatch(
      /description emptied, which was written by/,
    );
  });

  it('clears a field with "none", and with [] where it is the only change', async () => {
    const parent = await tracker.create('Above');
    const fields = { points: 3, due: '2026-12-24', parent, labels: ['a'], assignees: ['ada'] };
    const id = await tracker.create({ title: 'Full', ...fields });
    expect(await update(id, { points: 'none', due: 'None', parent: 'none', labels: 'none', assignees: ['none'] })).toBe(
      `${id} points 3 → none, due 2026-12-24 → none, parent ${parent} → none, labels -a, assignees -ada`,
    );
    expect(await tracker.get(id)).toEqual([`${id} Full`, 'task · backlog · rev 2']);
    await update(id, fields);
    for (const field of Object.keys(fields)) await update(id, { [field]: [] });
    expect(await tracker.get(id)).toEqual([`${id} Full`, 'task · backlog · rev 8']);
    expect(await update(id, { priority: 'none' })).toBe(`${id} priority medium → none`);
  });

  it('says where all is so already, and records nothing', async () => {
    const id = await tracker.create({ title: 'Same', labels: ['a'], points: 1 });
    expect(
      await update(id, {
        title: 'Same',
        labels: ['a'],
        add_labels: ['a'],
        remove_labels: ['b'],
        points: '1',
        parent: 'none',
      }),
    ).toBe(`${id} is so already`);
    expect((await tracker.get(id))[1]).toBe('task · backlog · 1 pt · a');
  });

  it('changes several tickets, all or none', async () => {
    const ids = await tracker.createAll([{ title: 'a' }, { title: 'b', priority: 'high' }]);
    expect(await tracker.ticket({ action: 'update', ids, priority: 'high' })).toBe(
      `${ids[0]} priority medium → high\n${ids[1]} is so already`,
    );
    await tracker.refused('not_found', { action: 'update', ids: [...ids, 'PAY-999999'], priority: 'low' });
    expect((await tracker.get(ids[0]!))[1]).toBe('task · backlog · high · rev 2');
  });

  it('takes id and ids together, each ticket once', async () => {
    const ids = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    expect(await tracker.ticket({ action: 'update', id: ids[0], ids, points: 1 })).toBe(
      `${ids[0]} points none → 1\n${ids[1]} points none → 1`,
    );
  });

  it('refuses nothing to change, and no ticket', async () => {
    const id = await tracker.create('Nothing');
    expect(await tracker.refused('invalid_input', { action: 'update', id })).toContain('update has nothing to change');
    expect(await tracker.refused('invalid_input', { action: 'update', id, message: 'only a message' })).toContain(
      'nothing to change',
    );
    expect(await tracker.refused('invalid_input', { action: 'update', priority: 'high' })).toContain('id is missing');
    await tracker.refused('invalid_input', { action: 'update', ids: [], priority: 'high' });
  });

  it('is refused at another revision than expected', async () => {
    const id = await tracker.create('Revised');
    const other = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    await other.ticket({ action: 'update', id, priority: 'low' });
    const text = await tracker.refused('conflict', { action: 'update', id, title: 'Mine', expected_revision: 1 });
    expect(text).toBe(
      `error conflict: ${id} is at revision 2, not 1; bob changed it last.\nRead it with ticket(action:"get", id:"${id}"), then send the change with expected_revision:2.`,
    );
    expect(await update(id, { title: 'Mine', expected_revision: '2' })).toBe(`${id} title "Revised" → "Mine"`);
  });

  it('is refused where another event made the revision, as on another branch', async () => {
    const id = await tracker.create('Tagged');
    await tracker.ticket({ action: 'comment', id, message: 'makes no revision' });
    const made = (await tracker.ticket({ action: 'history', id })).split('\n').at(-1)?.split(' ')[0] ?? '';
    const other = made.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const text = await tracker.refused('conflict', {
      action: 'update',
      id,
      title: 'B',
      expected_revision: `1-${other}`,
    });
    expect(text).toContain(`${id} is at revision 1, not 1 of event ${other}; `);
    expect(await update(id, { title: 'B', expected_revision: `"1-${made}"` })).toBe(`${id} title "Tagged" → "B"`);
    const malformed = await tracker.refused('invalid_input', {
      action: 'update',
      id,
      title: 'C',
      expected_revision: '2-x',
    });
    expect(malformed).toContain('expected_revision must be an integer of at least 1, not "2-x"');
  });

  it('does nothing in dry_run', async () => {
    const id = await tracker.create('Dry');
    expect(await update(id, { priority: 'low', description: 'x', dry_run: 'true' })).toBe(
      `Dry run, nothing written:\n${id} priority medium → low, description replaced`,
    );
    expect(await tracker.get(id)).toEqual([`${id} Dry`, 'task · backlog']);
  });

  it('shows a parent the progress and the points of its children', async () => {
    const [epic, first] = await tracker.createAll([
      { title: 'Epic', type: 'epic' },
      { title: 'a', parent: '$1', points: 5 },
      { title: 'b', parent: '$1', points: 13 },
      { title: 'c', parent: '$1' },
    ]);
    await tracker.ticket({ action: 'close', id: first });
    expect((await tracker.get(epic!))[2]).toBe('children 1/3 done, 18 pts');
  });
});

describe('links in an update', () => {
  it('are added to those that are there, and are no change where they are', async () => {
    const titles = ['Last', 'First', 'Second', 'Other'];
    const [id, first, second, other] = await tracker.createAll(titles.map((title) => ({ title })));
    expect(await update(id!, { blocked_by: first, priority: 'high' })).toBe(
      `${id} priority medium → high, blocked_by +${first}`,
    );
    expect(await update(id!, { blocked_by: [first, second] })).toBe(`${id} blocked_by +${second}`);
    expect(await update(id!, { blocked_by: second })).toBe(`${id} is so already`);
    expect(await update(id!, { related: other, message: 'Both are of one screen' })).toBe(
      `${id} related +${other}, noted`,
    );
    expect((await tracker.get(id!)).join('\n')).toContain('Both are of one screen');
    expect(await update(second!, { discovered_from: id, blocks: [id] })).toBe(`${second} discovered_from +${id}`);
    expect(await tracker.refused('dependency_cycle', { action: 'update', id: first, blocked_by: id })).toContain(id);
    expect((await tracker.get(id!)).join('\n')).toMatch(new RegExp(`after ${first} .*after ${second} `));
  });
});

describe('archive and unarchive', () => {
  it('take a ticket out of list, board and search, and bring it back', async () => {
    const id = await tracker.create('Zanzibar expedition');
    const number = id.slice(-6);
    const places = async () => [
      (await tracker.ticket({ action: 'list', query: 'expedition' })).includes(number),
      (await tracker.ask('board', { action: 'kanban', limit: 100 })).includes(number),
      (await tracker.ask('search', { query: 'Zanzibar' })).includes(number),
      (await tracker.ask('search', { query: 'Zanzibar is:archived' })).includes(number),
    ];
    expect(await places()).toEqual([true, true, true, false]);
    expect(await tracker.ticket({ action: 'archive', id, message: 'too far' })).toBe(`${id} archived, noted`);
    expect(await places()).toEqual([false, false, false, true]);
    expect((await tracker.get(id))[1]).toBe('task · backlog · archived · rev 2');
    expect(await tracker.ticket({ action: 'archive', id })).toBe(`${id} is so already`);
    expect(await tracker.ticket({ action: 'unarchive', id })).toBe(`${id} unarchived`);
    expect(await places()).toEqual([true, true, true, false]);
  });

  it('take several, and a dry run takes none', async () => {
    const ids = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    expect(await tracker.ticket({ action: 'archive', ids, dry_run: true })).toBe(
      `Dry run, nothing written:\n${ids[0]} archived\n${ids[1]} archived`,
    );
    expect(await tracker.ticket({ action: 'archive', ids })).toBe(`${ids[0]} archived\n${ids[1]} archived`);
    expect(await tracker.ticket({ action: 'unarchive', ids: ids.join(' ') })).toBe(
      `${ids[0]} unarchived\n${ids[1]} unarchived`,
    );
  });

  it('say what archiving a blocker has made ready', async () => {
    const [blocker, waiting] = await tracker.createAll([{ title: 'Blocker' }, { title: 'Waits', blocked_by: '$1' }]);
    expect(await tracker.ticket({ action: 'archive', id: blocker })).toBe(
      `${blocker} archived\nReady now: ${waiting} "Waits"`,
    );
  });
});
