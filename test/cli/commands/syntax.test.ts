import { expect, test } from 'vitest';
import { actions } from '../../../src/actions/actions.ts';
import { shellSyntax } from '../../../src/cli/commands/syntax.ts';
import { call, type ToolName } from '../../../src/domain/hint.ts';

test.each<[ToolName, Record<string, unknown>, string]>([
  ['ticket', { action: 'move', id: 'PAY-482913', status: 'confirmed' }, 'tracker move PAY-482913 confirmed'],
  ['ticket', { action: 'claim' }, 'tracker claim'],
  [
    'ticket',
    { action: 'close', ids: ['PAY-482913', 'PAY-104477'], message: 'it\'s "done"' },
    `tracker close PAY-482913 PAY-104477 --message 'it'\\''s "done"'`,
  ],
  ['search', { query: 'key:PAY-482913' }, 'tracker search key:PAY-482913'],
  ['board', { action: 'ready', query: 'label:a b' }, 'tracker ready "label:a b"'],
  ['ticket', { action: 'list', query: 'is:open', cursor: '3f' }, 'tracker list is:open --cursor 3f'],
  [
    'ticket',
    { action: 'create', title: 'Fix login', labels: ['a', 'b'], dry_run: true, points: 3 },
    'tracker create "Fix login" --labels a,b --dry-run --points 3',
  ],
  [
    'ticket',
    { action: 'create', template: 'bug-fix', vars: { where: 'the cart', what: 'x' } },
    'tracker create --template bug-fix --var "where=the cart" --var what=x',
  ],
  ['ticket', { action: 'undo', event: '7F3K2M' }, 'tracker undo 7F3K2M'],
  ['ticket', { action: 'get', id: 'PAY-482913', section: 'Context' }, 'tracker show PAY-482913 --section Context'],
  ['alignment', { action: 'decide', id: 'A-100000', decision: 'approved' }, 'tracker align decide A-100000 approved'],
  [
    'link',
    { action: 'add', id: 'A-100000', type: 'blocks', target: 'A-100001' },
    'tracker link A-100000 blocks A-100001',
  ],
  ['ticket', { action: 'list', query: "it's\ta \\\nb\u202e" }, "tracker list $'it\\'s\\ta \\\\\\nb\\u202e'"],
])('%s %j is %s', (tool, args, command) => {
  expect(shellSyntax.call(call(tool, args))).toBe(command);
});

test('a field is the option of its name', () => {
  expect(shellSyntax.field('cursor', '2f')).toBe('--cursor 2f');
  expect(shellSyntax.field('dry_run', true)).toBe('--dry-run');
});

test.each(actions.map(({ tool, name, example }) => [tool, name, example] as const))(
  '%s %s has a command, with each field of its example as a word or an option',
  (tool, action, example) => {
    const command = shellSyntax.call(call(tool, { action, ...example }));
    expect(command).toMatch(/^tracker [a-z]/);
    expect(command).not.toContain('undefined');
  },
);
