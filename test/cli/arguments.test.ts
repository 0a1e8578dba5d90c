import { describe, expect, test } from 'vitest';
import { type Option, parseArguments } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/usage.ts';

const options: Option[] = [
  { name: 'new', shorts: ['n', 'b'], kind: 'text', value: 'TEXT', help: '' },
  { name: 'label', aliases: ['labels'], kind: 'list', value: 'LABEL', help: '' },
  { name: 'dry-run', kind: 'flag', help: '' },
  { name: 'json', kind: 'flag', help: '' },
];

describe('a command line', () => {
  test.each([
    [['KEY', '--label', 'a', '--labels=b', 'word', '--json'], ['KEY', 'word'], { label: ['a', 'b'], json: true }],
    [['--new', '- [ ] a task'], [], { new: '- [ ] a task' }],
    [['--new', '-'], [], { new: '-' }],
    [['--new=--json'], [], { new: '--json' }],
    [['--new=a=b'], [], { new: 'a=b' }],
    [['--dry_run', '--', '--json', '-x'], ['--json', '-x'], { 'dry-run': true }],
    [['--dry-run', '--', '-h', '--help'], ['-h', '--help'], { 'dry-run': true }],
    [['-n', 'a', 'word', '--', '-b'], ['word', '-b'], { new: 'a' }],
    [['login', '-safari', '"two words"'], ['login', '-safari', '"two words"'], {}],
  ])('%j is read', (argv, words, given) => {
    expect(parseArguments(argv, options, 'query')).toEqual({ words, options: given });
  });

  test.each([
    [['--lable', 'x'], '--lable is no option of this command. Did you mean --label?'],
    [['--zzz'], '--zzz is no option of this command.'],
    [['--new'], '--new needs a value: --new TEXT.'],
    [['--new', '--json'], '--new needs a value: --new TEXT.'],
    [['--json=1'], '--json takes no value.'],
    [['--new', 'a', '--new', 'b'], '--new is given twice.'],
    [['-n'], '--new needs a value: --new TEXT.'],
    [['-x'], '-x is no option of this command.'],
  ])('%j is refused with what is meant', (argv, message) => {
    expect(() => parseArguments(argv, options)).toThrow(new UsageError(message));
  });

  test('takes a text that begins with a dash, and refuses what looks like an option for one', () => {
    expect(parseArguments(['-1 from me', '-'], options, 'text').words).toEqual(['-1 from me', '-']);
    for (const word of ['-x', '-safari', '-dry-run'])
      expect(() => parseArguments(['x', word], options, 'text')).toThrow(`${word} is no option of this command. Where`);
  });
});
