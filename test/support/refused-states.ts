import { afterAll, beforeAll } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import { perform } from '../../src/actions/perform.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import type { NextCall } from '../../src/domain/hint.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { openFileTracker } from '../../src/home/file-tracker.ts';
import { authorOf } from './ticket-events.ts';
import { type Args, keysIn } from './tool-session.ts';
import { type Touched, type Watched, watch } from './watched.ts';
import { makeRepository } from './workspace.ts';

/** What stands there: a ticket of each kind of state, by name. */
export const at: Record<string, string> = {};
export let watched: Watched;

export async function send(tool: string, args: Args, actor = 'anna'): Promise<{ text: string; error?: TrackerError }> {
  watched.touched = new Set();
  try {
    const { result } = await perform(watched.workspace, { author: authorOf(actor), scopes: 'all' }, { tool, args });
    return { text: JSON.stringify(result) };
  } catch (error) {
    if (error instanceof TrackerError) return { text: '', error };
    throw error;
  }
}

export async function make(tool: string, args: Args, actor?: string): Promise<string> {
  const { text, error } = await send(tool, args, actor);
  if (error) throw error;
  return text;
}

const create = async (name: string, fields: Args = {}) => {
  at[name] = keysIn(await make('ticket', { action: 'create', title: `The ticket ${name}`, ...fields }))[0]!;
};

const description = '# Context\nWords\n\n## Acceptance\n- [ ] One\n- [ ] Two\n\n## Notes\nWords too\n- [ ] Three\n';

/** Makes it before the tests of a file. */
export function useStates(): void {
  beforeAll(async () => {
    const repository = makeRepository({ name: 'payments' });
    at.commit = repository.commit('Fix it');
    const location = locate(repository.root);
    watched = watch(openFileTracker({ location, repository: repositoryOf(location.root) }));
    for (const name of ['plain', 'other', 'waiting', 'blocker']) await create(name, { description });
    await create('bug', { type: 'bug' });
    await create('done');
    await create('archived');
    await create('held');
    await create('mine');
    await create('parent', { type: 'epic' });
    await create('child', { parent: at.parent });
    await create('submitted', { type: 'bug' });
    await make('ticket', {
      action: 'update',
      id: at.plain,
      labels: ['one', 'two'],
      assignees: ['bob', 'anna'],
      points: 3,
    });
    await make('link', { action: 'add', id: at.blocker, type: 'blocks', target: at.waiting });
    await make('link', { action: 'add', id: at.plain, type: 'related', target: at.other });
    await make('link', { action: 'add', id: at.plain, type: 'duplicates', target: at.other });
    await make('ticket', { action: 'close', id: at.done });
    await make('ticket', { action: 'archive', id: at.archived });
    await make('ticket', { action: 'claim', id: at.held }, 'bob');
    await make('ticket', { action: 'claim', id: at.mine });
    await make('alignment', { action: 'submit', id: at.submitted, message: 'Done' }, 'bob');
    const comment = await make('ticket', { action: 'comment', id: at.plain, message: 'Said' });
    at.comment = /"event":"(\w{6})"/.exec(comment)![1]!;
  });
  afterAll(() => watched.workspace.close());
}

/** A call with the keys, and other names, that `K:name` and `E:name` stand for. */
export function filled(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^[KE]:(\w+)$/, (_, name: string) => at[name]!);
  if (Array.isArray(value)) return value.map(filled);
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one)]))
    : value;
}

export const isWrite = (tool: string, name: unknown) =>
  actions.some((action) => action.tool === tool && action.name === name && action.access === 'write');

/** What a suggested call does when it is sent as it stands, tried alone. */
export async function tryNext({ tool, args }: NextCall): Promise<{ touched: Touched; error?: TrackerError }> {
  const dry = isWrite(tool, args.action) ? { dry_run: true } : {};
  const { error } = await send(tool, { ...args, ...dry });
  return { touched: new Set(watched.touched), ...(error && { error }) };
}
