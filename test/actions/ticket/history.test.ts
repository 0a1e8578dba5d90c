import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { type HistoryResult, readHistory } from '../../../src/actions/ticket/history.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { authorOf } from '../../support/ticket-events.ts';

const tracker = useLocalTracker();
const history = (fields: Record<string, unknown> = {}) => tracker.ticket({ action: 'history', ...fields });

describe('history', () => {
  it('shows each event of a ticket on one line, the newest first: id, time, actor, what', async () => {
    const [id, other] = await tracker.createAll([{ title: 'Fix\nlogin', type: 'bug' }, { title: 'Other' }]);
    await tracker.ticket({
      action: 'update',
      id,
      title: 'Fix\nall',
      priority: 'high',
      add_labels: ['a\nb'],
      points: 3,
      message: 'bigger\nthan thought',
    });
    await tracker.ticket({ action: 'update', id, points: 'none', description: 'one\ntwo\n', message: 'as agreed' });
    await tracker.ticket({ action: 'edit', id, op: 'append', new: 'x'.repeat(10) });
    await tracker.ticket({ action: 'comment', id, message: 'said\nin two lines' });
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: other });
    await tracker.ticket({ action: 'archive', id });
    const shown = (await history({ id })).split('\n');
    expect(shown.pop()).toMatch(/^The lines of an edit: ticket\(action:"history", event:"\w{6}"\)$/);
    const pattern = /^[0-9a-z]{6} \d{4}-\d\d-\d\d \d\d:\d\dZ anna /;
    for (const line of shown) expect(line).toMatch(pattern);
    expect(shown.map((line) => line.replace(pattern, ''))).toEqual([
      'archived',
      `linked: blocks ${other}`,
      'commented: said in two lines',
      'added line 3',
      'wrote the description, 2 lines',
      'points 3 → none (as agreed)',
      'title "Fix login" → "Fix all", priority medium → high, points none → 3, labels +a b (bigger than thought)',
      'created bug "Fix login"',
    ]);
    expect(await history({ id: other })).toContain(`${id} linked: blocks ${other}`);
  });

  it('names of an edit the section and the box, and shows its lines where the event is asked for', async () => {
    const description = '# A\n- [ ] one\n\n## B\nold\n';
    const [id, other] = await tracker.createAll([{ title: 'Edits', description }, { title: 'Other' }]);
    const eventOf = async (call: Record<string, unknown>, tool = 'ticket') => {
      await tracker.ask(tool, { id, ...call });
      return (await history({ id, limit: 1 })).slice(0, 6);
    };
    const checked = await eventOf({ action: 'edit', op: 'check', checkbox: 'one' });
    const replaced = await eventOf({ action: 'edit', op: 'replace', old: 'old', new: 'new\nmore' });
    const gone = await eventOf({ action: 'edit', op: 'delete', section: 'B' });
    const linked = await eventOf({ action: 'add', type: 'blocks', target: other }, 'link');
    const unlinked = await eventOf({ action: 'remove', type: 'blocks', target: other }, 'link');
    const shown = await history({ id });
    for (const [event, said] of [
      [checked, 'checked "one" in # A, line 2'],
      [replaced, 'edited line 5 → 5-6 in ## B'],
      [gone, 'deleted lines 4-6 in ## B'],
      [linked, `linked: blocks ${other}`],
      [unlinked, `removed the link blocks ${other}`],
    ])
      expect(shown).toMatch(new RegExp(`^${event} .* anna ${said}$`, 'm'));
    expect((await history({ event: replaced })).split('\n').slice(1)).toEqual(['-5 old', '+5 new', '+6 more']);
    expect((await history({ event: gone })).split('\n').slice(1)).toEqual(['-4 ## B', '-5 new', '-6 more']);
    expect(await tracker.refused('invalid_input', { action: 'history', event: gone, id })).toContain(
      'history of an event takes event alone',
    );
  });

  it('shows the whole tracker without id, with keys', async () => {
    const id = await tracker.create('Newest of all');
    const shown = await history({ limit: 3 });
    expect(shown.split('\n')[0]).toMatch(new RegExp(` ${id} created task "Newest of all"$`));
    expect(shown.split('\n')).toHaveLength(4);
  });

  it('takes since as a time, a span and an event', async () => {
    const id = await tracker.create('Since');
    await tracker.ticket({ action: 'update', id, priority: 'low' });
    const event = (await history({ id, limit: 1 })).slice(0, 6);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const time = new Date().toISOString();
    await tracker.ticket({ action: 'update', id, priority: 'high' });
    expect(await history({ id, since: event })).toMatch(/^\w{6} [^\n]* priority low → high$/);
    expect(await history({ id, since: time })).toMatch(/^\w{6} [^\n]* priority low → high$/);
    expect((await history({ id, since: '1h' })).split('\n')).toHaveLength(3);
    expect(await history({ id, since: '2099-01-01' })).toBe(`${id} has no events there`);
    expect(await tracker.refused('invalid_input', { action: 'history', id, since: 'a while ago' })).toContain(
      'since is not a time',
    );
    await tracker.refused('not_found', { action: 'history', id, since: 'zzzzzz' });
  });

  it('sees every event once by cursor, within the budget', async () => {
    const id = await tracker.create('Long life');
    for (let i = 0; i < 40; i++)
      await tracker.ticket({ action: 'comment', id, message: `number ${i} ${'lorem ipsum '.repeat(i)}` });
    for (const page of [{ limit: 7 }, { budget: 150 }, { limit: 41 }]) {
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const text: string = await history({ id, ...page, cursor });
        if ('budget' in page) expect(encode(text).length).toBeLessThanOrEqual(page.budget!);
        seen.push(...(text.match(/^\w{6} (?=\d{4})/gm) ?? []));
        const [, left, next] = /\n(\d+) more: cursor:"(\w+)"$/.exec(text) ?? [];
        if (!next) break;
        expect(Number(left)).toBe(41 - seen.length);
        cursor = next;
      }
      expect(seen).toHaveLength(41);
      expect(new Set(seen).size).toBe(41);
    }
    await tracker.refused('invalid_input', { action: 'history', id, cursor: '??' });
  });

  it('stays in its budget with texts that take many tokens', async () => {
    const id = await tracker.create({
      title: '漢字'.repeat(100),
      labels: Array.from({ length: 50 }, (_, i) => `label-${i}-${'ы'.repeat(20)}`),
    });
    await tracker.ticket({
      action: 'update',
      id,
      labels: Array.from({ length: 50 }, (_, i) => `other-${i}-${'ы'.repeat(20)}`),
    });
    for (let i = 0; i < 30; i++) await tracker.ticket({ action: 'comment', id, message: '漢字'.repeat(200) });
    for (const budget of [300, 2000]) expect(encode(await history({ id, budget })).length).toBeLessThanOrEqual(budget);
  });

  it('is refused for a ticket that is not there', async () => {
    await tracker.refused('not_found', { action: 'history', id: '999999' });
  });
});

