import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataOf } from '../support/file-facts.ts';
import { makeRepository } from '../support/workspace.ts';
import { dumpOf, dumpTickets, exportTickets, readTickets } from './compare.ts';
import { drive } from './drive.ts';
import { readEvents } from './read-events.ts';

/** The program is asked about a copy: it may bring a file to its own format. */
async function expectSame(root: string): Promise<void> {
  const { exported, tickets } = readTickets(dataOf(root));
  expect(exported).toEqual(await exportTickets(root));
  expect(dumpOf(tickets)).toEqual(await dumpTickets(root));
}

const contested = ['archived', 'claim', 'description', 'parent', 'points', 'priority', 'status', 'title'];

describe('a reader that is written after docs/format.md alone', () => {
  const fixtures = resolve('test/fixtures');
  const files = [...readdirSync(fixtures).map((name) => join(fixtures, name)), resolve('.tracker/data.db')];

  test.each(files)('reads from %s the tickets that the program does', async (file) => {
    const repository = makeRepository();
    mkdirSync(join(repository.root, '.tracker'));
    cpSync(file, dataOf(repository.root));
    await expectSame(repository.root);
  });

  test('finds the example of the page in the file that it names', () => {
    const { events } = readEvents(join(fixtures, 'format-1001.db'));
    const page = readFileSync(resolve('docs/format.md'), 'utf8');
    const lines = /```json\n([\s\S]*?)\n```/
      .exec(page)![1]!
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines) expect(line).toMatchObject(events.find(({ id }) => id === line.id)!);
    expect(page).toContain(JSON.stringify(lines[1].payload));
    expect(lines).toHaveLength(4);
  });

  test('reads the same from a file in which every action, a merge, a redaction and a drop have been', async () => {
    const { repository } = await drive();
    const { events, setAside } = readEvents(dataOf(repository.root));
    const kinds = [
      'project',
      'drop',
      'create',
      'update',
      'move',
      'claim',
      'release',
      'archive',
      'undo',
      'edit',
      'comment',
    ];
    expect({ kinds: [...new Set(events.map(({ kind }) => kind))].sort(), setAside }).toEqual({
      kinds: [...kinds, 'link', 'unlink', 'submit', 'decide', 'retract', 'rank'].sort(),
      setAside: 0,
    });
    expect(events.filter(({ payload }) => 'redacted' in payload)).toHaveLength(1);
    const { tickets } = readTickets(dataOf(repository.root));
    const fields = tickets.flatMap(({ conflicts }) => conflicts.map(({ field }) => field));
    expect([...new Set(fields)].sort()).toEqual(contested);
    expect(tickets.some(({ links }) => links.some(({ type }) => type === 'duplicates'))).toBe(true);
    const said = events.filter(({ payload }) => payload.body === 'said on both sides');
    const shown = tickets.flatMap(({ comments }) => comments.filter(({ id }) => said.some((event) => event.id === id)));
    expect([said.length, shown.length]).toEqual([2, 1]);
    await expectSame(repository.root);
  });
});
