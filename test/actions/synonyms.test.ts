import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/actions/action.ts';
import { actions } from '../../src/actions/actions.ts';
import { actionNamed, fieldNamed, meanings, synonymsOf } from '../../src/actions/synonyms.ts';

const takers = actions.map((action) => ({ tool: action.tool, name: action.name, fields: fieldsOf(action) }));
const takerOf = (place: string) => takers.find(({ tool, name }) => `${tool}.${name}` === place)!;

/** The contract's table: what each name is in some actions. */
const contract: [names: string, field: string, places: string][] = [
  ['ticket_id issue_id task_id key ticket issue ref number identifier', 'id', 'ticket.get ticket.move link.add'],
  ['tickets issues tasks keys', 'ids', 'ticket.update ticket.close ticket.archive'],
  ['tickets issues tasks', 'items', 'ticket.create'],
  ['parent_id', 'parent', 'ticket.create ticket.update ticket.list board.kanban'],
  ['epic_id epic', 'parent', 'ticket.list search.search'],
  ['epic_id', 'epic', 'ticket.create ticket.update'],
  ['story_points estimate', 'points', 'ticket.create ticket.update'],
  ['tags label', 'labels', 'ticket.create ticket.update ticket.list'],
  ['assignee owner', 'assignees', 'ticket.create ticket.update ticket.release ticket.list'],
  ['state', 'status', 'ticket.create ticket.move ticket.close ticket.list'],
  ['due_date', 'due', 'ticket.create ticket.update'],
  ['variables', 'vars', 'ticket.create'],
  ['target_id', 'target', 'link.add link.remove'],
  ['link_type', 'type', 'link.add link.remove'],
  ['link_id', 'link_id', 'link.remove'],
  ['commit_hash', 'commit', 'link.add link.remove'],
  ['depends_on', 'blocked_by', 'ticket.create link.add link.remove'],
  ['section_header header heading', 'section', 'ticket.edit ticket.get'],
  ['old_string', 'old', 'ticket.edit'],
  ['new_string body description text content', 'new', 'ticket.edit'],
  ['operation', 'op', 'ticket.edit'],
  ['include_events include_history', 'include_history', 'ticket.get'],
  ['include_comments', 'include_comments', 'ticket.get'],
  ['body description', 'description', 'ticket.create ticket.update'],
  ['text content', 'description', 'ticket.create'],
  ['body description text content', 'message', 'ticket.comment ticket.close alignment.submit alignment.decide'],
  ['summary name', 'title', 'ticket.create ticket.update'],
  ['summary name', 'message', 'ticket.comment ticket.move alignment.submit'],
  ['reason note notes comment rationale', 'message', 'ticket.create ticket.claim ticket.archive alignment.decide'],
];

describe('a name that others have for a field', () => {
  it.each(contract)('%s is %s in %s', (names, field, places) => {
    for (const place of places.split(' '))
      for (const name of names.split(' '))
        expect([place, name, fieldNamed(takerOf(place), name)]).toEqual([place, name, field]);
  });

  it('is a field of the action, and one field alone', () => {
    for (const taker of takers)
      for (const [name, field] of synonymsOf(taker)) {
        expect(taker.fields).toContain(field);
        expect(taker.fields).not.toContain(name);
        expect(fieldNamed(taker, name)).toBe(field);
      }
  });

  it('is that field itself where the action has one of that name', () => {
    for (const taker of takers) for (const field of taker.fields) expect(fieldNamed(taker, field)).toBe(field);
  });

  it.each([
    ['issueKey', 'id'],
    ['storyPoints', 'points'],
    ['parentId', 'parent'],
    ['dueDate', 'due'],
    ['dryRun', 'dry_run'],
    ['blockedBy', 'blocked_by'],
  ])('may be written as JavaScript writes it: %s is %s', (name, field) => {
    const place = field === 'id' || field === 'dry_run' ? 'ticket.move' : 'ticket.create';
    expect(fieldNamed(takerOf(place), name)).toBe(field);
  });

  it('says nothing where the action has nothing of the kind, nor where it could mean two things', () => {
    expect(fieldNamed(takerOf('ticket.get'), 'notes')).toBeUndefined();
    expect(fieldNamed(takerOf('ticket.create'), 'link_type')).toBeUndefined();
    for (const place of Object.keys(meanings)) {
      const [action = '', name = ''] = place.split(' ');
      expect(fieldNamed(takerOf(action), name)).toBeUndefined();
    }
    for (const name of ['__proto__', 'constructor', 'toString'])
      for (const taker of takers) expect(fieldNamed(taker, name)).toBeUndefined();
  });
});

describe('a word that others have for an action', () => {
  it.each([
    ['ticket', 'start', 'claim'],
    ['ticket', 'show', 'get'],
    ['ticket', 'assign', 'update'],
    ['ticket', 'done', 'close'],
    ['link', 'unlink', 'remove'],
    ['board', 'whoami', 'me'],
  ] as const)('of %s: %s is %s', (tool, word, action) => {
    expect(actionNamed(tool, word)).toEqual({ action, says: {} });
    expect(takerOf(`${tool}.${action}`)).toBeDefined();
  });

  it('may say a field besides, and is no word that deletes', () => {
    expect(actionNamed('ticket', 'reopen')).toEqual({ action: 'move', says: { status: 'reopen' } });
    expect(actionNamed('alignment', 'reject')).toEqual({ action: 'decide', says: { decision: 'rejected' } });
    for (const word of ['delete', 'remove', 'rm', 'constructor']) expect(actionNamed('ticket', word)).toBeUndefined();
  });
});
