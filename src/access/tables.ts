/** Raised with every change of the tables. */
export const accessVersion = 4;

/** "trac" in ASCII, and 1: a database that is none of ours is not taken for one. */
export const applicationId = 0x74726163;

/**
 * Each row is a tracker's, and each statement names the tracker: a token of one is unknown to another. `folded` is the
 * handle without case. `latest` is when what a
 * code fetches has to end, as its maker's token does. No actor is ever deleted: a handle stands in events, and must not come to mean somebody else.
 */
const firstTables = `
  create table actors (
    tracker text not null, folded text not null, handle text not null, kind text not null, owner text, git_name text,
    created_at integer not null, primary key (tracker, folded)
  ) strict;
  create unique index actors_git on actors (tracker, git_name);
  create table tokens (
    tracker text not null, id text not null, hash text not null, actor text not null, name text not null,
    scopes text not null, created_at integer not null, expires_at integer not null, last_used integer,
    revoked_at integer, replaced_by text, maker text not null, primary key (tracker, id)
  ) strict;
  create unique index tokens_hash on tokens (tracker, hash);
  create table keys (tracker text not null, name text not null, key blob not null, primary key (tracker, name)) strict;
  create table pairings (
    tracker text not null, actor text not null, mac text not null, scopes text not null, days integer,
    latest integer, created_at integer not null, expires_at integer not null, wrong integer not null,
    maker text not null, primary key (tracker, actor)
  ) strict;
  create table pairing_tries (tracker text not null, time integer not null, address text not null) strict;
  create index pairing_tries_time on pairing_tries (tracker, time);
  create table audit (
    tracker text not null, number integer not null, time integer not null, token text, actor text, address text not null,
    action text not null, subject text, events text not null, code text, is_read integer not null,
    primary key (tracker, number)
  ) strict;
  create index audit_time on audit (tracker, time);
  create index audit_reads on audit (tracker, token, time) where is_read = 1;
`;

/**
 * Whose turn it is, of several servers of one tracker, to do what only one may. A webhook's `position` is how far it was told,
 * and `tries`, `next_at` and `last_fault` are about what is next; its secret signs, and so has to be kept as it is.
 */
const secondTables = `
  create table turns (
    tracker text not null, name text not null, holder text not null, until integer not null, primary key (tracker, name)
  ) strict;
  create table webhooks (
    tracker text not null, id text not null, url text not null, events text not null, secret text not null,
    is_private integer not null, created_at integer not null, maker text not null, position text not null, tries integer not null,
    next_at integer not null, last_at integer, last_fault text, disabled_at integer, primary key (tracker, id)
  ) strict;
`;

/**
 * Browsers that are signed in: what each holds stands here as hashes of both its halves, by a token that it never sees or was
 * given by hand. `is_own`: the token was made for this browser, and ends with it.
 */
const thirdTables = `
  create table browsers (
    tracker text not null, id text not null, hash text not null, half text not null, token text not null,
    is_own integer not null, created_at integer not null, expires_at integer not null, last_used integer not null,
    primary key (tracker, id)
  ) strict;
  create unique index browsers_hash on browsers (tracker, hash);
  create index browsers_token on browsers (tracker, token);
`;

/** Calls with a key: what they were about to write and were answered with. `key` is a hash. */
const fourthTables = `
  create table calls (
    tracker text not null, key text not null, hash text not null, events text not null, answer text,
    is_done integer not null, created_at integer not null, primary key (tracker, key)
  ) strict;
  create index calls_time on calls (tracker, created_at);
`;

/** What each version has more than the one before it. */
const steps: readonly string[] = [firstTables, secondTables, thirdTables, fourthTables];

/** All tables of a version. */
export const tablesOf = (version: number): string => steps.slice(0, version).join('');

/** What brings a version to this one. */
export const stepsFrom = (version: number): readonly string[] => steps.slice(version);

export const accessTables = tablesOf(accessVersion);
