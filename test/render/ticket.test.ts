import { describe, expect, test } from 'vitest';
import type { EditResult } from '../../src/actions/ticket/edit.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { call } from '../../src/domain/hint.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import {
  renderChange,
  renderClaim,
  renderClose,
  renderComment,
  renderCreate,
  renderEdit,
  renderRelease,
  renderTemplates,
  renderUndo,
} from '../../src/render/ticket.ts';

const key = 'PAY-482913';
const ready = [{ key: 'PAY-1', title: 'On e' }];

describe('a create', () => {
  const task = { key, id: 'i', title: 't', type: 'task', status: 'backlog', priority: 'medium', points: null };
  const made = { tickets: [task], similar: [] };

  test('says what is not as for every new ticket', () => {
    expect(renderCreate(made)).toBe('Created PAY-482913');
    const bug = { ...task, type: 'bug', status: 'triage', priority: 'high' };
    expect(renderCreate({ ...made, tickets: [bug] })).toBe('Created PAY-482913 · bug · triage · high');
  });

  test('says what is alike', () => {
    expect(renderCreate({ ...made, similar: ready })).toBe('Created PAY-482913\nSimilar open: PAY-1 "On e"');
  });

  test('says the title that a template made, and that its message is noted', () => {
    expect(renderCreate({ ...made, tickets: [{ ...task, titled: true }], noted: true })).toBe(
      'Created PAY-482913 · "t", noted',
    );
  });

  test('of several says parents, blockers and points, which items may have said by their places', () => {
    const child = { ...task, key: 'PAY-2', parent: key, points: 3 };
    const next = { ...child, key: 'PAY-3', points: 5, blocked_by: ['PAY-2', 'PAY-1'] };
    expect(renderCreate({ ...made, tickets: [task, child, next] })).toBe(
      'Created PAY-482913, PAY-2, PAY-3 · 8 pts in all\nPAY-2 · 3 pts · parent PAY-482913\nPAY-3 · 5 pts · parent PAY-482913 · after PAY-2, PAY-1',
    );
  });

  test('of several is a line of keys', () => {
    expect(renderCreate({ ...made, tickets: [task, { ...task, key: 'PAY-2', type: 'bug' }] })).toBe(
      'Created PAY-482913, PAY-2',
    );
  });
});

describe('a change', () => {
  test.each<[string, unknown, unknown, string]>([
    ['description', undefined, undefined, 'description replaced'],
    ['description', 'bob', undefined, 'description replaced, which was written by bob'],
    ['description', undefined, null, 'description emptied'],
    ['priority', 'high', 'high', 'priority stays high, which settles the conflict'],
    ['due', null, null, 'due stays none, which settles the conflict'],
    ['archived', false, true, 'archived'],
    ['archived', true, false, 'unarchived'],
    ['status', 'todo', 'review', 'todo → review'],
    ['title', 'Old', 'Ne w', 'title "Old" → "Ne w"'],
    ['labels', ['a', 'b'], ['b', 'c d'], 'labels +c d -a'],
    ['points', null, 3, 'points none → 3'],
    ['points', 3, null, 'points 3 → none'],
  ])('of %s from %j to %j', (field, from, to, said) => {
    expect(renderChange({ tickets: [{ key, changes: [{ field, from, to }], ready: [] }] })).toBe(`${key} ${said}`);
  });

  test('is a line a ticket, with what that has made ready', () => {
    const changes = [
      { field: 'status', from: 'review', to: 'done' },
      { field: 'points', from: 1, to: 2 },
    ];
    expect(
      renderChange({
        tickets: [
          { key, changes, ready },
          { key: 'PAY-2', changes: [], ready: [] },
        ],
      }),
    ).toBe('PAY-482913 review → done, points 1 → 2\nReady now: PAY-1 "On e"\nPAY-2 is so already');
  });

  test('says whether its message is a note now', () => {
    const change = { key, changes: [{ field: 'points', from: 1, to: 2 }], ready: [] };
    expect(renderChange({ tickets: [{ ...change, noted: true }] })).toBe('PAY-482913 points 1 → 2, noted');
    expect(renderChange({ tickets: [{ ...change, changes: [], noted: false }] })).toBe(
      'PAY-482913 is so already, not noted: nothing changed',
    );
  });

  test('that closes shows the whole path', () => {
    const path = ['todo', 'in_progress', 'done'];
    expect(renderClose({ tickets: [{ key, changes: [], ready, path }] }, mcpSyntax)).toBe(
      'PAY-482913 todo → in_progress → done\nReady now: PAY-1 "On e"',
    );
  });
});

