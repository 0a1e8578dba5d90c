import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrackerError } from '../../../src/domain/errors.ts';
import { evidencePath, parseEvidence, readEvidenceList } from '../../../src/domain/input/evidence.ts';
import { refusal as refused } from '../../support/refusal.ts';

const long = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';

const refusal = (item: unknown) => refused(() => parseEvidence(item));

describe('a text is evidence of the kind that it looks like', () => {
  it.each([
    ['commit abc123', 'abc123'],
    ['Commit: ABC1234', 'abc1234'],
    ['  commit abc1234\n', 'abc1234'],
    ['abc1234', 'abc1234'],
    [long, long],
    [`${long}${long.slice(0, 24)}`, `${long}${long.slice(0, 24)}`],
  ])('commit: %j', (text, value) => {
    expect(parseEvidence(text)).toEqual({ kind: 'commit', value });
  });

  it.each([
    ['npm test -> 0', 'npm test', 0],
    ['npm test => 1', 'npm test', 1],
    ['npm test → 137', 'npm test', 137],
    ['npm test->0', 'npm test', 0],
    ['npm test -> exit 0', 'npm test', 0],
    ['npm test -> exit code 2', 'npm test', 2],
    ['npm test: exit 0', 'npm test', 0],
    ['npm test (exit 0)', 'npm test', 0],
    ['npm test, exited with code 1', 'npm test', 1],
    ['npm test exit code: -1', 'npm test', -1],
    ['$ npm test -> 0', 'npm test', 0],
    ['command: npm test -> 0', 'npm test', 0],
    ['grep "a -> b" src/a.ts -> 0', 'grep "a -> b" src/a.ts', 0],
  ])('command with its exit code: %j', (text, value, exitCode) => {
    expect(parseEvidence(text)).toEqual({ kind: 'command', value, exitCode });
  });

  it.each([
    ['$ npm test', 'npm test'],
    ['command: npm test', 'npm test'],
  ])('command whose exit code is not said: %j', (text, value) => {
    expect(parseEvidence(text)).toEqual({ kind: 'command', value });
  });

  it.each([
    'https://example.com/a?b=c#d',
    'http://localhost:3000',
    'ssh://git@example.com/repo',
    'url: https://example.com/a',
  ])('url: %j', (text) => {
    expect(parseEvidence(text)).toEqual({ kind: 'url', value: text.replace('url: ', '') });
  });

  it.each([
    './x',
    '../other/x',
    'src/a.ts',
    'a/b',
    'src/a.ts:12',
    'src/a.ts:12:3',
    'src/a.ts:10-20',
    'src/a.ts#L10-L20',
    'README.md',
    'docs/',
    '/etc/passwd',
    'src\\a.ts',
    '.github/workflows/ci.yml',
    'src/größe.ts',
    './My Notes.md',
  ])('file: %j', (text) => {
    expect(parseEvidence(text)).toEqual({ kind: 'file', value: text });
  });

  it('file, when it says so', () => {
    expect(parseEvidence('file: My Notes')).toEqual({ kind: 'file', value: 'My Notes' });
  });

  it.each([
    'Checked by hand in two browsers',
    'commit the change later',
    'commit added',
    'latency 400 -> 300',
    'see src/a.ts for the test',
    'done',
    '3/4',
    'v1.2',
    'line one\nnpm test -> 0',
    '-> 0',
    'exit 0',
    `commit ${'a'.repeat(50)}`,
    'Größe geprüft ✓',
  ])('note: %j', (text) => {
    expect(parseEvidence(text)).toEqual({ kind: 'note', value: text });
  });

  it('note, when it says so', () => {
    expect(parseEvidence('Note: abc1234')).toEqual({ kind: 'note', value: 'abc1234' });
  });
});

describe('an object is evidence of the kind that it names', () => {
  it.each([
    [
      { kind: 'commit', value: 'ABC123' },
      { kind: 'commit', value: 'abc123' },
    ],
    [
      { kind: 'command', value: 'npm test', exit_code: 0 },
      { kind: 'command', value: 'npm test', exitCode: 0 },
    ],
    [
      { kind: 'command', value: '$ npm test', exit_code: '1' },
      { kind: 'command', value: 'npm test', exitCode: 1 },
    ],
    [
      { kind: 'Command', value: 'npm test -> 1' },
      { kind: 'command', value: 'npm test', exitCode: 1 },
    ],
    [
      { value: 'npm test', exit_code: 0 },
      { kind: 'command', value: 'npm test', exitCode: 0 },
    ],
    [
      { kind: 'file', value: 'Makefile' },
      { kind: 'file', value: 'Makefile' },
    ],
    [
      { kind: 'url', value: 'mailto:a@example.com' },
      { kind: 'url', value: 'mailto:a@example.com' },
    ],
    [
      { kind: 'note', value: 'abc1234' },
      { kind: 'note', value: 'abc1234' },
    ],
    [
      { kind: null, value: 'abc1234', exit_code: null },
      { kind: 'commit', value: 'abc1234' },
    ],
  ])('%j', (item, evidence) => {
    expect(parseEvidence(item)).toEqual(evidence);
  });
});

