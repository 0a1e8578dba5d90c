import type { DismissResult } from '../actions/admin/dismiss.ts';
import type { LostResult } from '../actions/admin/lost.ts';
import type { RedactResult } from '../actions/admin/redact.ts';
import type { RestoreResult } from '../actions/admin/restore.ts';
import type { UniteResult } from '../actions/admin/unite.ts';
import { minuteOf } from '../domain/day.ts';
import { shortId } from '../domain/event/id.ts';
import { describeSetAside } from '../domain/event/parse.ts';
import { call } from '../domain/hint.ts';
import { join, lines, plural } from './lines.ts';
import type { Syntax } from './syntax.ts';

/** What was done, and what still holds the text. */
export function renderRedact({ event, kind, already, removed, left = [], commit, unasked }: RedactResult): string {
  const done = already
    ? `${event} (${kind}) is blank already.`
    : `Redacted ${event} (${kind}): blank in .tracker/data.db from now on, and in every clone that merges it. Commit .tracker/data.db.`;
  if (!removed) return done;
  const remains = commit
    ? `git has had it since commit ${commit.slice(0, 10)}: whoever has a clone can read it there. Revoke a secret, and have git's history cleaned separately.`
    : unasked
      ? `Whether a commit has it is not known: ${unasked} Revoke a secret in any case.`
      : 'No commit of this branch has it. A stash, another branch or another clone may: revoke a secret all the same.';
  return lines(
    done,
    removed.length > 0 && `Removed too: ${removed.join('; ')}.`,
    left.length > 0 && `Could not be removed: ${left.join(', ')}.`,
    remains,
    "Other clones and work trees keep their index and backups until they redact it there, and a server's memory lasts as long as the server.",
  );
}

export const renderUnite = ({ ref, events, tickets, givenUp, setAside }: UniteResult): string =>
  lines(
    events === 0
      ? `Nothing to bring in: the tickets here have all of ${ref}${givenUp > 0 ? ' but what was given up' : ''}.`
      : `Brought in ${contentOf({ events, tickets })} from ${ref}. Commit .tracker/data.db.`,
    givenUp > 0 && `Left out ${plural(givenUp, 'event')} of it: given up.`,
    setAside > 0 && `${describeSetAside(setAside)} of what came in.`,
  );

/** Events, and the tickets that they are about. */
export function contentOf({ events, tickets }: { events: number; tickets: readonly string[] }): string {
  const shown = tickets.slice(0, 10).join(', ');
  const more = tickets.length > 10 ? ` and ${tickets.length - 10} more` : '';
  return `${plural(events, 'event')}${tickets.length > 0 ? ` of ${shown}${more}` : ''}`;
}

export const nothingLost = 'Nothing to recover: all that was written here lately is in the file or in git.';

export const renderLost = ({ writes, versions }: LostResult, syntax: Syntax): string =>
  writes.length + versions.length === 0
    ? nothingLost
    : lines(
        ...writes.map(({ event, acknowledged, key, title, branch }) =>
          join(
            `${shortId(event.id)} ${event.kind}`,
            key !== undefined && `${key} "${title}"`,
            event.actor,
            minuteOf(acknowledged),
            branch,
          ),
        ),
        ...versions.map((version) => renderVersion(version, syntax)),
      );

/** A version that has events which are not here, and the call that brings them. */
export const renderVersion = ({ where, events, name }: LostResult['versions'][number], syntax: Syntax): string =>
  `${where} has ${plural(events.length, 'event')} that the file lacks: ${syntax.call(call('admin', { action: 'restore', from: name }))}`;

export function renderRestore({ restored, left, from }: RestoreResult): string {
  if (from !== undefined)
    return restored.length === 0
      ? `Nothing to bring: the tickets here have all of ${from}.`
      : `Brought ${plural(restored.length, 'event')} from ${from}. Commit .tracker/data.db.`;
  if (restored.length + left === 0) return nothingLost;
  const elsewhere = left > 0 ? ` ${plural(left, 'event')} made on other branches: switch there, or name them.` : '';
  return `Restored ${plural(restored.length, 'event')}.${elsewhere}`;
}

export function renderDismiss({ dismissed, commit, gone }: DismissResult): string {
  const { length } = dismissed;
  if (commit === undefined) return length === 0 ? nothingLost : `Gave up ${plural(length, 'event')}.`;
  if (length === 0) return `Nothing to give up: commit ${commit} dropped nothing that is left.`;
  const kept = length - (gone ?? length);
  return lines(
    `Gave up ${plural(gone ?? length, 'event')} that ${commit} had dropped, in every clone that this comes to. Commit .tracker/data.db.`,
    kept > 0 && `${plural(kept, 'event')} stayed: tickets that others have written to since.`,
  );
}
