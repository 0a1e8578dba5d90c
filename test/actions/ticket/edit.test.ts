import { describe, expect, it } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const text = [
  '# Login',
  'Intro line',
  '',
  '## Context',
  'Safari drops the cookie.',
  '',
  '```sh',
  '# no heading',
  '```',
  '',
  '## Acceptance',
  '- [ ] Works in Safari',
  '- [x] Tested',
  '',
].join('\n');

async function edited(
  fields: Record<string, unknown>,
  description = text,
): Promise<{ reply: string; after: string; id: string }> {
  const id = await tracker.create({ title: 'Edit me', description });
  const reply = await tracker.ticket({ action: 'edit', id, ...fields });
  return { reply: reply.replaceAll(id, 'KEY'), after: await whole(id), id };
}

/** The description with its last line break, which is all that a reply of lines does not show. */
async function whole(id: string): Promise<string> {
  const part = (await tracker.ticket({ action: 'get', id, lines: '1-' })).split('\n').slice(1);
  return part.map((line) => line.replace(/^ *\d+ /, '')).join('\n');
}

const lines = (...changed: [at: number, remove: number, ...insert: string[]][]) => {
  const all = text.trimEnd().split('\n');
  for (const [at, remove, ...insert] of changed) all.splice(at - 1, remove, ...insert);
  return all.join('\n');
};

