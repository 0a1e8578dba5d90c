import { describe, expect, it } from 'vitest';
import { nameFields } from '../../src/actions/name-fields.ts';

const move = { tool: 'ticket', name: 'move', fields: ['id', 'ids', 'status', 'message'] } as const;
const update = { tool: 'ticket', name: 'update', fields: ['id', 'title', 'description', 'labels', 'message'] } as const;
const name = (given: Record<string, unknown>, taker: typeof move | typeof update = move) => {
  const { named, empty, faults, unclear } = nameFields(given, taker);
  return { named: { ...named }, empty: { ...empty }, faults, unclear: [...unclear] };
};

describe('what is given', () => {
  it('is known by the names of the action, and keeps its own where that has none', () => {
    expect(name({ ticket_id: '7', state: 'todo', colour: 'red' }).named).toEqual({
      id: '7',
      status: 'todo',
      colour: 'red',
    });
  });

  it('is not given where it holds a placeholder, under whatever name', () => {
    const { named, empty } = name({ ticket_id: '7', reason: '', state: null, sprint: 'null' });
    expect(named).toEqual({ id: '7' });
    expect(empty).toEqual({ message: '', status: null, sprint: 'null' });
  });

  it('may be the same under two names, but not two things', () => {
    expect(name({ id: '7', key: '7' })).toMatchObject({ named: { id: '7' }, faults: [] });
    expect(name({ id: '7', key: '8', number: '9' })).toMatchObject({
      faults: ['id is given twice, also as key', 'id is given twice, also as number'],
      unclear: ['id'],
    });
    expect(name({ key: '7', id: '8' }).faults).toEqual(['id is given twice, with two values']);
  });

  it('keeps each of two proses, a paragraph each, and the same one once', () => {
    expect(name({ message: 'Done.', notes: 'Not on Safari.', reason: 'Done.\n\nNot on Safari.' }).named).toEqual({
      message: 'Done.\n\nNot on Safari.',
    });
    expect(name({ body: 'One', description: 'Two', note: 'Why' }, update).named).toEqual({
      description: 'One\n\nTwo',
      message: 'Why',
    });
  });

  it('is a fault where it could be two things, both of which are named', () => {
    expect(name({ id: '7', text: 'x' }, update)).toEqual({
      ...{ named: { id: '7' }, empty: {} },
      faults: ['text could be description or message'],
      unclear: ['text'],
    });
  });
});
