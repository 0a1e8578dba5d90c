import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import { chooseAction, parseArguments } from '../../src/actions/arguments.ts';
import { refusal } from '../support/refusal.ts';
import { isOverLog } from '../support/test-home.ts';
import { type Args, useTracker } from '../support/tool-session.ts';

const tracker = useTracker();
let id: string;

beforeAll(async () => {
  id = await tracker.create({ title: 'Fix login', description: '## Context\ntext\n' });
});

const choose = (tool: string, args: Args): string => chooseAction(actions, tool, args).name;
const actionOf = (tool: string, name: string) => actions.find((one) => one.tool === tool && one.name === name)!;

describe('the action that is meant where none is given', () => {
  it.each<[string, Args, string]>([
    ['search', { query: 'x' }, 'search'],
    ['search', { action: 'search', query: 'x' }, 'search'],
    ['ticket', { id: '1', at: 'now' }, 'get'],
    ['ticket', { since: '1d' }, 'history'],
    ['ticket', { assignee: 'anna', limit: 5 }, 'list'],
    ['link', { ticket: '1' }, 'list'],
    ['alignment', { id: '1' }, 'get'],
    ['alignment', {}, 'list'],
    ['alignment', { limit: 3 }, 'list'],
    ['board', {}, 'kanban'],
    ['board', { type: 'bug', view: null }, 'kanban'],
    ['board', { view: 'summary' }, 'summary'],
    ['ticket', { action: 'show', id: '1' }, 'get'],
    ['ticket', { action: 'assign', id: '1', assignee: 'a' }, 'update'],
    ['link', { action: 'unlink', id: '1' }, 'remove'],
  ])('of %s with %j is the one read that these fields leave: %s', (tool, args, action) => {
    expect(choose(tool, args)).toBe(action);
  });

  it.each<[string, Args]>([
    ['ticket', { limit: 3 }],
    ['link', { id: '1', target: '2' }],
    ['alignment', { id: '1', message: 'Done' }],
    ['board', { verbose: true }],
  ])('of %s with %j could be several, or a write', (tool, args) => {
    expect(refusal(() => choose(tool, args)).message).toBe('The action is missing.');
  });
});

describe('an action that there is not', () => {
  it('is refused with the tools, or with the call that is meant', () => {
    expect(refusal(() => choose('tickets', {}))).toEqual({
      code: 'invalid_input',
      message: 'There is no tool "tickets".',
      hint: 'Tools: ticket, board, search, link, alignment.',
    });
    expect(refusal(() => choose('search', { action: 'find', query: 'x' })).hint).toBe('search takes action: search.');
    expect(refusal(() => choose('board', { action: 'redy', query: 'x' })).hint).toBe(
      'Did you mean board(action:"ready", query:"x")?',
    );
    expect(refusal(() => choose('board', { action: 'redy', query: 'x'.repeat(300) })).hint).toBe(
      'Did you mean action:"ready"?',
    );
  });
});

describe('fields under other names', () => {
  it('are filters where the action has them, which keep apart from its own', () => {
    expect(parseArguments(actionOf('ticket', 'list'), { action: 'list', label: 'a,b', limit: '3' })).toEqual({
      ...{ limit: 3, filters: { labels: ['a', 'b'] } },
    });
    expect(parseArguments(actionOf('ticket', 'update'), { id: 'PAY-1', labels: 'a' })).toMatchObject({ labels: ['a'] });
  });
});

