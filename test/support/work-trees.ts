import { basename, dirname, join } from 'node:path';
import { runTracker } from '../cli/run-tracker.ts';
import { connectClient, startClient } from './client.ts';
import { toolSession } from './tool-session.ts';
import { makeRepository, openRepository, type TestRepository } from './workspace.ts';

/** A work tree of a clone, with a branch of its own. */
export interface WorkTree extends TestRepository {
  /** A server in it, of an actor whose session has the same name; it ends with the test. */
  serve(actor: string, env?: Record<string, string>): Promise<ReturnType<typeof toolSession>>;
  /** What a command in it prints, to both outputs. */
  run(actor: string, ...args: string[]): Promise<string>;
  save(message?: string): void;
}

export interface WorkTrees extends WorkTree {
  /** Another work tree, on a new branch from what is committed here. */
  add(branch: string): WorkTree;
  remove(tree: WorkTree): void;
  keys: string[];
}

/** A clone whose main work tree has committed a tracker with a ticket for each of `items`. */
export async function makeWorkTrees(...items: Record<string, unknown>[]): Promise<WorkTrees> {
  const main = workTree(makeRepository({ name: 'pay' }));
  main.commit('first');
  const client = await connectClient({ cwd: main.root, env: { TRACKER_ACTOR: 'mia', TRACKER_SESSION: 'mia' } });
  const keys = await toolSession(client).createAll(items);
  await client.close();
  main.save('tracker');
  return {
    ...main,
    keys,
    add(branch) {
      const root = join(dirname(main.root), `${basename(main.root)}-${branch}`);
      main.git('worktree', 'add', '--quiet', root, '-b', branch);
      return workTree(openRepository(root));
    },
    remove: ({ root }) => void main.git('worktree', 'remove', '--force', root),
  };
}

function workTree(repository: TestRepository): WorkTree {
  const { root, git } = repository;
  return {
    ...repository,
    async serve(actor, env = {}) {
      return toolSession(
        await startClient({ cwd: root, env: { TRACKER_ACTOR: actor, TRACKER_SESSION: actor, ...env } }),
      );
    },
    async run(actor, ...args) {
      const { stdout, stderr } = await runTracker(
        { cwd: root, env: { TRACKER_ACTOR: actor, TRACKER_SESSION: actor } },
        ...args,
      );
      return `${stdout}${stderr}`.trim();
    },
    save(message = 'Work') {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
  };
}
