import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, fieldsOf, filterFields } from '../../src/actions/action.ts';
import { actions } from '../../src/actions/actions.ts';
import { parseArguments } from '../../src/actions/arguments.ts';
import { perform } from '../../src/actions/perform.ts';
import { synonymsOf } from '../../src/actions/synonyms.ts';
import { type OpenTracker, openTracker } from '../support/in-process.ts';
import { refusal } from '../support/refusal.ts';
import { authorOf } from '../support/ticket-events.ts';
import { type Args, keysIn, useTracker } from '../support/tool-session.ts';
import { makeRepository } from '../support/workspace.ts';

const placeholders = ['', 0, false, [], {}, 'null', ['null'], null];
/** Fields of running text, and the names that they are taken under. */
const freeText = [
  ...[
    'q',
    'search',
    'term',
    'keywords',
    'body',
    'text',
    'content',
    'summary',
    'name',
    'reason',
    'note',
    'notes',
    'comment',
    'rationale',
  ],
  ...['old_text', 'new_text', 'old_string', 'new_string'],
  ...['title', 'description', 'message', 'new', 'old', 'query'],
];

const actionOf = (tool: string, name: string) => actions.find((one) => one.tool === tool && one.name === name)!;

const wordsOf = (action: Action) =>
  synonymsOf({ tool: action.tool, name: action.name, fields: fieldsOf(action) }).keys();

/** Every name that an action of the tool takes. */
const namesOf = (tool: string): string[] => [
  ...new Set([
    ...actions
      .filter((action) => action.tool === tool)
      .flatMap((action) => [...Object.keys(action.input().shape), ...wordsOf(action)]),
    ...Object.keys(filterFields),
  ]),
];

/** What a field may hold and not be given: "null" is a word in a text that the action takes, and line 0 is a place. */
const emptyFor = (field: string): unknown[] =>
  field === 'after_line'
    ? placeholders.filter((value) => value !== 0)
    : freeText.includes(field)
      ? placeholders.filter((value) => value !== 'null')
      : placeholders;

const calls: [tool: string, args: Args][] = [
  ...actions.map(({ tool, name, example }): [string, Args] => [tool, { action: name, ...example }]),
  ['ticket', { action: 'create', items: [{ title: 'One' }, { title: 'Two', blocked_by: '$1' }] }],
  ['ticket', { action: 'claim' }],
  ['ticket', { action: 'claim', query: 'type:bug' }],
  ['ticket', { action: 'history' }],
  ['ticket', { action: 'edit', id: 'PAY-1', op: 'append', new: 'x' }],
  ['ticket', { action: 'edit', id: 'PAY-1', op: 'check', checkbox: 2 }],
  ['ticket', { action: 'edit', id: 'PAY-1', op: 'delete', section: 'Context' }],
  ['ticket', { action: 'update', ids: ['PAY-1', 'PAY-2'], labels: 'none' }],
  ['ticket', { action: 'undo', session: true }],
  ['board', { action: 'ready', type: ['bug', 'task'] }],
];