describe('an edit', () => {
  const edit: EditResult = { key, revision: 4, op: 'append', changed: true, first: 7, last: 9, lines: ['a', 'b', 'c'] };

  test('shows the lines that it wrote, and which they are where the caller could not know', () => {
    expect(renderEdit(edit)).toBe('PAY-482913 rev 4, lines 7-9:\n7 a\n8 b\n9 c');
    expect(renderEdit({ ...edit, last: 7, lines: ['a'] })).toBe('PAY-482913 rev 4, line 7:\n7 a');
    for (const op of ['replace', 'check', 'uncheck'] as const)
      expect(renderEdit({ ...edit, op, last: 20 })).toBe('PAY-482913 rev 4:\n7 a\n8 b\n9 c\n… to 20');
  });

  test('clips long lines between words', () => {
    const line = 'The quick brown fox jumps over the lazy dog';
    expect(renderEdit({ ...edit, last: 7, lines: [line] })).toMatch(/\n7 The quick brown fox jumps over…$/);
    expect(renderEdit({ ...edit, last: 7, lines: [line.slice(0, 32)] })).toMatch(/over t$/);
  });

  test('shows the beginning of a line that has no blanks, and cuts no character in two', () => {
    const echo = (line: string) => renderEdit({ ...edit, last: 7, lines: [line] }).split('\n')[1];
    expect(echo(`- [x] ${'検査する'.repeat(10)}`)).toBe(`7 - [x] ${'検査する'.repeat(6)}検査…`);
    expect(echo('- [ ] https://example.com/docs/launch')).toBe('7 - [ ] https://example.com/docs/l…');
    for (const emoji of ['🎉', '👩‍👩‍👧‍👦', '🇩🇪', '𠮷', 'e\u0301'])
      for (let at = 0; at < 40; at++) {
        const shown = echo(`${'x'.repeat(at)}${emoji.repeat(20)}`)!;
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.slice(2, -1).slice(at).replaceAll(emoji, '')).toBe('');
      }
  });

  test('that changed nothing, or left nothing, says so', () => {
    expect(renderEdit({ ...edit, changed: false })).toBe('PAY-482913 is so already, rev 4');
    const gone = { ...edit, op: 'delete' as const, first: 7, last: 6, lines: [] };
    expect(renderEdit(gone)).toBe('PAY-482913 rev 4, description emptied');
    expect(renderEdit({ ...gone, deleted: { first: 7, last: 9 }, noted: true })).toBe(
      'PAY-482913 rev 4, lines 7-9 deleted, noted',
    );
  });

  test('shows the heading that the lines stand under', () => {
    const heading = { line: 4, text: '## Notes' };
    expect(renderEdit({ ...edit, op: 'check', last: 7, lines: ['a'], heading })).toBe(
      'PAY-482913 rev 4:\n4 ## Notes\n7 a',
    );
  });
});

describe('a claim', () => {
  const until = Date.parse('2026-10-01T09:30:00Z');
  const claim = { key, title: 'Fi x', from: 'todo', status: 'in_progress', already: false, until };

  test('names the ticket, its move and whom it was taken over from', () => {
    expect(renderClaim(claim, mcpSyntax)).toBe('Claimed PAY-482913 · todo → in_progress\nFi x');
    expect(renderClaim({ ...claim, from: 'in_progress', takenFrom: 'b ob' }, mcpSyntax)).toBe(
      'Claimed PAY-482913 · in_progress, taken over from b ob\nFi x',
    );
    expect(renderClaim({ ...claim, takenFrom: 'bob', takenFromOwn: true }, mcpSyntax)).toContain(
      'from another session of bob',
    );
  });

  test('that is held already says until when', () => {
    expect(renderClaim({ ...claim, already: true }, mcpSyntax)).toBe(
      'PAY-482913 is yours already, until 2026-10-01 09:30Z',
    );
  });

  test('that is given up says whose it is now', () => {
    const released = { key, from: 'in_progress', status: 'todo', assignees: ['a b', 'c'] };
    expect(renderRelease(released)).toBe('Released PAY-482913 · in_progress → todo · a b, c');
    expect(renderRelease({ ...released, heldBy: 'd' })).toContain(' · a b, c, which d held');
    expect(renderRelease({ ...released, status: 'in_progress', assignees: [] })).toBe(
      'Released PAY-482913 · in_progress',
    );
  });
});

