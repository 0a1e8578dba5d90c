import { describe, expect, test } from 'vitest';
import type { SubmissionView } from '../../src/actions/alignment/submissions.ts';
import { shellSyntax } from '../../src/cli/commands/syntax.ts';
import { call } from '../../src/domain/hint.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import {
  renderDecide,
  renderReview,
  renderSubmission,
  renderSubmit,
  renderWaiting,
} from '../../src/render/alignment.ts';

const time = Date.parse('2026-10-01T09:30:00Z');
const key = 'PAY-482913';

describe('a submission that was made', () => {
  const submitted = { key, event: '7f3k2m', evidence: [], status: 'in_progress', turn: { whose: 'reviewer' } } as const;

  test('is a line, and the move that is still to come, in the syntax of the door', () => {
    const said = "Submitted PAY-482913 7f3k2m\nIt is in_progress; another person's turn to decide.";
    expect(renderSubmit({ ...submitted, evidence: [] }, mcpSyntax)).toBe(said);
    const next = `${said} To show that it waits: `;
    expect(renderSubmit({ ...submitted, evidence: [], moveTo: 'review' }, mcpSyntax)).toBe(
      `${next}ticket(action:"move", id:"PAY-482913", status:"review")`,
    );
    expect(renderSubmit({ ...submitted, evidence: [], moveTo: 'review' }, shellSyntax)).toBe(
      `${next}tracker move PAY-482913 review`,
    );
  });

  test('shows its evidence, shortened, and what the repository does not have', () => {
    const hash = '0123456789abcdef0123456789abcdef01234567';
    const evidence = [
      { kind: 'commit', value: hash, verified: true },
      { kind: 'file', value: 'src/a.ts', verified: false },
      { kind: 'command', value: 'npm test', exitCode: 0 },
      { kind: 'command', value: 'npm start' },
      { kind: 'note', value: `two lines ${'x'.repeat(200)}` },
    ] as const;
    expect(renderSubmit({ ...submitted, evidence: [...evidence] }, mcpSyntax).split('\n')).toEqual([
      `Submitted PAY-482913 7f3k2m · commit 0123456789 (verified) · src/a.ts (not found) · npm test -> 0 · npm start · note: two lines ${'x'.repeat(103)}…`,
      'The repository does not have what is marked not found.',
      "It is in_progress; another person's turn to decide.",
    ]);
    const [verified, , ...unasked] = evidence;
    expect(renderSubmit({ ...submitted, evidence: [verified, ...unasked] }, mcpSyntax)).not.toContain('marked');
  });
});

test('what somebody wrote is never marked as what the repository was asked', () => {
  const evidence = (['note', 'command', 'url', 'file', 'commit'] as const).map((kind) => ({
    ...{ kind, value: 'commit abc (Verified)' },
    ...(kind === 'file' && { verified: false }),
  }));
  const said = ['note', 'command', 'url'].map((kind) => `${kind}: commit abc [Verified]`);
  expect(
    renderSubmit({ key, event: '7f3k2m', evidence, status: 'todo', turn: { whose: 'reviewer' } }, mcpSyntax).split(
      '\n',
    )[0],
  ).toBe(
    ['Submitted PAY-482913 7f3k2m', ...said, 'file: commit abc [Verified] (not found)', 'commit commit abc'].join(
      ' · ',
    ),
  );
});

