import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { type Args, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const get = (id: string, fields: Record<string, unknown> = {}) => tracker.ticket({ action: 'get', id, ...fields });
const tokens = (text: string) => encode(text).length;

const description = [
  '# Login',
  '',
  'Intro.',
  '',
  '## Context',
  '',
  'Safari drops it.',
  '',
  '## Acceptance',
  '- [ ] Works',
  '',
].join('\n');

describe('get', () => {
  it('shows the ticket as the contract does: fields, relations, description, comments', async () => {
    const [parent, , after, before] = await tracker.createAll([
      { title: 'Parent', type: 'epic' },
      { title: 'Sibling', parent: '$1' },
      { title: 'Comes first' },
      { title: 'Comes later' },
    ]);
    const id = await tracker.create({
      title: 'Fix login bug',
      type: 'bug',
      priority: 'high',
      points: 3,
      labels: ['backend', 'security'],
      parent,
      blocked_by: after,
      description,
    });
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: before });
    await tracker.ask('link', { action: 'add', id, url: 'https://example.org/a' });
    await tracker.ticket({ action: 'comment', id, message: 'First\nof all' });
    await tracker.ticket({ action: 'comment', id, message: 'Second' });
    const today = new Date().toISOString().slice(0, 10);
    expect(await tracker.get(id)).toEqual([
      `${id} Fix login bug`,
      'bug · triage · high · 3 pts · backend, security',
      expect.stringContaining(`parent ${parent} (0/2 done)`),
      'https://example.org/a',
      '',
      ...description.trimEnd().split('\n'),
      '',
      expect.stringMatching(new RegExp(`^alice/test-client ${today} \\[[0-9a-z]{6}\\]$`)),
      'Second',
      '',
      expect.stringMatching(/^alice\/test-client .* \[[0-9a-z]{6}\]$/),
      'First',
      'of all',
    ]);
    const relations = (await tracker.get(id))[2]!.split(' · ');
    expect(relations.slice(1).sort()).toEqual([
      expect.stringContaining(`after ${after} (backlog) "`),
      expect.stringContaining(`blocks ${before} (backlog) "`),
    ]);
  });

  it('shows an archived blocker as that: it holds nothing up', async () => {
    const [blocker, id] = await tracker.createAll([{ title: 'Given up' }, { title: 'Waits', blocked_by: '$1' }]);
    expect((await tracker.get(id!)).join('\n')).toContain(`after ${blocker} (backlog)`);
    await tracker.ticket({ action: 'archive', id: blocker });
    expect((await tracker.get(id!)).join('\n')).toContain(`after ${blocker} (archived)`);
    expect(await tracker.ask('link', { action: 'list', id })).toContain(`blocked by ${blocker} archived Given up`);
    expect(await tracker.ask('link', { action: 'graph', id })).toContain(`${blocker} archived Given up`);
  });

  it('takes a key in any case, with #, as a bare number, and the id', async () => {
    const text = await tracker.ticket({ action: 'create', title: 'By any name' });
    const id = /PAY-\d+/.exec(text)![0];
    const number = id.slice(-6);
    const dump = await tracker.ask('search', { query: `key:${id}` });
    for (const name of [id, id.toLowerCase(), `#${id}`, number, `#${number}`, Number(number), ` ${id} `])
      expect(await get(name as string)).toBe(dump);
  });

  it('says what is not there, and how to look for it', async () => {
    expect(await tracker.refused('not_found', { action: 'get', id: '999999' })).toBe(
      'error not_found: There is no ticket 999999.\nLook for it: search(query:"words of its title"), or ticket(action:"list").',
    );
    expect(await tracker.refused('not_found', { action: 'get', id: 'login bug' })).toContain(
      'neither a key like PAY-482913 nor an id',
    );
    await tracker.refused('not_found', { action: 'get', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' });
    const id = await tracker.create('Other project');
    expect(await tracker.refused('not_found', { action: 'get', id: `OPS-${id.slice(-6)}` })).toContain(
      `That number is ${id}`,
    );
  });

  it('shows a title with line breaks on one line', async () => {
    const id = await tracker.create('One\r\ntwo\u2028three\n\nfour\vfive');
    expect(await tracker.get(id)).toEqual([`${id} One two three four five`, 'task · backlog']);
  });

  it('shows labels and actors with line breaks on one line', async () => {
    const id = await tracker.create({ title: 'Names', labels: ['a\nb'], assignees: ['c\nd'] });
    expect(await tracker.get(id)).toEqual([`${id} Names`, 'task · backlog · c d · a b']);
    expect(await tracker.ticket({ action: 'update', id, labels: ['e\nf'], assignees: ['g\nh'] })).toBe(
      `${id} labels +e f -a b, assignees +g h -c d`,
    );
  });
});

describe('a part of the description', () => {
  it('is a section, by its heading with or without #, as it is', async () => {
    const id = await tracker.create({ title: 'Sections', description });
    for (const section of ['Context', '## Context', 'context'])
      expect(await get(id, { section })).toBe(`${id} rev 1, lines 5-8 of 10\n## Context\n\nSafari drops it.\n`);
    expect(await get(id, { section: 'Login' })).toContain('lines 1-10 of 10');
  });

  it('is lines, numbered', async () => {
    const id = await tracker.create({ title: 'Lines', description });
    expect(await get(id, { lines: '9-10' })).toBe(`${id} rev 1, lines 9-10 of 10\n 9 ## Acceptance\n10 - [ ] Works`);
    expect(await get(id, { lines: '3' })).toBe(`${id} rev 1, lines 3-3 of 10\n3 Intro.`);
    expect(await get(id, { lines: 3 })).toBe(await get(id, { lines: '3-3' }));
    expect(await get(id, { lines: '9-' })).toBe(await get(id, { lines: '9-99' }));
    expect((await get(id, { lines: '1-' })).split('\n')).toHaveLength(11);
  });

  it('is refused with what there is', async () => {
    const id = await tracker.create({ title: 'Missing parts', description });
    expect(await tracker.refused('not_found', { action: 'get', id, section: 'Contxt' })).toContain(
      '# Login (line 1), ## Context (line 5), ## Acceptance (line 9)',
    );
    await tracker.refused('invalid_input', { action: 'get', id, lines: '11' });
    await tracker.refused('invalid_input', { action: 'get', id, lines: '0' });
    await tracker.refused('invalid_input', { action: 'get', id, lines: 'x' });
    expect(await tracker.refused('invalid_input', { action: 'get', id, lines: '1-', section: 'Context' })).toContain(
      'section and lines are both given',
    );
    const empty = await tracker.create('No description');
    expect(await get(empty, { lines: '1-' })).toBe(`${empty} rev 1 has no description`);
    expect(await tracker.refused('not_found', { action: 'get', id: empty, section: 'x' })).toContain(
      'it has no headings',
    );
  });
});

describe('a section that no heading has', () => {
  it('is the comments, the history or the links alone', async () => {
    const [id, other] = await tracker.createAll([{ title: 'Sections' }, { title: 'Linked' }]);
    await tracker.ticket({ action: 'comment', id, message: 'Only this' });
    await tracker.ask('link', { action: 'add', id, type: 'blocks', target: other });
    const section = (name: string) => tracker.ticket({ action: 'get', id, section: name });
    expect(await section('comments')).toMatch(/notes 1-1 of 1, newest first\n[\s\S]*Only this$/);
    expect(await section('History')).toMatch(/linked: blocks .*\n.*commented: Only this\n.*created task "Sections"$/);
    await tracker.refused('not_found', { action: 'get', id, section: '## Links' });
    expect(await section('links')).toMatch(new RegExp(`\\[\\w{6}\\] blocks ${other} backlog Linked$`));
    await tracker.ticket({ action: 'update', id, description: '# Links\nOur own\n' });
    expect(await section('links')).toContain('Our own');
  });

  it('is shown beside the ticket where the history is asked for', async () => {
    const id = await tracker.create('With events');
    await tracker.ticket({ action: 'update', id, priority: 'high' });
    const text = await tracker.ticket({ action: 'get', id, include_events: true, include_comments: true });
    expect(text).toMatch(/With events\n[\s\S]*priority medium → high\n.*created task/);
  });
});

describe('the past', () => {
  it('is shown at a time, and refused before the ticket', async () => {
    const id = await tracker.create({ title: 'At noon', description: 'a\nb\n' });
    const created = new Date();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await tracker.ticket({ action: 'update', id, title: 'Later', description: 'c\n' });
    expect(await get(id, { at: created.toISOString() })).toContain(`${id} At noon (as of`);
    expect(await get(id, { at: created.toISOString(), lines: '1-' })).toBe(`${id} rev 1, lines 1-2 of 2\n1 a\n2 b`);
    expect(await get(id, { at: 'now' })).toContain('Later');
    expect(await tracker.refused('not_found', { action: 'get', id, at: '2020-01-01' })).toContain(
      `${id} did not exist at 2020-01-01`,
    );
    await tracker.refused('not_found', { action: 'get', id, at: 'yesterday' });
  });
});

describe('the budget', () => {
  const paragraph = 'The quick brown fox jumps over the lazy dog, again and again and again.';

  it('cuts the description at a line’s end, and says how to read on', async () => {
    const id = await tracker.create({
      title: 'Long text',
      description: Array.from({ length: 400 }, (_, i) => `${i + 1}. ${paragraph}`).join('\n'),
    });
    for (const budget of [100, 500, 2000]) {
      const text = await get(id, { budget });
      expect(tokens(text)).toBeLessThanOrEqual(budget);
      const [, next] = /… lines (\d+)-400 left: lines:"\1-"$/.exec(text)!;
      expect(text.split('\n').at(-2)).toBe(`${Number(next) - 1}. ${paragraph}`);
      const rest = await get(id, { lines: `${next}-`, budget });
      expect(tokens(rest)).toBeLessThanOrEqual(budget);
      expect(rest.split('\n')[1]!.trim()).toBe(`${next} ${next}. ${paragraph}`);
      expect(rest).toMatch(/… more: lines:"\d+-"$/);
    }
    expect(tokens(await get(id))).toBeLessThanOrEqual(2000);
  });

  it('reads on to the end, every line once', async () => {
    const lines = Array.from({ length: 150 }, (_, i) => `line ${i}:${'x'.repeat(i)}`);
    const id = await tracker.create({ title: 'Read on', description: lines.join('\n') });
    const seen: string[] = [];
    for (let next: string | undefined = '1-'; next; ) {
      const text: string = await get(id, { lines: next, budget: 400 });
      next = /… more: lines:"(\d+-)"$/.exec(text)?.[1];
      seen.push(
        ...text
          .split('\n')
          .slice(1, next ? -1 : undefined)
          .map((line) => line.trim().replace(/^\d+ /, '')),
      );
    }
    expect(seen).toEqual(lines);
  });

  it('cuts a single line that is longer than all of it, and says so', async () => {
    const id = await tracker.create({ title: 'One line', description: `${paragraph} `.repeat(1000) });
    for (const fields of [{}, { lines: '1' }, { budget: 200 }]) {
      const text = await get(id, fields);
      expect(tokens(text)).toBeLessThanOrEqual(2000);
      expect(text).toMatch(/… \d+ characters more of this: cursor:"1:\d+"$/);
    }
  });

  /** Goes on by what each reply says until one says nothing more; returns the text without the replies' own lines. */
  async function readOn(id: string, fields: Args): Promise<string> {
    let all = '';
    for (let next: Args | undefined = fields; next; ) {
      const text = await get(id, next);
      expect(text.length).toBeLessThan(40_000);
      const cursor = /^… .*cursor:"([^"]+)"$/m.exec(text)?.[1];
      all += text
        .split('\n')
        .filter((line) => !/^…|^PAY\w*-\d+ /.test(line))
        .map((line) => ('lines' in fields ? line.replace(/^\d+ /, '') : line))
        .join('\n');
      next = cursor === undefined ? undefined : { ...fields, lines: undefined, cursor };
    }
    return all;
  }

  it.each([undefined, 500, 10_000])(
    'reads a line of 45 KB to its end by the cursor, with the budget %s',
    async (budget) => {
      const line = Array.from({ length: 6_000 }, (_, at) => `w${at}🎉`).join('');
      const id = await tracker.create({ title: 'One line', description: `${line}\nlast` });
      expect((await readOn(id, { lines: '1-', budget })).replaceAll('\n', '')).toBe(`${line}last`);
    },
  );

  it('goes on within a line where the cursor is added to the call that was answered, and ends where that does', async () => {
    const id = await tracker.create({ title: 'Added cursor', description: `${'a'.repeat(9_000)}z\nnext` });
    let text = await get(id, { lines: '1', budget: 2_000 });
    for (let page = 0; page < 9 && /cursor:"/.test(text); page++)
      text = await get(id, { lines: '1', budget: 2_000, cursor: /cursor:"([^"]+)"/.exec(text)![1]! });
    expect(text).toMatch(/az$/);
  });

  it('reads a comment, a submission and any note of 83 KB to its end by the cursor', async () => {
    const long = Array.from({ length: 11_000 }, (_, at) => `w${at}`).join(' ');
    const id = await tracker.create('Long notes');
    await tracker.ticket({ action: 'comment', id, message: long });
    const text = await get(id, {});
    const cursor = /more of this: cursor:"([0-9a-z]{6}\+\d+)"$/m.exec(text)![1]!;
    const rest = await readOn(id, { cursor, budget: 10_000 });
    expect(rest.endsWith('w10998 w10999')).toBe(true);
    expect(rest).toBe(long.slice(-rest.length));
    await tracker.ask('alignment', { action: 'submit', id, message: `${long} submitted`, evidence: ['npm test -> 0'] });
    const whole = /cursor:"([0-9a-z]{6}\+0)"\)$/m.exec(await tracker.ask('alignment', { action: 'get', id }))![1]!;
    expect(await readOn(id, { cursor: whole, budget: 5_000 })).toBe(`${long} submitted\nnpm test`);
    const other = await tracker.create('Another');
    expect(await tracker.refused('invalid_input', { action: 'get', id: other, cursor: whole })).toContain(
      'is no event of',
    );
  });

  it('shows the newest comments, and the rest by cursor, every one once', async () => {
    const id = await tracker.create({ title: 'Much discussed', description: 'Short' });
    for (let i = 1; i <= 45; i++)
      await tracker.ticket({ action: 'comment', id, message: `comment ${i}${i % 3 ? '' : `\n${paragraph}`}` });
    let text = await get(id, { budget: 300 });
    expect(tokens(text)).toBeLessThanOrEqual(300);
    const seen: string[] = [];
    for (;;) {
      seen.push(...(text.match(/^comment \d+$/gm) ?? []));
      const [, left, cursor] = /(\d+) more notes?: cursor:"(\w+)"$/.exec(text) ?? [];
      if (!cursor) break;
      expect(Number(left)).toBe(45 - seen.length);
      text = await get(id, { budget: 300, cursor });
      expect(tokens(text)).toBeLessThanOrEqual(300);
      expect(text).toMatch(new RegExp(`^${id} notes ${seen.length + 1}-\\d+ of 45, newest first\\n`));
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, i) => `comment ${45 - i}`));
    expect((await get(id, { limit: 3 })).match(/^comment \d+$/gm)).toEqual(['comment 45', 'comment 44', 'comment 43']);
    await tracker.refused('invalid_input', { action: 'get', id, cursor: 'zzzzzz' });
  });

  it('cuts a single comment that is longer than all of it', async () => {
    const id = await tracker.create('Long comment');
    await tracker.ticket({ action: 'comment', id, message: `${paragraph}\n`.repeat(2000) });
    const text = await get(id);
    expect(tokens(text)).toBeLessThanOrEqual(2000);
    expect(text).toMatch(/… \d+ characters more of this/);
  });

  it('leaves out links that do not fit, and says where they are', async () => {
    const blockers = [
      ...(await tracker.createAll(Array.from({ length: 100 }, (_, i) => ({ title: `blocker ${i}` })))),
      ...(await tracker.createAll(Array.from({ length: 100 }, (_, i) => ({ title: `blocker ${100 + i}` })))),
    ];
    const id = await tracker.create({ title: 'Waits for many', blocked_by: blockers, description });
    const text = await get(id);
    expect(tokens(text)).toBeLessThanOrEqual(2000);
    const shown = text.match(/after PAY-\d+/g)!.length;
    expect(shown).toBeGreaterThan(20);
    expect(text).toContain(`… ${200 - shown} links more: link(action:"list", id:"${id}")`);
    expect(text).toContain('- [ ] Works');
  });

  it('has room for what former keys in the texts are now, ten of them at most', async () => {
    const keys = await tracker.createAll(
      Array.from({ length: 12 }, (_, i) => ({ title: `${'Long '.repeat(38)}${i}` })),
    );
    const said = `All of ${keys.join(', ')}`;
    const id = await tracker.create({ title: 'Mentions', description: `${said}\n${'line\n'.repeat(500)}` });
    await tracker.ticket({ action: 'comment', id, message: said });
    expect(await get(id)).not.toContain('mentions:');
    await tracker.ticket({ action: 'update', ids: keys, project: 'OPS' });
    const moved = keys.map((key) => key.replace(/^[A-Z]+/, 'OPS'));
    const [first = '', second = ''] = (await get(id, { budget: 4000 })).match(/^mentions: .*/gm) ?? [];
    for (const line of [first, second]) {
      expect(line).toMatch(
        new RegExp(`^mentions: ${keys[0]} in this text is ${moved[0]} "Long [^"]*…"; ${keys[1]} in `),
      );
      expect(line).toMatch(/"; and 2 more$/);
    }
    for (const budget of [1500, 2000, 4000]) expect(tokens(await get(id, { budget }))).toBeLessThanOrEqual(budget);
    await tracker.ticket({ action: 'update', ids: moved, project: keys[0]!.split('-')[0] });
    expect(await get(id)).not.toContain('mentions:');
  });

  it('is a number from 50 to a million', async () => {
    const id = await tracker.create('Budgets');
    await tracker.refused('invalid_input', { action: 'get', id, budget: 49 });
    await tracker.refused('invalid_input', { action: 'get', id, budget: 1_000_001 });
    await get(id, { budget: '50' });
  });
});
