import type { Scope } from '../domain/scopes.ts';
import type { AuditEntry, AuditQuery, AuditRow } from './audit-rows.ts';

/** Who may be let in. An agent and a service belong to a person; a human belongs to nobody. */
export const actorKinds = ['human', 'agent', 'service'] as const;
export type ActorKind = (typeof actorKinds)[number];

export interface Actor {
  /** As it was given; unique without case, and never another's. */
  handle: string;
  kind: ActorKind;
  /** The handle of the human whose agent or service it is. */
  owner: string | null;
  /** What git calls this human, so that what they write here and by git is known to be theirs. */
  gitName: string | null;
  /** Milliseconds since 1970, as all times here. */
  createdAt: number;
}

export interface NewActor {
  handle: string;
  kind: ActorKind;
  owner?: string | undefined;
  gitName?: string | undefined;
}

/** What is known of a token; the token itself nobody has but who was given it. */
export interface Token {
  /** Names it in lists and sessions, and opens nothing. */
  id: string;
  actor: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: number;
  expiresAt: number;
  /** To the minute; null: never. */
  lastUsed: number | null;
  revokedAt: number | null;
  /** The token that was made in its place. */
  replacedBy: string | null;
}

/** A token as it is shown: once. */
export interface MadeToken extends Token {
  token: string;
}

export interface NewToken {
  actor: string;
  scopes: readonly Scope[];
  name?: string | undefined;
  /** How long it lives; else 90 days, or as long as its maker's. */
  days?: number | undefined;
}

export interface NewPairing {
  actor: string;
  scopes: readonly Scope[];
  /** How long the token is to live, from when it is fetched; else as any token. */
  days?: number | undefined;
}

/** A code that fetches a token, once and within ten minutes. */
export interface Pairing {
  /** XXXX-XXXX; shown this once. */
  code: string;
  actor: string;
  scopes: readonly Scope[];
  /** Of the code. */
  expiresAt: number;
}

/** What a code brought: the token, or why none. A wrong code and one that is used, void or too old are the same. */
export type Paired = MadeToken | { refused: 'wrong' } | { refused: 'rate_limit'; retryAfterMs: number };

/** What something is signed with that comes back to us: pairing codes, and the names of sessions. */
export type KeyName = 'pairing' | 'session';

/** How far a webhook is. */
export interface WebhookProgress {
  /** Up to where it was told, as events of HTTP have it. */
  position: string;
  /** How often what comes next was tried in vain. */
  tries: number;
  /** When it is tried again, at the earliest. */
  nextAt: number;
  /** When it was asked last, and what was wrong then; null: nothing. */
  lastAt: number | null;
  lastFault: string | null;
  /** When it said that it wants no more; null: it is told of changes. */
  disabledAt: number | null;
}

/** Who is told of changes, by a POST of each. */
export interface Webhook extends WebhookProgress {
  id: string;
  url: string;
  /** Kinds of events; none: all. */
  events: readonly string[];
  /** Whether it may lie in a network that is not public. */
  isPrivate: boolean;
  createdAt: number;
}

export interface NewWebhook {
  url: string;
  events: readonly string[];
  isPrivate: boolean;
  /** What comes after that is told. */
  position: string;
}

/** A webhook with what its deliveries are signed by: shown once. */
export interface MadeWebhook extends Webhook {
  secret: string;
}

export interface WebhookChanges {
  /** Throws `invalid_input` for what is no https URL; http too where it may be private. */
  add(given: NewWebhook, maker: Maker): Promise<MadeWebhook>;
  /** Throws `not_found`. */
  remove(id: string): Promise<Webhook>;
}

/** The webhooks of one tracker. */
export interface WebhookStore extends WebhookChanges {
  /** The oldest first. */
  list(): Promise<Webhook[]>;
  /** Throws `not_found`, as the others do. */
  get(id: string): Promise<Webhook>;
  /** For who sends. */
  secretOf(id: string): Promise<string>;
  note(id: string, progress: WebhookProgress): Promise<void>;
}

/** What is kept of a call with a key, so that it is done once. No secret and no text is in it. */
export interface KeptCall {
  /** Of what it asks for. */
  hash: string;
  /** Ids of the events that it was about to make; none where it makes none. */
  events: readonly string[];
  /** A JSON object; undefined once a day has passed. */
  answer: object | undefined;
  /** False: its server has ended in the middle, and nobody has seen whether it was done. */
  isDone: boolean;
}

/** What is kept of calls with keys: answers for 24 hours, events for 30 days. */
export interface CallStore {
  find(key: string): Promise<KeptCall | undefined>;
  /** In place of what was kept for the key. */
  keep(key: string, call: KeptCall): Promise<void>;
}

/** A change of the access store that has a key. */
export interface KeyedChange {
  key: string;
  hash: string;
  /** What is answered when it is asked for again: without what is shown once. */
  answerOf(made: unknown): object;
}

/** What of several servers of one tracker only one does at a time. */
export type TurnName = 'sync' | 'webhooks';

