import { describe, expect, test } from 'vitest';
import { actions } from '../../../src/actions/actions.ts';
import { fieldOptions } from '../../../src/cli/commands/field-options.ts';

const optionsOf = (tool: string, name: string, words: string[] = []) =>
  fieldOptions(actions.find((action) => action.tool === tool && action.name === name)!, words);
const optionOf = (tool: string, name: string, field: string, words?: string[]) =>
  optionsOf(tool, name, words).find((option) => option.field === field);

describe('the option of a field', () => {
  test('is a flag, a list or a text, as the field is', () => {
    expect(optionOf('ticket', 'create', 'dry_run')).toMatchObject({
      ...{ field: 'dry_run', name: 'dry-run', kind: 'flag', value: '', hidden: false },
      help: 'Say what would happen, and do nothing.',
    });
    expect(optionOf('ticket', 'create', 'title')).toMatchObject({ name: 'title', kind: 'text', value: 'TITLE' });
    for (const field of ['blocked_by', 'vars', 'labels', 'assignees'])
      expect(optionOf('ticket', 'create', field)?.kind, field).toBe('list');
    // A list of objects is one JSON text.
    expect(optionOf('ticket', 'create', 'items')?.kind).toBe('text');
  });

  test('that takes several values is named in the singular, and known by its own name', () => {
    expect(optionOf('ticket', 'update', 'add_labels')).toMatchObject({ name: 'add-label', aliases: ['add-labels'] });
    expect(optionOf('ticket', 'create', 'vars')).toMatchObject({ name: 'var', aliases: ['vars', 'variables'] });
    expect(optionOf('ticket', 'create', 'message')?.aliases).not.toContain('message');
  });

  test('is known by what others call the field, but for what another option is called', () => {
    expect(optionOf('ticket', 'create', 'blocked_by')?.aliases).toContain('depends-on');
    expect(optionOf('ticket', 'create', 'points')?.aliases).toContain('estimate');
    for (const action of actions) {
      const names = fieldOptions(action, []).flatMap(({ name, aliases = [] }) => [name, ...aliases]);
      expect(
        names.filter((name, at) => names.indexOf(name) !== at),
        action.name,
      ).toEqual([]);
    }
  });

  test('has the letter that other programs have for it, and a text may come from a file', () => {
    const shorts = (name: string) =>
      Object.fromEntries(
        optionsOf('ticket', name).flatMap(({ field, shorts }) => (shorts ?? []).map((one) => [one, field])),
      );
    expect(shorts('create')).toEqual({
      ...{ t: 'type', b: 'description', d: 'description', p: 'priority' },
      ...{ l: 'labels', a: 'assignees', m: 'message', s: 'status' },
      F: 'file',
    });
    expect(shorts('update')).toMatchObject({ l: 'add_labels' });
    expect(shorts('comment')).toEqual({ b: 'message', m: 'message', F: 'file' });
    expect(shorts('list')).not.toHaveProperty('F');
  });

  test('is hidden where words fill it, and where there is nothing to say of it', () => {
    expect(optionOf('ticket', 'create', 'title', ['title'])?.hidden).toBe(true);
    expect(optionOf('ticket', 'list', 'budget')).toMatchObject({ hidden: false, value: 'TOKENS' });
    expect(optionOf('ticket', 'edit', 'start_line')).toMatchObject({
      name: 'start-line',
      value: 'START_LINE',
      hidden: true,
    });
  });
});

test('a command has an option for each field once, and for the filters beside a query', () => {
  const names = optionsOf('ticket', 'list').map(({ name }) => name);
  expect(names).toEqual([
    ...['query', 'limit', 'cursor', 'budget'],
    ...['type', 'status', 'label', 'assignee', 'priority', 'parent', 'project', 'unassigned'],
    // Which every action takes.
    'as',
  ]);
  for (const action of actions) {
    const fields = fieldOptions(action, []).map(({ field }) => field);
    expect(new Set(fields).size).toBe(fields.length);
    expect(fields).not.toContain('action');
  }
  expect(optionsOf('alignment', 'list').map(({ name }) => name)).not.toContain('status');
});
