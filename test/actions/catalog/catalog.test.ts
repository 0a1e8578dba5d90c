import { beforeEach, expect, test } from 'vitest';
import { actions } from '../../../src/actions/actions.ts';
import { scopeOf } from '../../../src/actions/caller.ts';
import type { CardsResult } from '../../../src/actions/catalog/cards.ts';
import { catalog } from '../../../src/actions/catalog/catalog.ts';
import type { LabelsResult, PeopleResult, ProjectsResult } from '../../../src/actions/catalog/names.ts';
import type { TablesResult } from '../../../src/actions/catalog/tables.ts';
import { perform } from '../../../src/actions/perform.ts';
import { type OpenTracker, openTracker } from '../../support/in-process.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { makeRepository } from '../../support/workspace.ts';

let tracker: OpenTracker;
beforeEach(() => {
  tracker = openTracker(makeRepository().root);
});

const make = (fields: Record<string, unknown>) => tracker.call('ticket', { action: 'create', ...fields });

/** Asks as a door does that names these among its actions. */
async function ask<Result>(action: string, args: Record<string, unknown> = {}): Promise<Result> {
  const caller = { author: authorOf('anna'), scopes: new Set(['read'] as const) };
  const call = { tool: 'catalog', args: { action, ...args }, among: catalog };
  return (await perform(tracker.workspace, caller, call)).result as Result;
}

test('no tool has what the catalog has, and whoever may read may ask for it', () => {
  expect(actions.filter(({ tool }) => tool === 'catalog')).toEqual([]);
  expect(catalog.map(scopeOf).filter((scope) => scope !== 'read')).toEqual([]);
});

test('cards are the open ones unless a query or a filter says which, however many there are', async () => {
  const items = Array.from({ length: 60 }, (_, at) => ({
    title: `Ticket ${at} ${'word '.repeat(30)}`,
    labels: [at < 3 ? 'a' : 'b'],
  }));
  await make({ items });
  await tracker.call('ticket', { action: 'close', ids: [(await ask<CardsResult>('cards')).cards[0]!.key] });
  expect((await ask<CardsResult>('cards')).cards).toHaveLength(59);
  expect((await ask<CardsResult>('cards', { query: 'is:any' })).cards).toHaveLength(60);
  const few = await ask<CardsResult>('cards', { label: 'a', query: 'is:any' });
  expect(few.cards).toHaveLength(3);
  expect(await ask('card_ids', { label: 'a', query: 'is:any' })).toMatchObject({ ids: few.cards.map(({ id }) => id) });
});

test('labels, people and projects are counted, and archived tickets are not', async () => {
  await make({
    items: [
      { title: 'One', labels: ['b', 'a'], assignees: ['zoe'] },
      { title: 'Two', labels: ['a'], project: 'WEB' },
    ],
  });
  await make({ title: 'Three', labels: ['a'] });
  const { cards } = await ask<CardsResult>('cards');
  const keyOf = (title: string) => cards.find((card) => card.title === title)!.key;
  await tracker.call('ticket', { action: 'archive', id: keyOf('Three') });
  await tracker.call('ticket', { action: 'close', id: keyOf('Two') });
  expect((await ask<LabelsResult>('labels')).labels).toEqual([
    { name: 'a', total: 2, open: 1 },
    { name: 'b', total: 1, open: 1 },
  ]);
  expect((await ask<PeopleResult>('people')).people).toMatchObject([
    { name: 'anna', total: 0, open: 0 },
    { name: 'zoe', total: 1, open: 1, kind: null },
  ]);
  expect(await ask<ProjectsResult>('projects')).toEqual({
    projects: [
      { key: 'PAY', total: 1, open: 1 },
      { key: 'WEB', total: 1, open: 0 },
    ],
    default: 'PAY',
  });
});

test('the tables say of each type its statuses, their categories, and which moves need a reason', async () => {
  const { types, priorities, link_types, qualifiers } = await ask<TablesResult>('tables');
  const bug = types.find(({ name }) => name === 'bug')!;
  expect(bug).toMatchObject({ initial: 'triage', positive: 'resolved', review: false });
  expect(bug.statuses.find(({ name }) => name === 'triage')).toMatchObject({ category: 'todo', terminal: false });
  expect(bug.statuses.flatMap(({ moves }) => moves)).toContainEqual({ status: 'wont_fix', needs_message: true });
  expect(priorities[0]).toBe('urgent');
  expect(link_types).toContain('blocked_by');
  expect(qualifiers).toMatchObject({
    label: null,
    is: expect.arrayContaining(['ready']),
    no: expect.arrayContaining(['assignee']),
  });
});

test('an empty tracker has nothing of it', async () => {
  expect(await ask('cards')).toMatchObject({ cards: [] });
  expect(await ask('projects')).toEqual({ projects: [], default: undefined });
  expect(await ask('people')).toEqual({ people: [] });
  expect(await ask('conflicts')).toEqual({ conflicts: [] });
});
