import { describe, expect, test } from 'vitest';
import type { LostResult } from '../../src/actions/admin/lost.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { renderDismiss, renderLost, renderRedact, renderRestore, renderUnite } from '../../src/render/admin.ts';
import { ticketOf } from '../support/versions.ts';

describe('a redaction', () => {
  const done = { event: '7f3k2m', kind: 'create', already: false };
  const linesOf = (more: object) => renderRedact({ ...done, ...more }).split('\n');

  test('says what is blank, and of a dry run no more: nothing was looked for', () => {
    expect(linesOf({ already: true })).toEqual(['7f3k2m (create) is blank already.']);
    expect(linesOf({})).toEqual([expect.stringMatching(/^Redacted 7f3k2m \(create\): blank in \.tracker\/data\.db/)]);
  });

  test('says what was removed, what was left, and where the text still is', () => {
    expect(linesOf({ removed: ['an index'], left: ['.git/x'], commit: 'a'.repeat(40) }).slice(1, 4)).toEqual([
      'Removed too: an index.',
      'Could not be removed: .git/x.',
      expect.stringMatching(/^git has had it since commit a{10}:/),
    ]);
    expect(linesOf({ removed: [], left: [] })[1]).toMatch(/^No commit of this branch has it\./);
    expect(linesOf({ removed: [], left: [], unasked: 'No git.' })[1]).toMatch(/is not known: No git\. Revoke/);
  });
});

test('what a commit has is counted and its tickets named, ten of them', () => {
  const came = { ref: 'topic', commit: undefined, events: 12, tickets: ['PAY-1'], setAside: 0, givenUp: 0 };
  expect(renderUnite(came)).toBe('Brought in 12 events of PAY-1 from topic. Commit .tracker/data.db.');
  const tickets = Array.from({ length: 12 }, (_, at) => `PAY-${at}`);
  expect(renderUnite({ ...came, tickets, givenUp: 1, setAside: 2 }).split('\n')).toEqual([
    expect.stringMatching(/ of PAY-0, .*PAY-9 and 2 more from topic\. /),
    'Left out 1 event of it: given up.',
    'Left out 2 rows that are no events of what came in.',
  ]);
  expect(renderUnite({ ...came, events: 0, givenUp: 1 })).toContain('have all of topic but what was given up.\n');
});

test('what was lost is a line each, and a version with the command that brings it', () => {
  const event = ticketOf('Lost');
  const write = { event, acknowledged: 0, here: true, branch: 'main', key: 'PAY-1', title: 'Lost' };
  const found: LostResult = { writes: [write], versions: [{ name: 'abc', where: 'A rebase', events: [event.id] }] };
  expect(renderLost(found, shellSyntax).split('\n')).toEqual([
    `${event.id.slice(-6).toLowerCase()} create · PAY-1 "Lost" · anna · 1970-01-01 00:00Z · main`,
    'A rebase has 1 event that the file lacks: tracker recover --from abc',
  ]);
  expect(renderLost({ writes: [], versions: [] }, shellSyntax)).toMatch(/^Nothing to recover:/);
});

test('what is restored, brought or given up is counted, and what is left is said', () => {
  const [id] = [ticketOf('Lost').id];
  expect(renderRestore({ restored: [id], left: 2 })).toBe(
    'Restored 1 event. 2 events made on other branches: switch there, or name them.',
  );
  expect(renderRestore({ restored: [], left: 0 })).toMatch(/^Nothing to recover:/);
  expect(renderRestore({ restored: [], left: 0, from: 'abc' })).toBe(
    'Nothing to bring: the tickets here have all of abc.',
  );
  expect(renderRestore({ restored: [id], left: 0, from: 'abc' })).toBe(
    'Brought 1 event from abc. Commit .tracker/data.db.',
  );
  expect(renderDismiss({ dismissed: [id] })).toBe('Gave up 1 event.');
  expect(renderDismiss({ dismissed: [] })).toMatch(/^Nothing to recover:/);
  expect(renderDismiss({ dismissed: [], commit: 'abc' })).toMatch(/^Nothing to give up: commit abc/);
  expect(renderDismiss({ dismissed: [id, id], commit: 'abc', gone: 1 }).split('\n')).toEqual([
    expect.stringMatching(/^Gave up 1 event that abc had dropped, in every clone/),
    '1 event stayed: tickets that others have written to since.',
  ]);
});