test('a comment is acknowledged', () => {
  expect(renderComment({ key, event: '7f3k2m' })).toBe('PAY-482913 commented 7f3k2m');
  expect(renderComment({ key, event: '7f3k2m', replyTo: { event: '8f3k2m', actor: 'bob' } })).toBe(
    'PAY-482913 commented 7f3k2m to bob 8f3k2m',
  );
});

describe('an undo', () => {
  const undone = { event: '7f3k2m', kind: 'update', key, fields: ['title', 'due'], left: [] };
  const left = { ...undone, fields: [], left: ['It has changed.'] };

  test('of an event says what it put back and left alone, and the next call, in the syntax of the door', () => {
    const changes = [
      { field: 'title', from: 'B', to: 'A' },
      { field: 'status', from: 'done', to: 'todo' },
    ];
    expect(renderUndo({ events: [{ ...undone, changes }], noted: true }, mcpSyntax)).toBe(
      'PAY-482913 7f3k2m undone update: title "B" → "A", done → todo, noted',
    );
    const links = [
      { type: 'blocks', target: 'PAY-1', isBack: true },
      { url: 'http://a', isBack: false },
    ];
    expect(renderUndo({ events: [{ ...undone, kind: 'unlink', link: links }] }, mcpSyntax)).toBe(
      'PAY-482913 7f3k2m undone unlink: blocks PAY-1, no longer http://a',
    );
    const edit = { removed: { first: 2, last: 1 }, written: { first: 2, last: 5, lines: ['a', 'b', 'c', 'd'] } };
    expect(renderUndo({ events: [{ ...undone, kind: 'edit', edit }] }, mcpSyntax)).toBe(
      'PAY-482913 7f3k2m undone edit: added lines 2-5\n2 a\n3 b\n4 c\n… to 5',
    );
    expect(renderUndo({ events: [{ ...undone, kind: 'link', fields: ['link'] }] }, mcpSyntax)).toBe(
      'PAY-482913 7f3k2m undone link',
    );
    const claim = {
      ...left,
      left: ['One.', 'The claim has ended.'],
      next: call('ticket', { action: 'claim', id: key }),
    };
    expect(renderUndo({ events: [claim] }, mcpSyntax)).toBe(
      'PAY-482913 7f3k2m left update. One. The claim has ended. Next: ticket(action:"claim", id:"PAY-482913")',
    );
    expect(renderUndo({ events: [claim] }, shellSyntax)).toMatch(/ Next: tracker claim PAY-482913$/);
  });

  test('of many counts them, shows fifty and all that was left alone', () => {
    const events = [...Array.from({ length: 52 }, () => undone), left];
    const lines = renderUndo({ events }, mcpSyntax).split('\n');
    expect(lines).toHaveLength(53);
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual([
      'Undone 52 of 53',
      'PAY-482913 7f3k2m left update. It has changed.',
      '… and 2 more undone',
    ]);
  });
});

test('templates are listed with their variables, and what they are for, below the call that takes one', () => {
  const templates = [
    { name: 'bug-fix', about: 'What is wrong', variables: ['what', 'where?'] },
    { name: 'chore', variables: [] },
  ];
  expect(renderTemplates({ templates }, mcpSyntax)).toBe(
    'ticket(action:"create", template:"NAME", vars:{"NAME":"VALUE"}); ? has a default\nbug-fix: what, where? · What is wrong\nchore',
  );
  expect(renderTemplates({ templates: [] }, shellSyntax)).toBe(
    'tracker create --template NAME --var NAME=VALUE; ? has a default',
  );
});
