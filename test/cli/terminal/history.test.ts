import { describe, expect, test } from 'vitest';
import type { CommittedHistory } from '../../../src/cli/committed-history.ts';
import { drawHistory } from '../../../src/cli/terminal/history.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const entry = {
  ...{ id: '01K6FDNN000000000000007F3K', event: '7f3k2m', time: Date.parse('2026-10-01T09:30:00Z') },
  ...{ actor: 'anna', client: 'c', session: 's', kind: 'comment', ticket: 'PAY-1', payload: { body: 'Hi' } },
};

function draw(history: CommittedHistory, columns?: number) {
  const { screen, printed } = openRecordedScreen(columns);
  drawHistory(history, screen);
  return printed();
}

describe('a history in a pipe', () => {
  test('is a line an event, with its commit, and its ticket where that is another', () => {
    const entries = [
      { ...entry, commit: null },
      { ...entry, ticket: 'PAY-2', commit: '0123456789abcdef' },
    ];
    expect(draw({ key: 'PAY-1', entries, left: 0 })).toEqual({
      stdout:
        '7f3k2m  2026-10-01 09:30Z         anna   not committed  commented: Hi\n' +
        '7f3k2m  2026-10-01 09:30Z  PAY-2  anna   0123456789     commented: Hi\n',
      stderr: '',
    });
  });

  test('says aside what is left, and from which commit on it is not sure', () => {
    const unsure = { ...entry, commit: 'fedcba9876543210', orOlder: true as const };
    const { stdout, stderr } = draw({ entries: [entry, unsure], left: 4, cursor: '2f' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toBe(
      'Versions before fedcba9876 cannot be read here: what it carried may be older.\n4 more: go on with --cursor 2f\n',
    );
  });

  test('may be empty', () => {
    expect(draw({ entries: [], left: 0 })).toEqual({ stdout: '', stderr: 'No events\n' });
    expect(draw({ key: 'PAY-1', entries: [], left: 0 })).toEqual({
      stdout: '',
      stderr: 'PAY-1 has no events there\n',
    });
  });
});

test('on a terminal a history has a heading, and what is to be said stands below it', () => {
  const { stdout, stderr } = draw({ key: 'PAY-1', entries: [entry], left: 4, cursor: '2f' }, 80);
  expect(stdout).toBe(
    'EVENT   TIME               ACTOR  WHAT\n7f3k2m  2026-10-01 09:30Z  anna   commented: Hi\n4 more: go on with --cursor 2f\n',
  );
  expect(stderr).toBe('');
});