describe('an edit replies with the new revision and at most three numbered lines', () => {
  const cases: [string, Record<string, unknown>, string, string][] = [
    [
      'replaces lines',
      { op: 'replace', lines: '4-5', new: '## Why\nBecause.' },
      'KEY rev 2:\n4 ## Why\n5 Because.',
      lines([4, 2, '## Why', 'Because.']),
    ],
    [
      'replaces one line',
      { op: 'replace', lines: '2', new: 'Other intro' },
      'KEY rev 2:\n1 # Login\n2 Other intro',
      lines([2, 1, 'Other intro']),
    ],
    [
      'appends after lines',
      { op: 'append', lines: '2', new: 'More' },
      'KEY rev 2, line 3:\n1 # Login\n3 More',
      lines([3, 0, 'More']),
    ],
    [
      'prepends before lines',
      { op: 'prepend', lines: '2-3', new: 'Before' },
      'KEY rev 2, line 2:\n1 # Login\n2 Before',
      lines([2, 0, 'Before']),
    ],
    ['deletes lines', { op: 'delete', lines: '2-3' }, 'KEY rev 2, lines 2-3 deleted', lines([2, 2])],
    [
      'shows three of many lines',
      { op: 'append', lines: '2', new: 'a\nb\nc\nd\ne' },
      'KEY rev 2, lines 3-7:\n1 # Login\n3 a\n4 b\n5 c\n… to 7',
      lines([3, 0, 'a', 'b', 'c', 'd', 'e']),
    ],
    [
      'replaces a section, keeping its heading',
      { op: 'replace', section: 'Context', new: 'New context.' },
      'KEY rev 2:\n4 ## Context\n5 New context.',
      lines([5, 5, 'New context.']),
    ],
    [
      'drops the heading from what repeats it',
      { op: 'replace', section: '## Context', new: '## Context\nNew context.' },
      'KEY rev 2:\n4 ## Context\n5 New context.',
      lines([5, 5, 'New context.']),
    ],
    [
      'appends to a section',
      { op: 'append', section: 'Acceptance', new: '- [ ] Documented' },
      'KEY rev 2, line 14:\n11 ## Acceptance\n14 - [ ] Documented',
      lines([14, 0, '- [ ] Documented']),
    ],
    [
      'prepends to a section',
      { op: 'prepend', section: 'Acceptance', new: '- [ ] First' },
      'KEY rev 2, line 12:\n11 ## Acceptance\n12 - [ ] First',
      lines([12, 0, '- [ ] First']),
    ],
    [
      'deletes a section with its heading',
      { op: 'delete', section: 'Context' },
      'KEY rev 2, lines 4-10 deleted',
      lines([4, 7]),
    ],
    [
      'replaces a text',
      { op: 'replace', old: 'Safari drops', new: 'WebKit loses' },
      'KEY rev 2:\n4 ## Context\n5 WebKit loses the cookie.',
      lines([5, 1, 'WebKit loses the cookie.']),
    ],
    [
      'appends to a text',
      { op: 'append', old: 'cookie', new: 's' },
      'KEY rev 2, line 5:\n4 ## Context\n5 Safari drops the cookies.',
      lines([5, 1, 'Safari drops the cookies.']),
    ],
    [
      'prepends to a text',
      { op: 'prepend', old: 'cookie', new: 'session ' },
      'KEY rev 2, line 5:\n4 ## Context\n5 Safari drops the session cookie.',
      lines([5, 1, 'Safari drops the session cookie.']),
    ],
    ['deletes a text', { op: 'delete', old: ' line' }, 'KEY rev 2:\n1 # Login\n2 Intro', lines([2, 1, 'Intro'])],
    [
      'checks by number',
      { op: 'check', checkbox: '1' },
      'KEY rev 2:\n11 ## Acceptance\n12 - [x] Works in Safari',
      lines([12, 1, '- [x] Works in Safari']),
    ],
    [
      'checks by a number that is one',
      { op: 'check', checkbox: 1 },
      'KEY rev 2:\n11 ## Acceptance\n12 - [x] Works in Safari',
      lines([12, 1, '- [x] Works in Safari']),
    ],
    [
      'checks by text',
      { op: 'check', checkbox: 'Works in Safari' },
      'KEY rev 2:\n11 ## Acceptance\n12 - [x] Works in Safari',
      lines([12, 1, '- [x] Works in Safari']),
    ],
    [
      'unchecks',
      { op: 'uncheck', checkbox: '2' },
      'KEY rev 2:\n11 ## Acceptance\n13 - [ ] Tested',
      lines([13, 1, '- [ ] Tested']),
    ],
    [
      'checks all',
      { op: 'check', checkbox: 'all' },
      'KEY rev 2:\n11 ## Acceptance\n12 - [x] Works in Safari',
      lines([12, 1, '- [x] Works in Safari']),
    ],
    [
      'replaces a checkbox’s text',
      { op: 'replace', checkbox: '2', new: 'Tested twice' },
      'KEY rev 2:\n11 ## Acceptance\n13 - [x] Tested twice',
      lines([13, 1, '- [x] Tested twice']),
    ],
    ['deletes a checkbox', { op: 'delete', checkbox: '2' }, 'KEY rev 2, line 13 deleted', lines([13, 1])],
    ['replaces the whole', { op: 'replace', new: 'Nothing else\n' }, 'KEY rev 2:\n1 Nothing else', 'Nothing else'],
    [
      'appends to the whole',
      { op: 'append', new: 'The end' },
      'KEY rev 2, line 14:\n11 ## Acceptance\n14 The end',
      lines([14, 0, 'The end']),
    ],
    [
      'prepends to the whole',
      { op: 'prepend', new: 'The start' },
      'KEY rev 2, line 1:\n1 The start',
      lines([1, 0, 'The start']),
    ],
  ];
  for (const [what, fields, reply, after] of cases)
    it(`${what}`, async () => {
      const done = await edited(fields);
      expect(done.reply).toBe(reply);
      expect(done.after).toBe(after);
    });

  it('deletes the whole', async () => {
    const { reply, id } = await edited({ op: 'delete' });
    expect(reply).toBe('KEY rev 2, lines 1-13 deleted');
    expect(await tracker.get(id)).toEqual([`${id} Edit me`, 'task · backlog · rev 2']);
  });

  it('says where all is so already, and makes no revision', async () => {
    expect((await edited({ op: 'check', checkbox: '2' })).reply).toBe('KEY is so already, rev 1');
    expect((await edited({ op: 'replace', lines: '2', new: 'Intro line' })).reply).toBe('KEY is so already, rev 1');
  });

  it('keeps the line endings of the text', async () => {
    const { id } = await edited({ op: 'replace', lines: '2', new: 'x\ny' }, 'a\r\nb\r\nc\r\n');
    expect(await tracker.ticket({ action: 'edit', id, op: 'replace', old: 'x\ny\nc', new: 'one' })).toContain('2 one');
    expect((await tracker.get(id)).slice(3)).toEqual(['a', 'one']);
  });

  it('cuts long lines of the reply', async () => {
    const { reply } = await edited({ op: 'replace', lines: '2', new: 'word '.repeat(200) });
    expect(reply.length).toBeLessThan(80);
  });
});

