import { describe, expect, test } from 'vitest';
import { cursorAfter, fitNotes, fitTicket } from '../../../src/actions/ticket/fit-ticket.ts';
import type { LinkedTicket, ShownNote, TicketView } from '../../../src/actions/ticket/view.ts';

const plain: TicketView = {
  ...{ id: '01K6FDNN00000000000000ABCD', key: 'PAY-482913', title: 'Fix login', type: 'task', status: 'todo' },
  ...{ priority: 'medium', points: null, due: null, archived: false, revision: 1, assignees: [], labels: [] },
  ...{ links: [], commits: [], urls: [], conflicts: [], description: '', notes: [], notesTotal: 0 },
  ...{ created: { actor: 'anna', time: 0 }, updated: { actor: 'anna', time: 0 } },
};
const comment = (at: number, body = 'Seen'): ShownNote => ({
  ...{ event: `01K6FDNN0000000000000000${String(at).padStart(2, '0')}`, actor: 'bob', time: 0, body },
});
const notes = (count: number, body?: string) => Array.from({ length: count }, (_, at) => comment(at, body));

const within = (view: Partial<TicketView>, budget = 2000, limit = 20) =>
  fitTicket({ ...plain, ...view }, { limit, budget });

test('a ticket that fits is as it was, and nothing is said to be left', () => {
  const link: LinkedTicket = { type: 'blocks', key: 'PAY-1', title: '', status: '', done: false, suspended: false };
  const view = {
    ...plain,
    ...{ description: 'a\r\nb\n\n', links: [link], commits: [{ hash: 'a'.repeat(40) }], urls: ['https://example.org'] },
    ...{ notes: notes(2), notesTotal: 2 },
  };
  expect(fitTicket(view, { limit: 20, budget: 2000 })).toEqual({ ticket: view, cut: {}, cursor: undefined });
});

describe('a description', () => {
  const line = `${'x'.repeat(39)}\n`;

  test('is cut at the end of a line, and the first line that is left is named', () => {
    const { ticket, cut } = within({ description: line.repeat(100) }, 300);
    const shown = ticket.description.length / line.length;
    expect(shown).toBeGreaterThan(10);
    expect(ticket.description).toBe(line.repeat(shown));
    expect(cut).toEqual({ description: { next: shown + 1, total: 100 } });
  });

  test('of one line that is too long is cut within it', () => {
    const { ticket, cut } = within({ description: 'x'.repeat(5000) }, 300);
    expect(ticket.description.length + cut.characters!).toBe(5000);
    expect(cut).toEqual({ characters: cut.characters, cursor: `1:${ticket.description.length}` });
    const more = within({ description: `${'x'.repeat(5000)}\nsecond\n` }, 300);
    expect(more.cut).toEqual({ ...cut, description: { next: 2, total: 2 } });
  });

  test('has some room, whatever else there is', () => {
    const { ticket } = within(
      { description: line.repeat(9), labels: Array(50).fill('a long label of many words') },
      50,
    );
    expect(ticket.description).toBe(line.repeat(5));
  });

  test('leaves room for the submission and what keys mean', () => {
    const description = line.repeat(100);
    const whole = within({ description }, 600).ticket.description.length;
    const mentions = [{ written: 'OPS-1', tickets: [{ key: 'PAY-1', title: 'x'.repeat(200) }] }];
    const submission = { event: 'a', actor: 'b', time: 0, message: 'x'.repeat(400), evidence: [], decisions: [] };
    const of = (view: Partial<TicketView>) => within({ description, ...view }, 600).ticket.description.length;
    expect(of({ mentions })).toBeLessThan(whole);
    expect(of({ submission })).toBeLessThan(whole - 300);
    expect(of({ notes: [{ ...comment(1), mentions }], notesTotal: 1 })).toBeLessThan(whole);
  });
});

describe('links', () => {
  const links = Array.from({ length: 100 }, (_, at): LinkedTicket => {
    return { type: 'blocks', key: `PAY-${100_000 + at}`, title: '', status: '', done: false, suspended: false };
  });

  test('take a third at most, tickets before commits before addresses, and what is left is counted', () => {
    const { ticket, cut } = within(
      {
        links: links.slice(0, 2),
        commits: [{ hash: 'a'.repeat(40), subject: 'Fix' }],
        urls: Array(100).fill('https://example.org/a'),
      },
      500,
    );
    expect([ticket.links.length, ticket.commits.length]).toEqual([2, 1]);
    expect(ticket.urls.length).toBeGreaterThan(3);
    expect(cut).toEqual({ links: 100 - ticket.urls.length });
    const many = within({ links, commits: [{ hash: 'a'.repeat(40) }], urls: ['https://example.org'] }, 500);
    expect(many.ticket.links.length).toBeGreaterThan(7);
    expect(many.ticket.links.length).toBeLessThan(25);
    expect([many.ticket.commits, many.ticket.urls]).toEqual([[], []]);
    expect(many.cut.links).toBe(102 - many.ticket.links.length);
  });

  test('are all left out where not even the first has room', () => {
    const { ticket, cut } = within({ links: links.slice(0, 3) }, 50);
    expect([ticket.links, cut.links]).toEqual([[], 3]);
  });
});

describe('comments', () => {
  test('are the newest that fit, at most as many as asked for, with the cursor to go on from', () => {
    const view = { notes: notes(20), notesTotal: 30 };
    expect(within(view, 2000, 3)).toMatchObject({ ticket: { notes: notes(3) }, cursor: '000002' });
    const { ticket, cursor } = within(view, 200);
    expect(ticket.notes.length).toBeGreaterThan(3);
    expect(ticket.notes.length).toBeLessThan(10);
    expect(cursor).toBe(ticket.notes.at(-1)!.event.slice(-6));
  });

  test('are one at least, and of that its beginning', () => {
    const long = notes(2, 'y'.repeat(1000));
    expect(fitNotes(long, 100)).toEqual([
      { ...long[0], body: 'y'.repeat(400), characters: 600, rest: expect.stringMatching(/^\w{6}\+400$/) },
    ]);
    expect(fitNotes(long, -5)).toEqual([
      { ...long[0], body: 'y'.repeat(80), characters: 920, rest: expect.stringMatching(/^\w{6}\+80$/) },
    ]);
    expect(fitNotes(long, 2 * 265)).toEqual(long);
    expect(fitNotes([], 100)).toEqual([]);
  });

  test('have a cursor only where older ones are left', () => {
    expect(cursorAfter(notes(2), 3)).toBe('000001');
    expect(cursorAfter(notes(2), 2)).toBeUndefined();
    expect(cursorAfter([], 2)).toBeUndefined();
  });
});
