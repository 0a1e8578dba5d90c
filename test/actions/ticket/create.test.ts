import { describe, expect, it } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { isOverLog } from '../../support/test-home.ts';
import { keysIn, useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const count = async () => Number(/^(\d+)/.exec(await tracker.ask('board', { action: 'summary' }))![1]);

describe('create', () => {
  it.skipIf(isOverLog)(
    'makes the project of the first ticket from the name of the repository, and keys of six digits',
    async () => {
      expect(await tracker.ticket({ action: 'create', title: 'The very first' })).toMatch(
        /^Created PAY-[1-9]\d{5}\nMade a new tracker in \S+\.tracker\.$/,
      );
    },
  );

  it('answers with what is not as for every new ticket', async () => {
    const text = await tracker.ticket({ action: 'create', title: 'Broken hinge', type: 'bug', priority: 'high' });
    expect(text).toMatch(/^Created PAY-\d{6} · bug · triage · high$/);
  });

  it('begins in the initial status of the type', async () => {
    const initial = { task: 'backlog', bug: 'triage', feature: 'proposed', decision: 'open', epic: 'open' };
    for (const [type, status] of Object.entries(initial)) {
      const key = await tracker.create({ title: `Initial ${type}`, type });
      expect((await tracker.get(key))[1]).toBe(`${type} · ${status}`);
    }
  });

  it('keeps every field that it is given', async () => {
    const parent = await tracker.create({ title: 'Parent of all fields', type: 'epic' });
    const [first, second] = await tracker.createAll([{ title: 'Blocker one' }, { title: 'Blocker two' }]);
    const key = await tracker.create({
      title: 'Every field',
      type: 'feature',
      description: '# What\n\nAll of it.\n',
      priority: 'urgent',
      points: 5,
      labels: ['web', 'api'],
      assignees: ['ada', 'bob/codex'],
      parent,
      due: '2026-12-24',
      blocked_by: [first, second],
    });
    expect(await tracker.get(key)).toEqual([
      `${key} Every field`,
      'feature · proposed · urgent · 5 pts · due 2026-12-24 · ada, bob/codex · api, web',
      expect.stringMatching(
        new RegExp(
          `^parent ${parent} \\(0/1 done\\) ".+" · after ${first} \\(backlog\\) ".+" · after ${second} \\(backlog\\) ".+"$`,
        ),
      ),
      '',
      '# What',
      '',
      'All of it.',
    ]);
    expect((await tracker.get(first!))[2]).toBe(`blocks ${key} (proposed) "Every field"`);
  });

  it('takes a status, links and a first note with the ticket, and the nearer of a parent and an epic', async () => {
    const [epic, part, one, two] = await tracker.createAll([
      { title: 'Epic', type: 'epic' },
      { title: 'Part', parent: '$1' },
      { title: 'One' },
      { title: 'Two' },
    ]);
    const key = await tracker.create({
      ...{ title: 'Everything at once', status: 'todo', parent_id: part, epic_id: epic },
      ...{ blocks: one, related: [two], discovered_from: part, reason: 'Seen in the log' },
    });
    const [, fields, relations, , ...rest] = await tracker.get(key);
    expect(fields).toBe('task · todo');
    for (const said of [`parent ${part}`, `blocks ${one}`, `related ${two}`, `discovered from ${part}`])
      expect(relations).toContain(said);
    expect(rest.join('\n')).toContain('Seen in the log');
    const other = await tracker.create({ title: 'The other way', parent: epic, epic: part });
    expect((await tracker.get(other))[2]).toContain(`parent ${part}`);
    expect(
      await tracker.refused('invalid_input', { action: 'create', title: 'x', parent: one, epic_id: epic }),
    ).toContain(`parent ${one} and epic ${epic} are both given, and neither is above the other.`);
    expect(await tracker.ticket({ action: 'update', id: two, parent: epic, epic: part })).toContain(
      `parent none → ${part}`,
    );
  });

  it('refuses a status that is not reached so, and links that would go in circles, with nothing made', async () => {
    const [one, two] = await tracker.createAll([{ title: 'One of two' }, { title: 'Two of two', blocked_by: '$1' }]);
    const before = await count();
    expect(await tracker.refused('invalid_status', { action: 'create', title: 'x', status: 'done' })).toBe(
      'error invalid_status: A new task cannot be done.\nIt can begin as backlog, todo or in_progress.',
    );
    expect(
      await tracker.refused('dependency_cycle', { action: 'create', title: 'x', blocked_by: two, blocks: one }),
    ).toContain(`cannot block ${one}`);
    expect(await count()).toBe(before);
  });

  it('takes depends_on, body and due_date for blocked_by, description and due', async () => {
    const blocker = await tracker.create('Blocker by another name');
    const key = await tracker.create({
      title: 'Other names',
      depends_on: blocker,
      body: 'Text',
      due_date: '2026-01-31',
    });
    expect(await tracker.get(key)).toEqual([
      `${key} Other names`,
      'task · backlog · due 2026-01-31',
      expect.stringMatching(new RegExp(`^after ${blocker} \\(backlog\\) ".+"$`)),
      '',
      'Text',
    ]);
  });

  it('assigns the caller for "@me"', async () => {
    const key = await tracker.create({ title: 'Mine', assignees: '@me' });
    expect((await tracker.get(key))[1]).toContain('alice/test-client');
  });

  it('makes a project by its first use, in upper case', async () => {
    expect(await tracker.create({ title: 'Elsewhere', project: 'ops' })).toMatch(/^OPS-\d{6}$/);
    expect(await tracker.create('At home again')).toMatch(/^PAY-/);
    await tracker.refused('invalid_input', { action: 'create', title: 'x', project: 'not a key' });
  });

  it('refuses a parent or a blocker that is not there, and makes nothing', async () => {
    const before = await count();
    await tracker.refused('not_found', { action: 'create', title: 'Orphan', parent: 'PAY-999999' });
    await tracker.refused('not_found', { action: 'create', title: 'Stuck', blocked_by: ['PAY-999999'] });
    expect(await count()).toBe(before);
  });

  it('does not make two links to a blocker that is named twice', async () => {
    const blocker = await tracker.create('Named twice');
    const key = await tracker.create({
      title: 'Waits once',
      blocked_by: [blocker, blocker.toLowerCase(), blocker.slice(-6)],
    });
    expect((await tracker.get(key))[2]).toContain(`after ${blocker} (backlog) "`);
  });

  it('says in dry_run what it would do, and does nothing', async () => {
    const before = await count();
    const text = await tracker.ticket({ action: 'create', title: 'Perhaps', type: 'bug', dry_run: true });
    expect(text).toMatch(/^Dry run, nothing written:\nCreated PAY-… · bug · triage$/);
    expect(await count()).toBe(before);
    await tracker.refused('invalid_input', { action: 'create', title: ' ', dry_run: true });
  });

  it('names the missing title, with one that it could have', async () => {
    expect(await tracker.refused('invalid_input', { action: 'create' })).toContain('title is missing');
    expect(await tracker.refused('invalid_input', { action: 'create', type: 'bug' })).toContain(
      'title is missing, such as "Fix login"',
    );
  });
});

describe('the limits of a new ticket', () => {
  const accepted: [string, Record<string, unknown>][] = [
    ['a title of 200 characters', { title: 'x'.repeat(200) }],
    ['a title of 200 characters beyond the basic plane', { title: '🐛'.repeat(200) }],
    ['a title with a combining mark and in Hebrew', { title: 'a\u0301 שלום' }],
    ['a description of 256 KiB', { title: 'Long', description: 'x'.repeat(256 * 1024) }],
    [
      '50 labels of 64 characters',
      { title: 'Labels', labels: Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(64, 'x')) },
    ],
    ['50 assignees', { title: 'Crowd', assignees: Array.from({ length: 50 }, (_, i) => `actor${i}`) }],
    ['1 point', { title: 'Points', points: 1 }],
    ['13 points', { title: 'Points', points: 13 }],
    ['a leap day', { title: 'Leap', due: '2028-02-29' }],
    [
      'no points, parent, due, labels by "none"',
      { title: 'None', points: 'none', parent: 'none', due: 'none', labels: 'none' },
    ],
  ];
  for (const [what, fields] of accepted) {
    it(`allow ${what}`, async () => {
      const key = await tracker.create(fields);
      expect((await tracker.get(key))[0]).toBe(`${key} ${fields.title}`);
    });
  }

  it('keep a mark of direction as it was given, and show none', async () => {
    const title = 'a \u200fשלום';
    const key = await tracker.create({ title });
    expect((await tracker.get(key))[0]).toBe(`${key} a שלום`);
    expect((await runTracker({ cwd: tracker.repository.root }, 'show', key, '--json')).stdout).toContain(title);
  });

  const refused: [string, Record<string, unknown>, RegExp][] = [
    ['a title of 201 characters', { title: '🐛'.repeat(201) }, /title must be at most 200 characters; .* has 201/],
    ['a blank title', { title: ' \t\n ' }, /title is empty/],
    ['an empty title', { title: '' }, /title is missing/],
    ['an invisible title', { title: '\u200b\u200d' }, /title is empty/],
    ['a title with NUL', { title: 'a\0b' }, /title must not contain NUL/],
    ['a description with NUL', { title: 'x', description: '\0' }, /description must not contain NUL/],
    ['a label with NUL', { title: 'x', labels: ['a\0'] }, /labels must not contain NUL/],
    [
      'a description over 256 KiB in bytes',
      { title: 'x', description: 'é'.repeat(128 * 1024 + 1) },
      /262144 bytes \(256 KiB\); this is 262146/,
    ],
    [
      '51 labels',
      { title: 'x', labels: Array.from({ length: 51 }, (_, i) => `l${i}`) },
      /labels must be at most 50; these are 51/,
    ],
    ['a label of 65 characters', { title: 'x', labels: ['x'.repeat(65)] }, /labels must be at most 64 characters/],
    [
      'an assignee of 65 characters',
      { title: 'x', assignees: ['x'.repeat(65)] },
      /assignees must be at most 64 characters/,
    ],
    ['-1 points', { title: 'x', points: -1 }, /points must be an integer from 1 to 13, or "none", not -1/],
    ['14 points', { title: 'x', points: 14 }, /points must be an integer from 1 to 13/],
    ['2.5 points', { title: 'x', points: 2.5 }, /points must be an integer/],
    ['a day that no calendar has', { title: 'x', due: '2026-02-30' }, /due must be a date/],
    ['a date in words', { title: 'x', due: 'tomorrow' }, /due must be a date/],
    [
      'an unknown priority, with the near one',
      { title: 'x', priority: 'hihg' },
      /priority must be urgent, high, medium, low or none, not "hihg"; did you mean "high"/,
    ],
    [
      'an unknown type, with the near one',
      { title: 'x', type: 'bgu' },
      /There is no type "bgu"; did you mean "bug"\?\nTypes: task, bug, feature, decision, epic/,
    ],
    ['a title that is a list', { title: ['x'] }, /title must be a text, not \["x"\]/],
  ];
  for (const [what, fields, message] of refused) {
    it(`refuse ${what}`, async () => {
      expect(await tracker.refused('invalid_input', { action: 'create', ...fields })).toMatch(message);
    });
  }
});

