import { describe, expect, test } from 'vitest';
import { assignWords, nameUndone, renderUsage } from '../../../src/cli/commands/words.ts';

const none: ReadonlySet<string> = new Set();

describe('the words after a command', () => {
  test.each([
    [['ids:KEY…', 'status:STATUS'], ['A-1', 'todo'], { id: 'A-1', status: 'todo' }],
    [['ids:KEY…', 'status:STATUS'], ['A-1', 'A-2', 'todo'], { ids: ['A-1', 'A-2'], status: 'todo' }],
    [['id:KEY', 'message:TEXT…'], ['A-1', 'two', 'words'], { id: 'A-1', message: 'two words' }],
    [['[query:QUERY…]'], ['is:open', '-safari'], { query: 'is:open -safari' }],
    [['[query:QUERY…]'], [], {}],
    [['id:KEY', '[type:TYPE]', '[target:KEY]'], ['A-1', 'blocks', 'A-2'], { id: 'A-1', type: 'blocks', target: 'A-2' }],
    [['id:KEY', '[type:TYPE]', '[target:KEY]'], ['A-1'], { id: 'A-1' }],
    [['[event/id:EVENT|KEY]'], ['7F3K2M'], { event: '7F3K2M' }],
    [['[event/id:EVENT|KEY]'], ['#482913'], { id: '#482913' }],
    [['[event/id:EVENT|KEY]'], ['pay-482913'], { id: 'pay-482913' }],
  ])('%j take %j', (patterns, words, fields) => {
    expect(assignWords(patterns, words, none)).toEqual(fields);
  });

  test('leave a field to the option that fills it', () => {
    expect(assignWords(['ids:KEY…', 'status:STATUS'], ['A-1', 'A-2'], new Set(['status']))).toEqual({
      ids: ['A-1', 'A-2'],
    });
  });

  test.each([
    [['ids:KEY…', 'status:STATUS'], [], 'KEY is missing.'],
    [['ids:KEY…', 'status:STATUS'], ['A-1'], 'STATUS is missing.'],
    [['id:KEY'], ['A-1', 'A-2'], '"A-2" is one word too many; put a text in quotes.'],
    [[], ['x'], '"x" is one word too many.'],
  ])('%j refuse %j', (patterns, words, message) => {
    expect(() => assignWords(patterns, words, none)).toThrow(message);
  });

  test('are shown in a usage line', () => {
    expect(renderUsage(['ids:KEY…', 'status:STATUS', '[message:TEXT…]'])).toBe('KEY… STATUS [TEXT…]');
    expect(renderUsage(['[event/id:EVENT|KEY]'])).toBe('[EVENT|KEY]');
  });
});

test('an undo says of what', () => {
  for (const given of [{ event: '7f3k2m' }, { id: 'PAY-1' }, { session: true }]) expect(nameUndone(given)).toBe(given);
  expect(() => nameUndone({ message: 'why' })).toThrow(/^EVENT or KEY is missing: .*--session/);
});
