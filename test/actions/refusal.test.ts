import { describe, expect, it } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import { readyCall, refuseFields } from '../../src/actions/refusal.ts';
import { listCalls, printHint } from '../../src/domain/hint.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import type { Args } from '../support/tool-session.ts';

const actionOf = (tool: string, name: string) => actions.find((one) => one.tool === tool && one.name === name)!;

function refuse(tool: string, name: string, args: Args) {
  const action = actionOf(tool, name);
  const known = Object.keys(action.input().shape);
  const unknown = Object.keys(args).filter((field) => !known.includes(field));
  const { message, hint } = refuseFields(action, args, { unknown, known });
  return {
    message,
    hint: printHint(typeof hint === 'string' ? [hint] : (hint ?? []), mcpSyntax.call),
    calls: listCalls(typeof hint === 'string' ? [] : (hint ?? [])),
  };
}

describe('a refusal of fields', () => {
  it('names each of them once, with its near one, and not more than ten', () => {
    expect(refuse('ticket', 'update', { id: 'PAY-1', titel: 'x', colour: 'red' }).message).toBe(
      'update does not use "titel" (did you mean "title"?) or "colour".',
    );
    const many = Object.fromEntries(Array.from({ length: 14 }, (_, at) => [`zz${at}zz`, 1]));
    expect(refuse('ticket', 'get', { id: 'PAY-1', ...many }).message).toMatch(/"zz9zz" or 4 more\.$/);
  });

  it('gives one near field to one of them only', () => {
    const { calls } = refuse('ticket', 'update', { id: 'PAY-1', titel: 'a', titl: 'b' });
    expect(calls).toEqual([{ tool: 'ticket', args: { action: 'update', id: 'PAY-1', title: 'a' } }]);
  });

  it('says with them which are missing and which are wrong', () => {
    expect(refuse('ticket', 'move', { points: 3 }).message).toBe(
      'move does not use "points". id is missing, such as "PAY-482913". status is missing, such as "in_progress".',
    );
    const { message, calls } = refuse('ticket', 'update', { id: 'PAY-1', points: 99, colour: 'red' });
    expect(message).toBe('update does not use "colour". points must be an integer from 1 to 13, or "none", not 99.');
    expect(calls).toEqual([]);
  });

  it.each<[string, string, Args]>([
    ['ticket', 'edit', { id: 'PAY-1', op: 'replace', new: 'x', where: 'the end' }],
    ['ticket', 'edit', { id: 'PAY-1', new: 'x' }],
    ['ticket', 'claim', { which: 'PAY-1' }],
    ['ticket', 'undo', { session: true, change: '7k2m9q' }],
    ['link', 'remove', { id: 'PAY-1', target: 'PAY-2', sort_of: 'blocks' }],
  ])('of %s %s with %j gives no call that does more', (tool, name, args) => {
    expect(refuse(tool, name, args).hint).not.toMatch(/^Call /);
  });

  it('gives the call where what is left keeps to the same part', () => {
    expect(refuse('ticket', 'edit', { id: 'PAY-1', op: 'delete', headin: 'Context' }).hint).toMatch(
      /^Call ticket\(action:"edit", id:"PAY-1", op:"delete", section:"Context"\)\./,
    );
    expect(refuse('ticket', 'claim', { id: 'PAY-1', colour: 'red' }).hint).toMatch(
      /^Call ticket\(action:"claim", id:"PAY-1"\), without it\./,
    );
  });

  it('gives none that would be refused, or is long', () => {
    const create = actionOf('ticket', 'create');
    expect(readyCall(create, { title: 'x'.repeat(180) })).toBeDefined();
    expect(readyCall(create, { title: 'x', description: 'y'.repeat(300) })).toBeUndefined();
    expect(readyCall(create, { points: 99 })).toBeUndefined();
  });
});