describe('create with items', () => {
  it('gives each what stands beside them, where it has none of its own', async () => {
    const epic = await tracker.create({ title: 'Above', type: 'epic' });
    const keys = keysIn(
      await tracker.ticket({
        ...{ action: 'create', parent_id: epic, labels: ['shared'], points: 3, type: 'bug' },
        items: [{ title: 'As the others' }, { title: 'Its own', tags: 'own', points: 5, type: 'task' }],
      }),
    );
    expect((await tracker.get(keys[0]!)).slice(1, 3)).toEqual([
      'bug · triage · 3 pts · shared',
      expect.stringMatching(new RegExp(`^parent ${epic} \\(0/2 done\\) ".+"$`)),
    ]);
    expect((await tracker.get(keys[1]!)).slice(1, 3)).toEqual([
      'task · backlog · 5 pts · own',
      expect.stringMatching(new RegExp(`^parent ${epic} \\(0/2 done\\) ".+"$`)),
    ]);
  });

  it('makes all of them in one call, in order, where later ones name earlier ones', async () => {
    const text = await tracker.ticket({
      action: 'create',
      items: [
        { title: 'Payment API', type: 'epic' },
        { title: 'Design it', parent: '$1' },
        { title: 'Build it', parent: '$1', blocked_by: '$2' },
        { title: 'Test it', parent: '$1', depends_on: ['$2', '$3'] },
      ],
    });
    const [epic, design, build, test] = keysIn(text);
    expect(text).toBe(
      `Created ${epic}, ${design}, ${build}, ${test}\n${design} · parent ${epic}\n${build} · parent ${epic} · after ${design}\n${test} · parent ${epic} · after ${design}, ${build}`,
    );
    expect((await tracker.get(epic!))[2]).toBe('children 0/3 done');
    expect((await tracker.get(test!))[2]).toBe(
      `parent ${epic} (0/3 done) "Payment API" · after ${design} (backlog) "Design it" · after ${build} (backlog) "Build it"`,
    );
  });

  it('leaves nothing behind when the third of them is wrong', async () => {
    const before = await count();
    const items = [{ title: 'One' }, { title: 'Two', blocked_by: '$1' }, { title: 'Three', points: 99 }];
    expect(await tracker.refused('invalid_input', { action: 'create', items })).toContain('items[2]: points must be');
    for (const third of [
      { title: 'Three', parent: 'PAY-999999' },
      { title: 'Three', type: 'story' },
      { title: 'Three', template: 'none-such' },
      { type: 'bug' },
    ])
      expect(
        (await tracker.client.call('ticket', { action: 'create', items: [...items.slice(0, 2), third] })).isError,
      ).toBe(true);
    expect(await count()).toBe(before);
  });

  it('refuses a reference to the item itself, a later one, or none', async () => {
    for (const reference of ['$2', '$3', '$0', '$9'])
      expect(
        await tracker.refused('invalid_input', {
          action: 'create',
          items: [{ title: 'a' }, { title: 'b', blocked_by: reference }, { title: 'c' }],
        }),
      ).toContain(`items[1]: ${reference} is not an earlier item`);
    await tracker.refused('not_found', { action: 'create', title: 'Alone', blocked_by: '$1' });
  });

  it('names the field that an item does not have, with the near miss', async () => {
    const text = await tracker.refused('invalid_input', {
      action: 'create',
      items: [{ title: 'a' }, { title: 'b', pionts: 3 }],
    });
    expect(text).toContain('items[1]: it has no field "pionts"; did you mean "points"?');
  });

  it('takes items as JSON, a single one, and their fields by other names', async () => {
    const keys = keysIn(
      await tracker.ticket({ action: 'create', items: '[{"title":"From JSON"},{"name":"By name","body":"b"}]' }),
    );
    expect(await tracker.get(keys[1]!)).toEqual([`${keys[1]} By name`, 'task · backlog', '', 'b']);
    expect(keysIn(await tracker.ticket({ action: 'create', items: { title: 'Single' } }))).toHaveLength(1);
  });

  it('refuses none, and too many', async () => {
    expect(await tracker.refused('invalid_input', { action: 'create', items: [] })).toContain('title is missing');
    await tracker.refused('invalid_input', {
      action: 'create',
      items: Array.from({ length: 101 }, () => ({ title: 'x' })),
    });
    await tracker.refused('invalid_input', { action: 'create', items: ['x'] });
  });

  it('does nothing in dry_run', async () => {
    const before = await count();
    const items = [{ title: 'a' }, { title: 'b', parent: '$1' }, { title: 'c', blocked_by: '$2' }];
    expect(await tracker.ticket({ action: 'create', items, dry_run: true })).toBe(
      'Dry run, nothing written:\nCreated $1, $2, $3\n$2 · parent $1\n$3 · after $2',
    );
    expect(await count()).toBe(before);
  });
});

