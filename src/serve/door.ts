import type { Context } from 'hono';
import type { AccessStore, Browser, Holder } from '../access/access.ts';
import type { Caller } from '../actions/caller.ts';
import { TrackerError } from '../domain/errors.ts';
import { isGranted } from '../domain/scopes.ts';
import type { Workspace } from '../home/workspace.ts';
import type { OneTimeKeys } from './sign-in/one-time-keys.ts';
import type { WebFiles } from './web/web-files.ts';

/** What the program gives to the HTTP door. */
export interface Door {
  workspace: Workspace;
  access: AccessStore;
  version: string;
  /** The project's key, as people call the tracker. */
  name: string;
  /** What it is called in paths where several are served: `pay`. */
  mounted: string;
  /** Where its paths begin: `/api/v1`, or with several `/api/v1/trackers/pay`. */
  api: string;
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
  /** By which the person at this machine signs in; undefined where nobody is given any. */
  keys?: OneTimeKeys | undefined;
  /** The board's client, as it was built. */
  web: WebFiles;
  /** How what is written comes into git; undefined where nothing carries it. */
  carried?: Carried | undefined;
  /** What went wrong without words of its own, for whoever looks after the server. */
  log(line: string): void;
}

export interface Carried {
  /** What no commit has, since when in milliseconds since 1970. */
  uncommitted(): Promise<{ events: number; since: number | null }>;
  /** How `--sync` goes; undefined where it is off. */
  sync(): Synced | undefined;
}

/** Times are milliseconds since 1970. */
export interface Synced {
  everyMs: number;
  /** When all was well last; null: not yet. */
  last: number | null;
  /** What has kept it from being done since then, in a line. */
  failing: { since: number; error: string } | null;
}

export interface Rate {
  reads: number;
  writes: number;
}

/** Who has asked, once the token is known, or the browser. */
export interface Identified {
  /** Of the tracker that the token is for. */
  door: Door;
  holder: Holder;
  /** Which has shown both halves of its sign-in; undefined: a program has shown the token. */
  browser?: Browser | undefined;
  caller: Caller;
  /** Whether the token, or the sign-in, still opens what it did: for what goes on after the request. */
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

/** Where no action asks for it. Throws `permission_denied`. */
export function checkMayRead(context: Context<Env>): void {
  const { scopes } = context.get('identified').caller;
  if (!isGranted(scopes, 'read'))
    throw new TrackerError(
      'permission_denied',
      'For that the scope read is needed, which this caller does not have.',
      'Ask whoever gave access for read.',
    );
}