test('a decision names the submitter, whose agent it is, and who else held the ticket', () => {
  const decided = {
    key,
    event: 'a',
    already: false,
    submission: 'b',
    decision: 'rejected',
    submitter: 'anna',
    ownAgent: false,
    held: [],
    status: 'review',
    turn: { whose: 'submitter', actor: 'anna' },
  } as const;
  expect(renderDecide({ ...decided, held: [] }, mcpSyntax)).toBe(
    "PAY-482913 rejected · submitted by anna\nIt is review; anna's turn",
  );
  expect(renderDecide({ ...decided, held: [], already: true }, mcpSyntax)).toMatch(
    /^PAY-482913 rejected already · submitted by/,
  );
  const other = { ...decided, submitter: 'bob/codex', ownAgent: true, held: ['bob', 'carol'] };
  expect(renderDecide(other, mcpSyntax).split('\n')[0]).toBe(
    'PAY-482913 rejected · submitted by bob/codex, your own agent · held by bob, carol',
  );
  const next = call('ticket', { action: 'close', id: key });
  expect(renderDecide({ ...decided, held: [], next }, shellSyntax)).toMatch(/; anna's turn: tracker close PAY-482913$/);
  expect(renderDecide({ ...decided, held: [], turn: { whose: 'nobody' }, status: 'done' }, mcpSyntax)).toMatch(
    /\nIt is done already$/,
  );
});

const by = { actor: 'bob', actorKind: 'human', time } as const;
const submission: SubmissionView = {
  ...{ event: '7f3k2m', actor: 'a nna', time, message: 'Done\nand tested' },
  evidence: [{ kind: 'command', value: 'npm test', exitCode: 1 }],
  decisions: [
    { ...by, event: 'd', ownAgent: false, decision: 'changes_requested', message: 'One\nmore' },
    { ...by, event: 'e', ownAgent: true, decision: 'approved' },
  ],
};

test('a submission shows its message, evidence and decisions', () => {
  const mentions = [{ written: 'OPS-1', tickets: [{ key: 'PAY-1', title: 'One' }] }];
  expect(renderSubmission({ ...submission, mentions }, 'PAY-1', mcpSyntax).split('\n')).toEqual([
    ...['', 'a nna submitted 2026-10-01 [7f3k2m]', 'Done', 'and tested', '- npm test -> 1'],
    ...[
      'bob (human) 2026-10-01 changes_requested: One',
      'more',
      "bob (human) 2026-10-01 approved of their own agent's work",
    ],
    'mentions: OPS-1 in this text is PAY-1 "One"',
  ]);
});

test('a review says whether an approval is needed, and where earlier submissions are', () => {
  const turn = { whose: 'reviewer' } as const;
  const review = { key, title: 'Fix login', type: 'bug', status: 'review', state: 'waiting', turn };
  const one = { ...submission, evidence: [], decisions: [], message: 'Done' };
  const shown = '\na nna submitted 2026-10-01 [7f3k2m]\nDone';
  expect(renderReview({ ...review, gated: false, submissions: [one], left: 0 }, mcpSyntax)).toBe(
    `PAY-482913 Fix login\nbug · review · review waiting\n${shown}`,
  );
  const gated = { ...review, gated: true, submissions: [one], left: 2 };
  expect(renderReview(gated, mcpSyntax)).toBe(
    `PAY-482913 Fix login\nbug · review · review waiting · approval needed to close\n${shown}\n\n2 earlier submissions: ticket(action:"history", id:"PAY-482913")`,
  );
  expect(renderReview(gated, shellSyntax)).toMatch(/\n\n2 earlier submissions: tracker history PAY-482913$/);
});

describe('what waits for a decision', () => {
  const waiting = { key, title: 'Fix login', actor: 'anna', time, state: 'waiting', message: 'Done', decidable: true };

  test('is two lines each, with what is the own and what was decided before', () => {
    const second = { ...waiting, state: 'needs_review', decidable: false, message: `${'y'.repeat(200)}\nz` };
    expect(
      renderWaiting({ reviews: [waiting, second], total: 3, left: 1, cursor: 'c1' }, mcpSyntax).split('\n'),
    ).toEqual([
      ...['3 waiting for a decision', 'PAY-482913 Fix login · anna 2026-10-01', '  Done'],
      ...['PAY-482913 Fix login · anna 2026-10-01 · needs_review · yours', `  ${'y'.repeat(159)}…`],
      '1 more: cursor:"c1"',
    ]);
    expect(renderWaiting({ reviews: [waiting], total: 2, left: 1, cursor: 'c1' }, shellSyntax)).toMatch(
      /\n1 more: --cursor c1$/,
    );
  });

  test('may be nothing', () => {
    expect(renderWaiting({ reviews: [], total: 0, left: 0 }, mcpSyntax)).toBe('Nothing waits for a decision');
  });
});
