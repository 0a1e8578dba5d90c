import { afterAll, beforeAll } from 'vitest';
import { perform, type Reply } from '../../src/actions/perform.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import type { FileTracker } from '../../src/home/file-tracker.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderError, renderReply } from '../../src/render/reply.ts';
import { openTestTracker } from './over-log.ts';
import { authorOf } from './ticket-events.ts';
import { type ToolCalls, toolCalls } from './tool-session.ts';
import { makeRepository, type TestRepository } from './workspace.ts';

/** The calls are Anna's. */
export interface LocalTracker extends ToolCalls {
  repository: TestRepository;
  workspace: FileTracker;
  /** Somebody else, or the same in another session. */
  as(actor: string, session?: string): ToolCalls;
}

/** Like `useTracker`, but in the process of the tests: nothing has to be started, for nobody. */
export function useLocalTracker(more?: (repository: TestRepository) => void): LocalTracker {
  const tracker = {} as LocalTracker;
  beforeAll(() => {
    const repository = makeRepository({ name: 'payments' });
    more?.(repository);
    const location = locate(repository.root);
    const workspace = openTestTracker({ location, repository: repositoryOf(location.root) });
    const as = (actor: string, session?: string) => toolCalls(callerOf(workspace, actor, session));
    Object.assign(tracker, { ...as('anna'), repository, workspace, as });
  });
  afterAll(() => tracker.workspace?.close());
  return tracker;
}

const say = (reply: Reply): string => renderReply(reply, mcpSyntax);

const callerOf =
  (workspace: FileTracker, actor: string, session?: string) =>
  async (tool: string, args: Record<string, unknown> = {}) => {
    try {
      const reply = await perform(workspace, { author: authorOf(actor, session), scopes: 'all' }, { tool, args, say });
      return { text: say(reply), isError: false };
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      return { text: renderError(error, mcpSyntax), isError: true };
    }
  };