/** Who was let in by a token. */
export interface Holder {
  token: Token;
  actor: Actor;
}

/** Who makes a token or a code: whoever may use the command here, or the holder of a token. */
export type Maker = 'local' | Holder;

/** Whom a token belongs to, or why it opens nothing. */
export type Verified = Holder | { refused: 'unknown' | 'revoked' | 'expired' };

/** The two halves of a browser's sign-in, neither of which opens anything alone: its cookie, and what its pages send beside it. */
export interface Halves {
  cookie: string;
  half: string;
}

/** A browser that is signed in. */
export interface Browser {
  /** Names it in the audit, and opens nothing. */
  id: string;
  /** When it ends, however much it is used; never after its token. */
  expiresAt: number;
}

/** Who was let in by a browser's two halves. */
export interface SignedIn extends Holder {
  browser: Browser;
}

/** The browsers that are signed in to one tracker: what each may do is what the token behind it may. */
export interface BrowserStore {
  /**
   * Signs a browser in, for 7 days, and no longer than the token lives. `isOwn`: the token was made for it, and is revoked when
   * it is signed out. Throws `not_found`.
   */
  signIn(token: string, how?: { isOwn?: boolean }): Promise<Browser & Halves>;
  /**
   * Looked up each time: it is signed out by 12 hours without use, and when its token ends. What goes on by itself is no use of
   * it. Any strings may be given.
   */
  verify(halves: Halves, how?: { isUse?: boolean }): Promise<SignedIn | { refused: 'unknown' | 'revoked' | 'expired' }>;
  /** Signs it out; undefined where nobody was signed in by these. */
  signOut(halves: Halves): Promise<Browser | undefined>;
}

/** What whoever may decide it changes of who comes in and who is told. */
export interface AccessChanges {
  /** Throws `conflict` where somebody has the handle or the git name, whatever its case. */
  addActor(given: NewActor): Promise<Actor>;
  /** Throws `permission_denied` for what exceeds the maker's scopes or expiry, or whose maker is no human with `admin`. */
  createToken(given: NewToken, maker: Maker): Promise<MadeToken>;
  /** It opens nothing from now on. That of one that is revoked already changes nothing. */
  revokeToken(id: string): Promise<Token>;
  /** Another token with the same rights and as long a life; the old one lives 0 to 60 minutes more. */
  rotateToken(id: string, given: { overlapMinutes?: number | undefined }, maker: Maker): Promise<MadeToken>;
  /** A code for an actor, in place of the one that they have. Throws as `createToken`. */
  createPairing(given: NewPairing, maker: Maker): Promise<Pairing>;
  readonly webhooks: WebhookChanges;
}

/**
 * Who may come in by the network: the actors and tokens of one tracker. Everything is answered by a promise, so that it can
 * lie elsewhere than in a file. Throws TrackerError: `invalid_input`, `not_found`, `conflict`, `permission_denied`, and
 * `database` or `busy` for the store itself.
 */
export interface AccessStore extends AccessChanges {
  /** The same changes, of which the first one is done once for its key. Throws `busy` where it has just been done. */
  once(call: KeyedChange): AccessChanges;
  readonly calls: CallStore;
  /** By handle, in any case. */
  findActor(handle: string): Promise<Actor | undefined>;
  /** The human whom git knows by this name, made with a handle like it where there is none. */
  humanOfGit(gitName: string): Promise<{ actor: Actor; isNew: boolean }>;
  /** In the order of their handles. */
  listActors(): Promise<Actor[]>;
  /** All that were ever made, the newest first. */
  listTokens(): Promise<Token[]>;
  /** Looked up each time, so that a revocation counts at once. Any string may be given. */
  verify(token: string): Promise<Verified>;
  /**
   * Takes a code from somebody who has no token. An address has 5 tries a minute, and all together 30 an hour; after 10 wrong
   * ones every live code is void. `name` is what the token is for.
   */
  pair(given: { code: string; name?: string | undefined; address: string }): Promise<Paired>;
  /** What a server signs names with that come back to it, the same in every process: 32 bytes. */
  key(name: KeyName): Promise<Uint8Array>;
  /** Notes what was done or refused; of the reads of a token one a minute. Kept for 90 days, and 400,000 of them. */
  note(entry: AuditEntry, how?: { isRead?: boolean }): Promise<void>;
  /** The newest first. */
  listAudit(query: AuditQuery): Promise<AuditRow[]>;
  readonly webhooks: WebhookStore;
  readonly browsers: BrowserStore;
  /** Whether it is the holder's turn for so many milliseconds, at most an hour; whoever has it may take it again. */
  takeTurn(name: TurnName, holder: string, ms: number): Promise<boolean>;
  leaveTurn(name: TurnName, holder: string): Promise<void>;
  close(): Promise<void>;
}

/** What the program gives, and tests decide. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  now(): number;
  /** That many bytes that nobody can guess. */
  random(bytes: number): Uint8Array;
  /** How many rows of the audit are kept, where it is not as many as usual. */
  auditRows?: number | undefined;
}