describe('an entry', () => {
  const read = (id?: string, more = {}): Promise<HistoryResult> =>
    tracker.workspace.read(authorOf('anna'), async (tx) => readHistory(tx, { id, limit: 9, budget: 2000, ...more }));

  it('has keys for tickets and six characters for events, at any depth, and texts as they are', async () => {
    const [parent, id] = await tracker.createAll([{ title: 'p' }, { title: 'x', parent: '$1' }]);
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: parent });
    await tracker.ticket({ action: 'comment', id, message: 'said' });
    await tracker.ask('link', { action: 'remove', id, type: 'blocks', target: parent });
    const { key, entries } = await read(id);
    const [unlink, comment, link, create] = entries;
    expect(key).toBe(id);
    expect(create).toMatchObject({ kind: 'create', ticket: id, payload: { title: 'x', parent } });
    expect(link).toMatchObject({ ticket: id, payload: { type: 'blocks', target: parent } });
    expect(comment!.payload).toMatchObject({ body: 'said' });
    expect(unlink!.payload).toMatchObject({ links: [link!.event] });
    expect(link!.id.slice(-6).toLowerCase()).toBe(link!.event);
    expect(link).toMatchObject({ actor: 'anna', session: 'anna-session', client: 'test/1' });
  });

  it('of no ticket has none, and a page that is the last no cursor', async () => {
    const { entries, left, cursor } = await read(undefined, { limit: 1000, budget: 10_000_000 });
    expect(entries.at(-1)).toMatchObject({ kind: 'project', ticket: undefined });
    expect({ left, cursor }).toEqual({ left: 0, cursor: undefined });
    const page = await read(undefined, { limit: 2 });
    expect(page.left).toBe(entries.length - 2);
    expect((await read(undefined, { limit: 1, cursor: page.cursor })).entries[0]).toEqual(entries[2]);
  });
});