describe('a field that holds a placeholder', () => {
  it.each(calls)('is not given: %s %j', (tool, { action: name, ...bare }) => {
    const action = actionOf(tool, String(name));
    const wanted = parseArguments(action, bare);
    const unused = namesOf(tool).filter((field) => !(field in bare));
    for (const value of placeholders) {
      const filled = Object.fromEntries(
        unused.filter((field) => emptyFor(field).includes(value)).map((field) => [field, value]),
      );
      expect(parseArguments(action, { ...filled, ...bare }), JSON.stringify(value)).toEqual(wanted);
    }
    const fill = fc.record(Object.fromEntries(unused.map((field) => [field, fc.constantFrom(...emptyFor(field))])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(fill, (filled) => {
        expect(parseArguments(action, { ...bare, ...filled })).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  it('is a value inside vars and evidence, and "null" is one in a text', () => {
    const create = parseArguments(actionOf('ticket', 'create'), {
      template: 'x',
      vars: { a: '', b: 'null', c: false },
    });
    expect(create.vars).toEqual({ a: '', b: 'null', c: 'false' });
    const submit = parseArguments(actionOf('alignment', 'submit'), {
      id: 'PAY-1',
      message: 'null',
      evidence: ['null', 'x'],
    });
    expect(submit).toMatchObject({ message: 'null', evidence: [{ value: 'null' }, { value: 'x' }] });
  });

  it('clears only where it is an empty list, or an empty description, and the only change', () => {
    const update = (args: Args) => {
      const given = { id: 'PAY-1', ...args };
      try {
        const { id: _, message: __, ...changes } = parseArguments(actionOf('ticket', 'update'), given);
        return changes;
      } catch (error) {
        expect((error as Error).message).toContain('nothing to change');
        return {};
      }
    };
    expect(update({ labels: [] })).toEqual({ labels: [] });
    expect(update({ labels: '[]', message: 'Old ones' })).toEqual({ labels: [] });
    expect(update({ description: '' })).toEqual({ description: '' });
    expect(update({ assignees: [], title: '', priority: 'null' })).toEqual({ assignees: [] });
    expect(update({ labels: '' })).toEqual({});
    expect(update({ labels: [], assignees: [] })).toEqual({});
    expect(update({ labels: [], description: '' })).toEqual({});
    expect(update({ labels: [], priority: 'low' })).toEqual({ priority: 'low' });
    expect(update({ labels: 'none', due: 'none', priority: 'low' })).toEqual({
      labels: [],
      due: null,
      priority: 'low',
    });
    expect(update({ labels: 'null', assignees: ['null'] })).toEqual({});
  });

  it('is no place in a deletion, which is then refused', () => {
    const edit = actionOf('ticket', 'edit');
    expect(parseArguments(edit, { id: 'PAY-1', op: 'delete' })).toEqual({ id: 'PAY-1', op: 'delete' });
    for (const place of [{ section: '' }, { lines: 'null' }, { checkbox: 0 }, { old: [] }])
      expect(refusal(() => parseArguments(edit, { id: 'PAY-1', op: 'delete', ...place })).message).toMatch(
        /is empty, so the place to delete is not named/,
      );
  });

  it('is a text to write only where a place is given', () => {
    const edit = (args: Args) =>
      parseArguments(actionOf('ticket', 'edit'), { id: 'PAY-1', op: 'replace', new: '', ...args });
    expect(edit({ lines: '2' })).toMatchObject({ new: '' });
    expect(refusal(() => edit({})).message).toBe('replace needs new, the text to write.');
    expect(refusal(() => edit({ section: '', lines: '' })).message).toBe('replace needs new, the text to write.');
  });
});

describe('a client that fills every field', () => {
  const tracker = useTracker();

  /** What the server publishes for a tool, each field with one value, or each with the empty one of its type. */
  async function fillers(tool: string): Promise<Args[]> {
    const { tools } = await tracker.client.sdk.listTools();
    const { properties = {} } = tools.find(({ name }) => name === tool)!.inputSchema;
    const ofType: Args = { string: '', integer: 0, boolean: false, array: [], object: {} };
    const typed = Object.entries(properties).map(([field, one]) => [field, ofType[(one as { type: string }).type]]);
    return [
      ...['', 0, false, [], {}].map((value) =>
        Object.fromEntries(Object.keys(properties).map((field) => [field, value])),
      ),
      Object.fromEntries(typed),
    ];
  }

  it('needs one call for each kind of call, which does what the bare call does', async () => {
    const root = makeRepository({ name: 'payments' }).root;
    const plain = openTracker(root);
    await create(plain);
    for (const filler of await fillers('ticket'))
      for (const kind of kinds)
        expect(await told(plain, kind, filler), JSON.stringify([kind.name, filler.lines])).toEqual(
          await told(plain, kind, {}),
        );
  });

  it('loses nothing that it did not name', async () => {
    const id = await tracker.create({
      title: 'Kept',
      description: 'Text',
      labels: ['keep'],
      assignees: ['bob'],
      points: 3,
    });
    for (const filler of await fillers('ticket'))
      await tracker.ticket({ ...filler, action: 'update', id, priority: 'low' });
    expect(await tracker.get(id)).toEqual([
      ...[`${id} Kept`, 'task · backlog · low · 3 pts · rev 2 · bob · keep', '', 'Text'],
    ]);
  });

  it('may also fill the objects of items, and give them as JSON', async () => {
    const item = { title: 'In a list', points: 0, labels: [], parent: 'null', due: '', id: '', items: [], vars: {} };
    for (const items of [[item], [JSON.stringify(item)], JSON.stringify([item]), JSON.stringify(item)])
      expect(keysIn(await tracker.ticket({ action: 'create', items, title: '', type: '' }))).toHaveLength(1);
  });

  it('is answered with a call that clears nothing where it is refused', async () => {
    const id = await tracker.create({ title: 'Before', labels: ['keep'] });
    const empty = { items: [], labels: [], assignees: [], ids: [], description: '' };
    const text = await tracker.refused('invalid_input', {
      action: 'update',
      id,
      title: 'Renamed',
      sprint: 4,
      ...empty,
    });
    expect(text).toContain(`Call ticket(action:"update", id:"${id}", title:"Renamed"), without it.`);
    const none = await tracker.refused('invalid_input', { action: 'update', id, ...empty });
    expect(none).toMatch(/^error invalid_input: update has nothing to change; "none" clears a field\.$/);
  });

  it('clears a description with "none" or, alone, with an empty one', async () => {
    const id = await tracker.create({ title: 'Text', description: 'One' });
    for (const description of ['none', '']) {
      await tracker.ticket({ action: 'update', id, description });
      expect((await tracker.get(id)).slice(2)).toEqual([]);
      await tracker.ticket({ action: 'update', id, description: 'Two' });
    }
  });

  it('may leave the action empty where the fields leave one read', async () => {
    const id = await tracker.create('Read');
    expect(await tracker.ticket({ action: '', id, query: '', labels: [] })).toBe(await tracker.ticket({ id }));
  });
});

interface Kind {
  name: string;
  /** Makes what the call is about; returns the call. */
  make(tracker: OpenTracker): Promise<Args>;
}

const create = async (tracker: OpenTracker, fields: Args = {}): Promise<string> =>
  keysIn(
    await tracker.call('ticket', {
      action: 'create',
      title: 'A ticket',
      description: '## Context\n- [ ] one\n',
      ...fields,
    }),
  )[0]!;

const kind = (name: string, call: Args, before: readonly Args[] = []): Kind => ({
  name,
  async make(tracker) {
    const id = await create(tracker);
    for (const args of before) await tracker.call('ticket', { ...args, id });
    return { ...call, id };
  },
});

const kinds: Kind[] = [
  { name: 'create', make: async () => ({ action: 'create', title: 'New', labels: ['a'] }) },
  { name: 'list', make: async () => ({ action: 'list', query: 'label:nowhere' }) },
  { name: 'templates', make: async () => ({ action: 'templates' }) },
  kind('get', { action: 'get' }),
  kind('update', { action: 'update', priority: 'low' }),
  kind('edit', { action: 'edit', op: 'append', section: 'Context', new: 'x' }),
  kind('check', { action: 'edit', op: 'check', checkbox: '1' }),
  kind('move', { action: 'move', status: 'in_progress' }),
  kind('close', { action: 'close', message: 'Done' }),
  kind('claim', { action: 'claim' }),
  kind('release', { action: 'release', message: 'Stopped' }, [{ action: 'claim' }]),
  kind('comment', { action: 'comment', message: 'Seen' }),
  kind('history', { action: 'history' }),
  kind('undo', { action: 'undo' }, [{ action: 'update', points: 3 }]),
  kind('archive', { action: 'archive' }),
  kind('unarchive', { action: 'unarchive' }, [{ action: 'archive' }]),
];

/** The events that a call of this kind records and what it answers, without what is new each time. */
async function told(tracker: OpenTracker, { make }: Kind, filler: Args): Promise<string> {
  const args = await make(tracker);
  const history = async (more: Args): Promise<{ event: string; kind: string; payload: unknown }[]> => {
    const { result } = await ask(tracker, { action: 'history', ...more });
    return (result as { entries: { event: string; kind: string; payload: unknown }[] }).entries;
  };
  const [last] = await history({ limit: 1 });
  const unused = Object.entries(filler).filter(([field]) => !(field in args));
  const { result } = await ask(tracker, { ...Object.fromEntries(unused), ...args });
  const events = (await history({ since: last!.event })).map(({ kind: name, payload }) => [name, payload]);
  return JSON.stringify([{ ...(result as object), similar: [], entries: [], ticket: {} }, events])
    .replace(/[A-Z]+-\d{6}|"number":\d+/g, 'KEY')
    .replace(/"(?:id|event|session|base)":"[^"]*"|\["[0-9a-z]{6}"\]|"undo":"[^"]*"|\d{13}(?:\.\d+)?/g, '');
}

const ask = ({ workspace }: OpenTracker, args: Args) =>
  perform(workspace, { author: authorOf('anna'), scopes: 'all' }, { tool: 'ticket', args });
