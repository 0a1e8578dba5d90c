import { describe, expect, test } from 'vitest';
import { type Option, parseArguments } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/usage.ts';

const options: Option[] = [
  { name: 'new', kind: 'text', value: 'TEXT', help: '' },
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
    [['login', '-safari', '"two words"'], ['login', '-safari', '"two words"'], {}],
  ])('%j is read', (argv, words, given) => {
    expect(parseArguments(argv, options, true)).toEqual({ words, options: given });
  });

  test.each([
    [['--lable', 'x'], '--lable is no option of this command. Did you mean --label?'],
    [['--zzz'], '--zzz is no option of this command.'],
    [['--new'], '--new needs a value: --new TEXT.'],
    [['--new', '--json'], '--new needs a value: --new TEXT.'],
    [['--json=1'], '--json takes no value.'],
    [['--new', 'a', '--new', 'b'], '--new is given twice.'],
    [['-x'], '-x is no option; options begin with two dashes.'],
  ])('%j is refused with what is meant', (argv, message) => {
    expect(() => parseArguments(argv, options)).toThrow(new UsageError(message));
  });
});