describe('the operations of other trackers', () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ op: 'replace_all', content: 'All new' }, 'All new'],
    [{ op: 'replace_lines', start_line: 4, end_line: 5, content: 'x' }, lines([4, 2, 'x'])],
    [{ op: 'replace_lines', start_line: '4', content: 'x' }, lines([4, 1, 'x'])],
    [{ op: 'insert_lines', after_line: 2, content: 'x' }, lines([3, 0, 'x'])],
    [{ op: 'insert_lines', after_line: 0, content: 'x' }, lines([1, 0, 'x'])],
    [{ op: 'insert_lines', start_line: 2, content: 'x' }, lines([2, 0, 'x'])],
    [{ op: 'insert_lines', line: 2, content: 'x' }, lines([2, 0, 'x'])],
    [{ op: 'delete_lines', start_line: 2, end_line: 3 }, lines([2, 2])],
    [{ op: 'delete_lines', lines: '2-3' }, lines([2, 2])],
    [{ op: 'replace_section', section: 'Context', content: 'x' }, lines([5, 5, 'x'])],
    [{ op: 'append_section', section: 'Acceptance', content: 'x' }, lines([14, 0, 'x'])],
    [{ op: 'delete_section', heading: 'Context' }, lines([4, 7])],
    [{ op: 'replace_text', old_text: 'Intro', new_text: 'Outro' }, lines([2, 1, 'Outro line'])],
    [{ operation: 'REPLACE', old: 'Intro', text: 'Outro' }, lines([2, 1, 'Outro line'])],
  ];
  for (const [fields, after] of cases)
    it(`are taken: ${JSON.stringify(fields)}`, async () => {
      expect((await edited(fields)).after).toBe(after);
    });

  it('need the place that they name', async () => {
    const id = await tracker.create({ title: 'Places', description: text });
    expect(await tracker.refused('invalid_input', { action: 'edit', id, op: 'replace_lines', new: 'x' })).toContain(
      'needs start_line and end_line, or lines',
    );
    await tracker.refused('invalid_input', { action: 'edit', id, op: 'replace_section', new: 'x' });
    await tracker.refused('invalid_input', { action: 'edit', id, op: 'replace_text', new: 'x' });
    await tracker.refused('invalid_input', { action: 'edit', id, op: 'replace', lines: '1', start_line: 2, new: 'x' });
    await tracker.refused('invalid_input', {
      action: 'edit',
      id,
      op: 'replace_lines',
      start_line: 5,
      end_line: 4,
      new: 'x',
    });
  });
});

