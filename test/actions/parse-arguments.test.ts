import { describe, expect, it } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import { parseArguments, readAction } from '../../src/actions/parse-arguments.ts';
import { refusal } from '../support/refusal.ts';
import type { Args } from '../support/tool-session.ts';

const parse = (place: string, args: Args) =>
  parseArguments(actions.find(({ tool, name }) => `${tool}.${name}` === place)!, args);
const refuse = (place: string, args: Args) => refusal(() => parse(place, args));

describe('all that is wrong with a call', () => {
  it.each<[string, Args, string]>([
    [
      'ticket.move',
      { colour: 'red', points: 3 },
      'move does not use "colour" or "points". id is missing, such as "PAY-482913". status is missing, such as "in_progress".',
    ],
    [
      'ticket.update',
      { id: 'PAY-1', key: 'PAY-2', content: 'x', priority: 'hgh', sprint: 4 },
      'update does not use "sprint". id is given twice, also as key. content could be description or message. priority must be urgent, high, medium, low or none, not "hgh"; did you mean "high"?',
    ],
    [
      'ticket.edit',
      { op: 'replace_section', old: 'a', checkbox: '1' },
      'replace_section needs section. replace needs new, the text to write. an edit has one place, and old and checkbox are given. id is missing, such as "PAY-482913".',
    ],
    [
      'ticket.edit',
      { id: 'PAY-1', old: 'a', start_line: 5, new: 'x' },
      'an edit has one place, and old and start_line are given.',
    ],
    [
      'ticket.list',
      { limit: -1, assignees: 'a', unassigned: true },
      'assignees and unassigned are both given. limit must be an integer from 1 to 1000, not -1.',
    ],
    [
      'link.add',
      { id: 'PAY-1', type: 'blocks', blocks: 'PAY-2', url: 'https://a.b' },
      'type goes with target, not with url or blocks.',
    ],
    [
      'link.remove',
      { id: 'PAY-1', target: 'PAY-2', url: 'https://a.b' },
      'target and url are given, and one link is removed at a time.',
    ],
    ['link.remove', { link_id: '7k2m9q', target: 'PAY-2' }, 'link_id names the link, and target is given too.'],
    [
      'ticket.create',
      { items: [{ title: 'a', pionts: 1 }, { points: 99 }, { body: 'b' }], colour: 'red' },
      'create does not use "colour". items[0]: it has no field "pionts"; did you mean "points"? items[1]: points must be an integer from 1 to 13, or "none", not 99. items[2]: title is missing.',
    ],
  ])('of %s with %j is told at once', (place, args, message) => {
    expect(refuse(place, args).message).toBe(message);
  });
});

it.each(actions.map((action) => [`${action.tool}.${action.name}`, action] as const))(
  'is refused by %s where a field holds an object that no text can be made of',
  (place, { input }) => {
    const fields = [...Object.keys(input().shape), 'query', 'nonsense'];
    for (const field of fields)
      for (const value of [{ toString: '' }, [{ toString: '' }]])
        expect(refuse(place, { [field]: value }).code, field).toBe('invalid_input');
  },
);

describe('a call in other words', () => {
  it('is the same as in ours', () => {
    expect(parse('ticket.list', { unassigned: true, epic_id: 'PAY-1' })).toEqual({
      filters: { parent: ['PAY-1'], assignees: ['none'] },
    });
    expect(parse('ticket.move', { action: 'reopen', key: 'PAY-1', note: 'Again' })).toEqual({
      ...{ id: 'PAY-1', status: 'reopen', message: 'Again' },
    });
    expect(parse('alignment.decide', { action: 'approve', id: 'PAY-1' })).toEqual({
      id: 'PAY-1',
      decision: 'approved',
    });
    expect(parse('ticket.edit', { key: 'PAY-1', old_string: 'a', new_string: 'b' })).toEqual({
      ...{ id: 'PAY-1', old: 'a', new: 'b' },
    });
  });
});

describe('the word that says the action', () => {
  it('may be the view of a board, and only of that', () => {
    expect(readAction('board', { view: 'summary', type: 'bug' })).toEqual({ word: 'summary', args: { type: 'bug' } });
    expect(readAction('board', { action: 'me', view: 'me' })).toEqual({ word: 'me', args: {} });
    expect(readAction('board', { action: 'me', view: 'summary' })).toEqual({ word: 'me', args: { view: 'summary' } });
    expect(readAction('board', { view: '' })).toEqual({ word: undefined, args: {} });
    expect(readAction('ticket', { view: 'x' })).toEqual({ word: undefined, args: { view: 'x' } });
  });
});