describe('kind acceptance', () => {
  const unused = Object.fromEntries(
    [
      'type',
      'status',
      'query',
      'labels',
      'lines',
      'op',
      'old',
      'vars',
      'items',
      'session',
      'limit',
      'cursor',
      'dry_run',
      'no_such_field',
    ].map((name) => [name, null]),
  );

  it('takes null for not given, in every action, also for fields that the action does not have', async () => {
    const calls: Args[] = [
      { action: 'create', title: 'Nulls' },
      { action: 'create', items: [{ title: 'Null items', points: null, nothing: null }] },
      { action: 'get', id },
      { action: 'list' },
      { action: 'update', id, priority: 'high' },
      { action: 'edit', id, op: 'append', new: 'x' },
      { action: 'comment', id, message: 'x' },
      { action: 'move', id, status: 'todo' },
      { action: 'claim', id },
      { action: 'release', id },
      { action: 'archive', id },
      { action: 'unarchive', id },
      { action: 'history', id },
      { action: 'undo', id },
      { action: 'templates' },
      { action: 'close', id: await tracker.create('To be closed') },
    ];
    for (const call of calls) await tracker.ticket({ ...unused, ...call });
  });

  it('takes lists as lists, "a, b", JSON and a single value', async () => {
    for (const labels of [['a', 'b'], 'a, b', 'a,b', '["a", "b"]', ' a , b ,']) {
      const key = await tracker.create({ title: 'Lists', labels });
      expect((await tracker.get(key))[1]).toBe('task · backlog · a, b');
    }
    const [one, two] = await tracker.createAll([{ title: 'one' }, { title: 'two' }]);
    for (const [index, ids] of [
      [one, two],
      `${one}, ${two}`,
      `${one} ${two}`,
      `["${one}","${two}"]`,
      `#${one},#${two}`,
    ].entries())
      expect(await tracker.ticket({ action: 'update', ids, points: index + 1 })).toMatch(
        new RegExp(`^${one} .*\n${two} .*$`),
      );
    expect(await tracker.ticket({ action: 'update', ids: [Number(one!.slice(-6))], points: 13 })).toBe(
      `${one} points 5 → 13`,
    );
  });

  it('takes numbers as strings of digits, and booleans as words', async () => {
    expect(await tracker.ticket({ action: 'create', title: 'Digits', points: ' 8 ', dry_run: 'FALSE' })).toMatch(
      /^Created/,
    );
    expect(await tracker.ticket({ action: 'list', limit: '1' })).toContain('more: cursor:');
  });

  it('takes keys and ids in every form', async () => {
    const number = id.slice(-6);
    for (const name of [
      id,
      id.toLowerCase(),
      id.replace('-', '\u2011'),
      id.replace('-', '\u2013').toLowerCase(),
      `#${id}`,
      number,
      `#${number}`,
      Number(number),
    ])
      for (const field of ['id', 'key', 'ticket'])
        expect((await tracker.ticket({ action: 'get', [field]: name })).split(' ')[0]).toBe(id);
    const child = await tracker.create({ title: 'Forms', parent: Number(number), blocked_by: `#${number}` });
    // Another test of this file may have archived it.
    expect((await tracker.get(child))[2]).toMatch(
      new RegExp(`^parent ${id} \\(0/1 done\\) ".+" · after ${id} \\((?:todo|archived)\\) ".+"$`),
    );
  });

  it.skipIf(isOverLog)('takes a ULID wherever it takes a key, in any case', async () => {
    const event = tracker.repository;
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(`${event.root}/.tracker/data.db`, { readonly: true });
    const hex = database.prepare('select hex(id) from tickets where key = ?').pluck().get(id) as string;
    database.close();
    const ulid = ulidOf(hex);
    for (const name of [ulid, ulid.toLowerCase()]) expect((await tracker.get(name))[0]).toBe(`${id} Fix login`);
    expect((await tracker.get(await tracker.create({ title: 'By id', parent: ulid })))[2]).toContain(`parent ${id}`);
  });

  it('takes actions in any case', async () => {
    expect(await tracker.ticket({ action: ' GET ', id })).toContain(id);
  });

  it('takes a missing action where the fields leave one read', async () => {
    expect(await tracker.ticket({ id })).toBe(await tracker.ticket({ action: 'get', id }));
    expect(await tracker.ticket({ key: id, lines: '1' })).toBe(await tracker.ticket({ action: 'get', id, lines: '1' }));
    expect(await tracker.ticket({ id, section: 'Context' })).toBe(
      await tracker.ticket({ action: 'get', id, section: 'Context' }),
    );
    expect(await tracker.ticket({ query: 'type:task', limit: 2 })).toBe(
      await tracker.ticket({ action: 'list', query: 'type:task', limit: 2 }),
    );
    expect(await tracker.ticket({ status: 'backlog' })).toBe(
      await tracker.ticket({ action: 'list', status: 'backlog' }),
    );
    expect(await tracker.ticket({ id, since: '1d' })).toBe(
      await tracker.ticket({ action: 'history', id, since: '1d' }),
    );
    for (const args of [{}, { title: 'x' }, { id, status: 'todo' }, { id, message: 'x' }])
      expect(await tracker.refused('invalid_input', args)).toMatch(
        /The action is missing\.\nticket takes action: create, get, list,/,
      );
  });
});