describe('an edit is refused, and changes nothing,', () => {
  const cases: [string, string, Record<string, unknown>, RegExp][] = [
    [
      'without an op',
      'invalid_input',
      { new: 'x' },
      /op is missing: replace, append, prepend, delete, check or uncheck\.$/,
    ],
    [
      'with another op, naming the near one',
      'invalid_input',
      { op: 'apend', new: 'x' },
      /op must be .*, not "apend"; did you mean "append"/,
    ],
    [
      'at lines outside its section',
      'invalid_input',
      { op: 'replace', lines: '1', section: 'Context', new: 'x' },
      /Section "Context" has lines 4-10; "1" goes beyond/,
    ],
    ['without new', 'invalid_input', { op: 'replace', lines: '1' }, /replace needs new/],
    ['with new that is not used', 'invalid_input', { op: 'delete', lines: '1', new: 'x' }, /delete takes no new/],
    ['at two places', 'invalid_input', { op: 'replace', lines: '1', old: 'x', new: 'x' }, /lines and old are given/],
    [
      'at lines that are not there',
      'invalid_input',
      { op: 'replace', lines: '13-14', new: 'x' },
      /has 13 lines; "13-14" goes beyond/,
    ],
    [
      'at a section that is not there, with the headings and their lines',
      'not_found',
      { op: 'replace', section: 'Contex', new: 'x' },
      /# Login \(line 1\), ## Context \(line 4\), ## Acceptance \(line 11\)/,
    ],
    [
      'at a heading inside a code fence',
      'not_found',
      { op: 'replace', section: 'no heading', new: 'x' },
      /has no section/,
    ],
    [
      'at a text that is not there',
      'not_found',
      { op: 'replace', old: 'Firefox', new: 'x' },
      /old is not in the description/,
    ],
    [
      'at a text that is there twice, with its lines',
      'invalid_input',
      { op: 'replace', old: 'Safari', new: 'x' },
      /old is there 2 times, on lines 5, 12/,
    ],
    ['at a checkbox that is not there', 'not_found', { op: 'check', checkbox: '3' }, /checkbox/],
    [
      'beyond 256 KiB',
      'invalid_input',
      { op: 'append', new: 'x'.repeat(256 * 1024 - 10) },
      /The description would have \d+ bytes; at most 262144 fit/,
    ],
    [
      'at another revision than expected',
      'conflict',
      { op: 'append', new: 'x', expected_revision: 7 },
      /is at revision 1, not 7/,
    ],
  ];
  for (const [what, code, fields, message] of cases)
    it(what, async () => {
      const id = await tracker.create({ title: 'Refuse me', description: text });
      expect(await tracker.refused(code, { action: 'edit', id, ...fields })).toMatch(message);
      expect((await tracker.get(id))[1]).toBe('task · backlog');
    });

  it('at a section that is there twice, with their lines', async () => {
    const id = await tracker.create({ title: 'Twice', description: '## A\none\n## B\n## A\ntwo\n' });
    expect(
      await tracker.refused('invalid_input', { action: 'edit', id, op: 'replace', section: 'A', new: 'x' }),
    ).toMatch(/2 sections are called "A": ## A \(line 1\), ## A \(line 4\)\.\nName the lines instead: lines:"1-2"/);
  });

  it('on a ticket that is not there', async () => {
    await tracker.refused('not_found', { action: 'edit', id: '999999', op: 'append', new: 'x' });
  });

  it('in dry_run, after saying what it would do', async () => {
    const id = await tracker.create({ title: 'Dry', description: 'a\n' });
    expect(await tracker.ticket({ action: 'edit', id, op: 'replace', lines: '1', new: 'b', dry_run: true })).toBe(
      `Dry run, nothing written:\n${id} rev 2:\n1 b`,
    );
    expect(await whole(id)).toBe('a');
  });
});

describe('an edit by lines, after somebody else has changed the description,', () => {
  const read = { action: 'get', lines: '1-' };

  it('is a conflict that says who changed it, until it is read anew', async () => {
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const id = await tracker.create({ title: 'Two at work', description: 'a\nb\nc\n' });
    await bob.ticket({ ...read, id });
    await tracker.ticket({ action: 'edit', id, op: 'prepend', new: 'zero' });
    const refusal = await bob.refused('conflict', { action: 'edit', id, op: 'replace', lines: '2', new: 'B' });
    expect(refusal).toMatch(
      new RegExp(
        `The description of ${id} has changed since you read it: alice/test-client changed it at \\S+ \\S+Z\\.\nRead the lines anew: ticket\\(action:"get", id:"${id}", lines:"1-"\\)`,
      ),
    );
    await bob.ticket({ ...read, id });
    expect(await bob.ticket({ action: 'edit', id, op: 'replace', lines: '3', new: 'B' })).toBe(`${id} rev 3:\n3 B`);
  });

  it('is a conflict also where the server of the session has been started anew', async () => {
    const env = { TRACKER_ACTOR: 'carl', TRACKER_SESSION: 'carl-1' };
    const id = await tracker.create({ title: 'Read before', description: 'one\ntwo\n' });
    const carl = await tracker.connect({ env });
    await carl.ticket({ ...read, id });
    await carl.client.close();
    await tracker.ticket({ action: 'edit', id, op: 'prepend', new: 'zero' });
    const again = await tracker.connect({ env });
    await again.refused('conflict', { action: 'edit', id, op: 'replace', lines: '2', new: '2 TWO' });
    expect(await whole(id)).toBe('zero\none\ntwo');
  });

  it('is a conflict on the command line as well', async () => {
    const id = await tracker.create({ title: 'Read in a terminal', description: 'one\ntwo\n' });
    const env = { TRACKER_ACTOR: 'dana', TRACKER_SESSION: 'dana-1' };
    const run = (...args: string[]) => runTracker({ cwd: tracker.repository.root, env }, ...args);
    await run('show', id, '--lines', '1-');
    await tracker.ticket({ action: 'edit', id, op: 'prepend', new: 'zero' });
    const refused = await run('edit', id, '--op', 'replace', '--lines', '2', '--new', 'TWO');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('has changed since you read it') });
    expect(await whole(id)).toBe('zero\none\ntwo');
  });

  it('is no conflict where only other fields have changed, or the session itself has edited', async () => {
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const id = await tracker.create({ title: 'Other fields', description: 'a\nb\nc\n' });
    await bob.ticket({ ...read, id });
    await tracker.ticket({ action: 'update', id, priority: 'high' });
    await tracker.ticket({ action: 'comment', id, message: 'hello' });
    expect(await bob.ticket({ action: 'edit', id, op: 'replace', lines: '1', new: 'A' })).toBe(`${id} rev 3:\n1 A`);
    expect(await bob.ticket({ action: 'edit', id, op: 'replace', lines: '2', new: 'B' })).toBe(`${id} rev 4:\n2 B`);
  });

  it('still works by section, text and checkbox', async () => {
    const bob = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
    const id = await tracker.create({ title: 'Merged', description: text });
    await bob.ticket({ ...read, id });
    await tracker.ticket({ action: 'edit', id, op: 'prepend', new: 'Added above' });
    await bob.ticket({ action: 'edit', id, op: 'append', section: 'Context', new: 'Bob was here.' });
    await tracker.ticket({ action: 'edit', id, op: 'delete', old: 'Added above\n' });
    await bob.ticket({ action: 'edit', id, op: 'check', checkbox: 'Works in Safari' });
    await bob.ticket({ action: 'edit', id, op: 'replace', old: 'Intro line', new: 'Introduction' });
    expect(await whole(id)).toBe(
      lines([2, 1, 'Introduction'], [10, 0, 'Bob was here.'], [13, 1, '- [x] Works in Safari']),
    );
  });
});
