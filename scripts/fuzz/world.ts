import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { perform } from '../../src/actions/perform.ts';
import type { Author } from '../../src/domain/event/event.ts';
import { repositoryOf } from '../../src/git/ask/repository.ts';
import { type FileTracker, openFileTracker } from '../../src/home/file-tracker.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderReply } from '../../src/render/reply.ts';
import { chanceFrom } from '../bench/random.ts';

/** A folder with a tracker, without git: what is tried is the file. */
export interface World {
  folder: string;
  data: string;
  /** A tracker of all kinds of events, and a later version of it. */
  file: Buffer;
  later: Buffer;
}

const author: Author = { actor: 'ada', actorKind: 'agent', session: 'fuzz', client: 'fuzz 1' };

export async function makeWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-fuzz-'));
  mkdirSync(join(folder, '.tracker'));
  const data = join(folder, '.tracker/data.db');
  const file = await withTracker(folder, async (workspace) => {
    await fill(workspace, 0);
    return readFileSync(data);
  });
  const later = await withTracker(folder, async (workspace) => {
    await fill(workspace, 1);
    return readFileSync(data);
  });
  return { folder, data, file, later };
}

/** Puts a version of the file in place, without anything that was made of another one. */
export function place({ folder, data }: World, bytes: Buffer): void {
  rmSync(join(folder, '.tracker'), { recursive: true, force: true });
  mkdirSync(join(folder, '.tracker'));
  writeFileSync(data, bytes);
}

export async function withTracker<T>(root: string, work: (workspace: FileTracker) => Promise<T>): Promise<T> {
  const workspace = openFileTracker({ location: { root }, repository: repositoryOf(root) });
  try {
    return await work(workspace);
  } finally {
    workspace.close();
  }
}

/** The reply's text. Throws what the call is refused with. */
export async function ask(
  workspace: FileTracker,
  tool: string,
  args: Record<string, unknown>,
  who: Partial<Author> = {},
): Promise<string> {
  try {
    return renderReply(
      await perform(workspace, { author: { ...author, ...who }, scopes: 'all' }, { tool, args }),
      mcpSyntax,
    );
  } catch (error) {
    throw workspace.blame(error);
  }
}

export const keep = (world: World, target: string): void => cpSync(world.folder, target, { recursive: true });

/** Tickets, and everything that can be done with them. */
async function fill(workspace: FileTracker, round: number): Promise<void> {
  const chance = chanceFrom(7 + round);
  const types = ['task', 'bug', 'feature', 'decision', 'epic'];
  const text = '# Context\n\nSome words about the login.\n\n## Steps\n\n- [ ] one\n- [ ] two\n';
  const items = Array.from({ length: 30 }, (_, n) => ({
    title: `Ticket ${round}.${n} about ${chance.pick(['login', 'search', 'export'])}`,
    type: chance.pick(types),
    description: text,
    labels: ['web', chance.pick(['ui', 'api'])],
    ...(n > 0 && n % 4 === 0 && { parent: `$${n}` }),
  }));
  const keys = [...new Set((await ask(workspace, 'ticket', { action: 'create', items })).match(/[A-Z]+-\d{6}/g))];
  const bob = { actor: 'bob', session: 'bob' };
  for (const [n, id] of keys.entries()) {
    const other = keys[(n + 7) % keys.length];
    await ask(workspace, 'ticket', { action: 'comment', id, message: `About ${other}: seen` });
    await ask(workspace, 'ticket', { action: 'edit', id, op: 'append', section: 'Steps', new: '- [ ] three' });
    if (n % 3 === 0) await ask(workspace, 'ticket', { action: 'update', id, points: 1 + (n % 13), priority: 'high' });
    if (n % 5 === 0) await ask(workspace, 'link', { action: 'add', id, type: 'related', target: other });
    if (n % 6 === 0) {
      await ask(workspace, 'alignment', {
        action: 'submit',
        id,
        message: 'Done',
        evidence: ['npm test -> 0', 'a note'],
      });
      await ask(workspace, 'alignment', { action: 'decide', id, decision: 'approved' }, bob);
    }
    if (n % 7 === 0) await ask(workspace, 'ticket', { action: 'archive', id });
    if (n % 8 === 0) await ask(workspace, 'ticket', { action: 'undo', id });
  }
}