describe('create with an idempotency_key', () => {
  it('answers the same key and input with the ticket of the first call', async () => {
    const fields = { action: 'create', title: 'Only once', labels: ['a'], idempotency_key: 'once-1' };
    const key = keysIn(await tracker.ticket(fields))[0]!;
    const before = await count();
    expect(await tracker.ticket(fields)).toBe(`already done: Created ${key}`);
    expect(await count()).toBe(before);
  });

  it('is a conflict where the input is another', async () => {
    const key = await tracker.create({ title: 'Once more', idempotency_key: 'once-2' });
    const text = await tracker.refused('conflict', {
      action: 'create',
      title: 'Something else',
      idempotency_key: 'once-2',
    });
    expect(text).toContain(key);
  });

  it('holds for a batch as a whole', async () => {
    const batch = {
      action: 'create',
      items: [{ title: 'First of two' }, { title: 'Second of two', blocked_by: '$1' }],
      idempotency_key: 'pair',
    };
    const [made] = (await tracker.ticket(batch)).split('\n');
    expect(await tracker.ticket(batch)).toBe(`already done: ${made}`);
    await tracker.refused('conflict', { ...batch, items: [{ title: 'First of two' }] });
  });

  it('holds in another process, and after the ticket has changed', async () => {
    const fields = { action: 'create', title: 'Across processes', idempotency_key: 'once-3' };
    const key = keysIn(await tracker.ticket(fields))[0]!;
    await tracker.ticket({ action: 'update', id: key, title: 'Renamed', project: 'OPS' });
    const other = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    expect(keysIn(await other.ticket(fields))).toEqual([key.replace('PAY', 'OPS')]);
  });

  it('is not used up by a call that failed or was dry', async () => {
    await tracker.refused('not_found', {
      action: 'create',
      title: 'x',
      parent: 'PAY-999999',
      idempotency_key: 'once-4',
    });
    await tracker.ticket({ action: 'create', title: 'Dry', idempotency_key: 'once-4', dry_run: true });
    expect(await tracker.ticket({ action: 'create', title: 'Now', idempotency_key: 'once-4' })).toMatch(/^Created /);
  });
});

describe('the hint at similar tickets', () => {
  it('names open ones with a title alike, on one line', async () => {
    const key = await tracker.create('Checkout button overlaps\nthe footer');
    expect(await tracker.ticket({ action: 'create', title: 'Checkout button overlaps footer' })).toMatch(
      new RegExp(`^Created PAY-\\d+\\nSimilar open: ${key} "Checkout button overlaps the footer"$`),
    );
  });

  it('leaves out closed and archived ones', async () => {
    const [closed, archived] = await tracker.createAll([
      { title: 'Rotate signing certificates' },
      { title: 'Rotate signing certificate' },
    ]);
    await tracker.ticket({ action: 'close', id: closed, status: 'cancelled' });
    await tracker.ticket({ action: 'archive', id: archived });
    expect(await tracker.ticket({ action: 'create', title: 'Rotate signing certificates' })).toMatch(
      /^Created PAY-\d+$/,
    );
  });

  it('is there for a title that a template gives', async () => {
    const vars = { method: 'GET', path: '/invoices/overdue' };
    const key = await tracker.create({ template: 'api-endpoint', vars });
    expect(await tracker.ticket({ action: 'create', template: 'api-endpoint', vars })).toContain(
      `Similar open: ${key}`,
    );
  });
});
