import { actions } from '../../actions/actions.ts';
import type { Reply } from '../../actions/perform.ts';
import { actionNamed } from '../../actions/synonyms.ts';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import { asText } from '../../domain/words.ts';
import { completeFrom } from '../../mcp/complete-word.ts';
import { replyText, withinReply } from '../../mcp/reply-text.ts';
import { mcpSyntax } from '../../mcp/syntax.ts';
import type { CallRequest, Tracker } from '../../mcp/tracker.ts';
import { renderError, renderReply } from '../../render/reply.ts';
import { syntaxFor } from '../../render/syntax.ts';
import { callAs } from '../calls.ts';
import type { Door, Identified } from '../door.ts';
import { Refusal } from '../problem.ts';

export interface Connected {
  address: string;
  identified: Identified;
  /** By which the caller's own write is known again. */
  key: string | undefined;
  /** Throws Refusal where the token asks too often. */
  limit(access: 'read' | 'write'): void;
}

/** The tracker as one request of MCP asks it: the same replies as over stdio, as whoever the token says. */
export function trackerFor(door: Door, { address, identified, key, limit }: Connected): Tracker {
  return {
    async call({ tool, args, caller }) {
      const syntax = syntaxFor(mcpSyntax, args.as);
      const say = (reply: Reply) => renderReply(reply, syntax);
      try {
        const access = accessOf({ tool, args });
        limit(access);
        const keyed = key === undefined || access === 'read' ? args : { idempotency_key: key, ...args };
        const asked = {
          tool,
          args: withinReply(keyed),
          as: caller.as,
          among: actions,
          address,
          say,
          waits: true as const,
        };
        const made = await callAs(door, calledBy(identified, caller), asked);
        return { text: replyText(say(made)), wrote: made.wrote };
      } catch (thrown) {
        const error = thrown instanceof Refusal ? asCallError(thrown) : toTrackerError(thrown);
        return { text: replyText(renderError(error, syntax)), code: error.code };
      }
    },
    complete: (kind, prefix) => completeFrom(door.workspace, identified.caller, { kind, prefix }),
    close: async () => undefined,
  };
}

/** The token's actor, in the session and by the program that the call names. */
function calledBy(identified: Identified, { session, clientName, clientVersion }: CallRequest['caller']): Identified {
  const { caller } = identified;
  const author = { ...caller.author, session, client: `${clientName} ${clientVersion}`.trim() };
  return { ...identified, caller: { ...caller, author } };
}

/** As far as it can be told before the call is read: what is not understood is refused, which costs no more than a read. */
function accessOf({ tool, args }: Pick<CallRequest, 'tool' | 'args'>): 'read' | 'write' {
  const own = actions.filter((action) => action.tool === tool);
  const word = asText(args.action).trim().toLowerCase();
  const name = own[0] && (actionNamed(own[0].tool, word)?.action ?? word);
  return own.find((action) => action.name === name)?.access ?? 'read';
}

const asCallError = ({ message, hint }: Refusal): TrackerError => new TrackerError('rate_limit', message, hint);