/** ulid spec: 26 characters of Crockford's base32 for 128 bits. */
function ulidOf(hex: string): string {
  let rest = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < 26; i++, rest >>= 5n) text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(rest & 31n)] + text;
  return text;
}

describe('a refusal', () => {
  it('of an unknown field names the near one, with a call ready to send', async () => {
    const text = await tracker.refused('invalid_input', { action: 'create', title: 'Ready', prioritty: 'high' });
    const [first, second] = text.split('\n');
    expect(first).toBe('error invalid_input: create does not use "prioritty"; did you mean "priority"?');
    expect(second).toMatch(
      /^Call ticket\(action:"create", title:"Ready", priority:"high"\)\. create takes title, type, description, /,
    );
  });

  it('of a field that the action does not use says so, with the call without it', async () => {
    expect(await tracker.refused('invalid_input', { action: 'move', id, status: 'review', points: 3 })).toBe(
      `error invalid_input: move does not use "points".\nCall ticket(action:"move", id:"${id}", status:"review"), without it. move takes id, ids, status, message, dry_run.`,
    );
    expect(await tracker.refused('invalid_input', { action: 'create', title: 'x', id })).toContain(
      'create does not use "id"',
    );
    await tracker.refused('invalid_input', { action: 'templates', id });
    await tracker.refused('invalid_input', { action: 'get', id, dry_run: true });
  });

  it('names all fields that are wrong at once, each with its near one, and those that are missing', async () => {
    const text = await tracker.refused('invalid_input', {
      action: 'move',
      id,
      points: 3,
      mesage: 'why',
      due: '2027-01-01',
    });
    expect(text).toMatch(
      /^error invalid_input: move does not use "points", "mesage" \(did you mean "message"\?\) or "due"\. status is missing, such as "in_progress"\.\nmove takes id, /,
    );
    expect(await tracker.refused('invalid_input', { action: 'get', id, title: 'x', foo: 1 })).toContain(
      `get does not use "title" or "foo".\nCall ticket(action:"get", id:"${id}"), without them.`,
    );
  });

  it.each<[string, Args]>([
    ['ticket', { action: 'edit', op: 'replace', new: 'x', where: 'the end' }],
    ['ticket', { action: 'edit', op: 'delete', paragraph: '3' }],
    ['ticket', { action: 'edit', new: 'x' }],
    ['ticket', { action: 'claim', which: 'PAY-1' }],
    ['ticket', { action: 'undo', change: '7k2m9q', session: true }],
    ['link', { action: 'remove', target: 'PAY-1', kind_of: 'blocks' }],
  ])('of %s with %j never suggests a call that does more', async (tool, args) => {
    const own = args.action === 'claim' || args.action === 'undo' ? args : { ...args, id };
    expect(await tracker.refused('invalid_input', own, tool)).not.toMatch(/^Call /m);
  });

  it('of a missing field says what it can be, and gives no call with a value that nobody asked for', async () => {
    expect(await tracker.refused('invalid_input', { action: 'move', id })).toBe(
      'error invalid_input: status is missing, such as "in_progress".\nmove takes id, ids, status, message, dry_run.',
    );
    expect(await tracker.refused('invalid_input', { action: 'get' })).toContain('id is missing, such as "PAY-482913".');
    expect(await tracker.refused('invalid_input', { action: 'decide', id }, 'alignment')).toContain(
      'decision is missing: approved, changes_requested, rejected or needs_review.',
    );
  });

  it('of an action names the near one, with a call ready to send', async () => {
    expect(await tracker.refused('invalid_input', { action: 'updte', id, points: 3 })).toBe(
      `error invalid_input: ticket has no action "updte".\nDid you mean ticket(action:"update", id:"${id}", points:3)?`,
    );
    expect(await tracker.refused('invalid_input', { action: 'delete', id })).toContain(
      'Nothing is deleted; archive hides a ticket.\nticket takes action: create, get,',
    );
    for (const action of [7, true, ['get'], { get: 1 }, { toString: 1 }])
      await tracker.refused('invalid_input', { action, id });
    expect(
      (await tracker.refused('invalid_input', { action: 'creat', title: 'x', description: 'y'.repeat(50_000) })).length,
    ).toBeLessThan(300);
  });

  it('of a value says what it must be, and what it is', async () => {
    expect(await tracker.refused('invalid_input', { action: 'update', id, points: 'many' })).toContain(
      'points must be an integer from 1 to 13, or "none", not "many"',
    );
    expect(await tracker.refused('invalid_input', { action: 'list', limit: -1 })).toContain(
      'limit must be an integer from 1 to 1000, not -1',
    );
    expect(await tracker.refused('invalid_input', { action: 'update', id, dry_run: 'maybe', points: 1 })).toContain(
      'dry_run must be true or false, not "maybe"',
    );
    expect(await tracker.refused('invalid_input', { action: 'update', id, due: '2026-13-01', points: 99 })).toMatch(
      /points must be .*; due must be/,
    );
  });

  it('of a field given twice says so, where the values differ', async () => {
    expect(await tracker.refused('invalid_input', { action: 'get', id, key: 'PAY-999999' })).toContain(
      'id is given twice, also as key',
    );
    expect(await tracker.ticket({ action: 'get', id, key: id })).toContain(id);
  });

  it('of a call that is too long to be repeated says what there is', () => {
    const call = (title: string) => () => parseArguments(actionOf('ticket', 'create'), { title, colour: 'red' });
    expect(refusal(call('Short')).hint).toMatch(
      /^Call ticket\(action:"create", title:"Short"\), without it\. create takes /,
    );
    expect(refusal(call('x'.repeat(300))).hint).toMatch(/^create takes title, .*, dry_run\.$/);
  });

  it('of names that every object has is like any other', async () => {
    for (const field of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const args = JSON.parse(`{"action":"create","title":"x",${JSON.stringify(field)}:{"a":1}}`);
      expect(await tracker.refused('invalid_input', args)).toContain(`create does not use "${field}"`);
      const items = JSON.parse(`[{"title":"x",${JSON.stringify(field)}:1}]`);
      expect(await tracker.refused('invalid_input', { action: 'create', items })).toContain(
        `it has no field "${field}"`,
      );
    }
  });

  it('costs at most 80 tokens with its request, where a field is wrong', async () => {
    const calls: Args[] = [
      { action: 'move', id, status: 'review', points: 3 },
      { action: 'move', id, status: 'blocked' },
      { action: 'move', id },
      { action: 'update', id, points: 99 },
      { action: 'updte', id, points: 3 },
      { action: 'get', id: '999999' },
      { action: 'edit', id, op: 'replace', section: 'Contxt', new: 'x' },
    ];
    for (const call of calls) {
      const { text, isError } = await tracker.client.call('ticket', call);
      expect(isError).toBe(true);
      expect(
        encode('ticket').length + encode(JSON.stringify(call)).length + encode(text).length,
        text,
      ).toBeLessThanOrEqual(80);
    }
  });
});