describe('evidence is refused', () => {
  it.each([
    [
      { kind: 'comit', value: 'abc1234' },
      'evidence kind must be commit, command, file, url or note, not "comit"; did you mean "commit"?',
    ],
    [
      { kind: 'commit', value: 'HEAD' },
      'evidence must name a commit by its hash, at least 4 hexadecimal digits, not "HEAD".',
    ],
    [{ kind: 'url', value: 'example' }, 'evidence must be an address such as https://example.com, not "example".'],
    [{ kind: 'note', value: 'a', exit_code: 0 }, 'evidence of the kind note has no exit_code; only a command has.'],
    [
      { kind: 'note', valeu: 'a' },
      'evidence objects have kind, value and exit_code, not "valeu"; did you mean "value"?',
    ],
    [{ kind: 'note' }, 'evidence needs a value in each object'],
    [{ value: 'npm test', exit_code: 'ok' }, 'evidence must be an integer from -2147483648 to 4294967295, not "ok".'],
    [42, 'evidence must be texts or objects of kind and value, not 42.'],
    [['abc1234'], 'evidence must be texts or objects of kind and value, not ["abc1234"].'],
    [' \n', 'evidence is empty.'],
    ['a\0b', 'evidence must not contain NUL characters.'],
  ])('%j', (item, message) => {
    expect(refusal(item).code).toBe('invalid_input');
    expect(refusal(item).message).toContain(message);
    expect(refusal(item).hint).toContain('"npm test -> 0"');
  });
});

describe('a list of evidence', () => {
  it.each(['', ' ', '\n'])('does not come from %j', (value) => {
    expect(() => readEvidenceList(value)).toThrow('is empty');
  });

  it.each([
    [
      ['commit abc123', { kind: 'note', value: 'x' }],
      ['commit abc123', 'note x'],
    ],
    ['["abc1234", "README.md"]', ['commit abc1234', 'file README.md']],
    ['{"kind": "note", "value": "x"}', ['note x']],
    [{ kind: 'note', value: 'x' }, ['note x']],
    ['commit abc123, npm test -> 0', ['commit abc123', 'command npm test']],
    ['commit abc123\nsrc/a.ts\n', ['commit abc123', 'file src/a.ts']],
    ['Checked in Chrome, Safari', ['note Checked in Chrome, Safari']],
    ['[x] all boxes, checked', ['note [x] all boxes, checked']],
    ['npm test -> 0', ['command npm test']],
    ['npm test -> 0,\n', ['command npm test']],
    ['commit abc1234 fixes the login', ['commit abc1234', 'note fixes the login']],
    [['commit abc1234: fixes it'], ['commit abc1234', 'note fixes it']],
    [
      ['{"kind":"file","value":"-rf"}', '{not json'],
      ['file -rf', 'note {not json'],
    ],
    [[], []],
  ])('%j', (value, list) => {
    expect(readEvidenceList(value).map((one) => `${one.kind} ${one.value}`)).toEqual(list);
  });
});

it.each([
  ['src/a.ts:12', 'src/a.ts'],
  ['src/a.ts:12:3', 'src/a.ts'],
  ['src/a.ts:10-20', 'src/a.ts'],
  ['src/a.ts#L10-L20', 'src/a.ts'],
  ['src/a.ts', 'src/a.ts'],
  ['C:/a', 'C:/a'],
])('the path of %j is %j', (value, path) => {
  expect(evidencePath({ value })).toBe(path);
});

describe('whatever is sent', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.string({ unit: 'binary' }),
    fc.record({ kind: fc.anything(), value: fc.string(), exit_code: fc.anything() }, { requiredKeys: [] }),
    fc.constantFrom('commit ', '$ ', 'file: ', 'note: ').chain((start) => fc.string().map((rest) => start + rest)),
  );

  it('is evidence with a value, or a TrackerError', () => {
    fc.assert(
      fc.property(anything, (item) => {
        try {
          expect(parseEvidence(item).value).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(TrackerError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is read in steps that grow with its length only', () => {
    // Nobody counts the steps of a regular expression. The square of these lengths, twenty times, is more than any machine
    // does before the guard; the lengths themselves are no work for any.
    const nasty = ['a ', '-> ', 'exit with ', '/a', '. ', 'commit: ', '{', '\\'].map((part) => part.repeat(200_000));
    const texts = Array.from({ length: 20 }, () => nasty.map((text) => text.slice(0, 200_000))).flat();
    const readAll = () => texts.map((text) => parseEvidence(text).kind);
    expect(runInNewContext('readAll()', { readAll }, { timeout: 120_000 })).toHaveLength(texts.length);
  });
});
