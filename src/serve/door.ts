import type { AccessStore, Holder } from '../access/access.ts';
import type { Caller } from '../actions/caller.ts';
import type { Workspace } from '../home/workspace.ts';

/** What the program gives to the HTTP door. */
export interface Door {
  workspace: Workspace;
  access: AccessStore;
  version: string;
  /** The project's key, as people call the tracker. */
  name: string;
  /** Where callers reach it, without a slash at its end: `https://tracker.example.com`. */
  publicUrl: string;
  /** Names that a Host header may have besides those of `publicUrl` and, on loopback, of loopback. */
  allowedHosts: readonly string[];
  /** Origins of pages that may ask besides that of `publicUrl`, exactly as browsers send them. */
  corsOrigins: readonly string[];
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** Calls a minute that a token may make. */
  rate: Rate;
  /** Milliseconds since 1970. */
  now(): number;
  /** What went wrong without words of its own, for whoever looks after the server. */
  log(line: string): void;
}

export interface Rate {
  reads: number;
  writes: number;
}

/** Who has asked, once the token is known. */
export interface Identified {
  holder: Holder;
  caller: Caller;
  /** Whether the token still opens what it did: for what goes on after the request. */
  isStillIn(): Promise<boolean>;
}

/** What each request carries from one step to the next. */
export interface RequestState {
  /** Where it came from: an IP address. */
  address: string;
  identified: Identified;
}

/** Hono's name for it. */
export interface Env {
  Variables: RequestState;
}
