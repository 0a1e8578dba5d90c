import { onTestFinished } from 'vitest';
import { perform, type Reply } from '../../src/actions/perform.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import type { FileTracker } from '../../src/home/file-tracker.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';
import { renderReply } from '../../src/render/reply.ts';
import { openTestTracker } from './over-log.ts';
import { authorOf } from './ticket-events.ts';

export interface OpenTracker {
  workspace: FileTracker;
  /** Throws TrackerError, as it came. */
  call(tool: string, args: Record<string, unknown>): Promise<string>;
}

const say = (reply: Reply): string => renderReply(reply, mcpSyntax);

/** A tracker without a process of its own, closed with the test. */
export function openTracker(root: string, actor = 'anna'): OpenTracker {
  const location = locate(root);
  const workspace = openTestTracker({ location, repository: repositoryOf(location.root) });
  onTestFinished(() => workspace.close());
  return {
    workspace,
    call: async (tool, args) =>
      say(await perform(workspace, { author: authorOf(actor), scopes: 'all' }, { tool, args, say })),
  };
}
