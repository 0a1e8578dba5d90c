import type { ErrorCode } from '../domain/errors.ts';
import type { Granted } from '../domain/scopes.ts';

/** What the program gives to the MCP door; the door knows no store and no workspace. */
export interface Tracker {
  call(request: CallRequest): Promise<ToolText>;
  /** Values that start with what was typed, best first. */
  complete(kind: CompletionKind, prefix: string, caller: CallerIdentity): Promise<string[]>;
  close(): Promise<void>;
}

/** The URIs of the folders that the client has open, as it says itself; undefined where it does not say. */
export type AskRoots = () => Promise<string[] | undefined>;

export interface CallRequest {
  tool: string;
  args: Record<string, unknown>;
  caller: CallerIdentity;
}

export interface CallerIdentity {
  /** What it may ask for. */
  scopes: Granted;
  clientName: string;
  clientVersion: string;
  session: string;
  /** The agent that the call is made by, as `_meta` names it: not checked yet. */
  as?: unknown;
}

export interface ToolText {
  /** Safe to show, and short enough for a client: see reply-text.ts. */
  text: string;
  /** Of an error. */
  code?: ErrorCode | undefined;
  /** Something was changed: what was read before may no longer be so. Only said to another process. */
  wrote?: true | undefined;
  /** What the client is to be asked before anything is done: the result that does so, in the modern era. */
  asks?: Record<string, unknown>;
}

export type CompletionKind = 'key' | 'type' | 'status';
