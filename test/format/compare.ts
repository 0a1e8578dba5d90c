import { expect } from 'vitest';
import { runTracker } from '../cli/run-tracker.ts';
import { foldAll, type Ticket } from './fold-all.ts';
import { compareEvents, readEvents } from './read-events.ts';

const inverse: Record<string, string> = {
  ...{ blocks: 'blocked_by', duplicates: 'duplicated_by', discovered_from: 'discovered', related: 'related' },
};

/** What a reader that knows docs/format.md alone makes of a file, in the form of `tracker export --jsonl`. */
export function readTickets(path: string): { exported: object[]; tickets: Ticket[] } {
  const tickets = foldAll(readEvents(path).events);
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const keyOf = (id: string) => byId.get(id)?.key;
  const linksOf = (ticket: Ticket) => [
    ...ticket.links.flatMap(({ type, target, suspended }) => (type ? [`${type} ${keyOf(target!)} ${suspended}`] : [])),
    ...tickets.flatMap((one) =>
      one.links.flatMap(({ type, target, suspended }) =>
        target === ticket.id && type ? [`${inverse[type] ?? type} ${one.key} ${suspended}`] : [],
      ),
    ),
  ];
  const exported = tickets.map((ticket) => ({
    ...ticket.fields,
    ...{ id: ticket.id, key: ticket.key, revision: ticket.revision, description: ticket.description },
    rank: ticket.rank,
    parent: ticket.parent && keyOf(ticket.parent),
    labels: ticket.labels,
    assignees: ticket.assignees.toSorted(),
    links: linksOf(ticket).sort(),
    commits: ticket.links.flatMap(({ commit, subject }) => (commit ? [`${commit} ${subject}`] : [])).sort(),
    urls: ticket.links.flatMap(({ url }) => url ?? []).sort(),
    comments: ticket.comments.toSorted(compareEvents).map(({ id, actor, time, payload }) => ({
      event: id,
      actor,
      time,
      body: payload.body,
      replyTo: payload.replyTo,
    })),
    review: ticket.review && {
      state: ticket.review.decision ?? 'waiting',
      actor: ticket.review.submission.actor,
    },
    conflicts: ticket.conflicts.map(({ field, event, value }) => `${field} ${event} ${shown(field, value)}`).sort(),
    created: { actor: ticket.created.actor, time: ticket.created.time },
    updated: { actor: ticket.updated.actor, time: ticket.updated.time },
  }));
  return { exported, tickets };

  function shown(field: string, value: string): string {
    if (value === 'null' && ['parent', 'points', 'due'].includes(field)) return 'none';
    return (field === 'parent' && keyOf(value)) || value;
  }
}

/** What the program exports, in the same form; what it shows besides is no part of the format. */
export async function exportTickets(root: string): Promise<object[]> {
  const { stdout, stderr, code } = await runTracker({ cwd: root }, 'export', '--jsonl');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  // biome-ignore lint/suspicious/noExplicitAny: what the program has printed
  const lines: any[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.map((one) => ({
    ...{
      title: one.title,
      type: one.type,
      status: one.status,
      priority: one.priority,
      points: one.points,
      due: one.due,
    },
    ...{ archived: one.archived, id: one.id, key: one.key, revision: one.revision, description: one.description },
    rank: one.rank ?? null,
    parent: one.parent?.key ?? null,
    labels: one.labels,
    assignees: one.assignees.toSorted(),
    links: one.links.map((link: Record<string, unknown>) => `${link.type} ${link.key} ${link.suspended}`).sort(),
    commits: one.commits.map(({ hash, subject }: Record<string, string>) => `${hash} ${subject}`).sort(),
    urls: one.urls.toSorted(),
    // What was said with something that was done is a note too.
    comments: one.notes
      .filter(({ verb }: { verb?: string }) => verb === undefined)
      .map(({ event, actor, time, body, replyTo }: Record<string, unknown>) => ({
        event,
        actor,
        time: Date.parse(String(time)),
        body,
        replyTo,
      }))
      .sort((a: { time: number; event: string }, b: { time: number; event: string }) =>
        compareEvents({ time: a.time, id: a.event }, { time: b.time, id: b.event }),
      ),
    review: one.review,
    conflicts: one.conflicts.map((lost: Record<string, string>) => `${lost.field} ${lost.event} ${lost.value}`).sort(),
    created: { ...one.created, time: Date.parse(one.created.time) },
    updated: { ...one.updated, time: Date.parse(one.updated.time) },
  }));
}

/** Of `tracker dump`, what export does not say: former keys and who holds a claim, by ticket. */
export async function dumpTickets(root: string, ...file: string[]): Promise<string[]> {
  const { stdout, code } = await runTracker({ cwd: root }, 'dump', ...file);
  expect(code).toBe(0);
  return stdout.split('\n').filter((line) => /^\S+-\d{6,9} |^ {2}(?:id|claimed by|formerly) /.test(line));
}

export const dumpOf = (tickets: readonly Ticket[]): string[] =>
  tickets.flatMap(({ key, fields, id, claim, aliases }) => [
    `${key} ${fields.title}`,
    `  id ${id}`,
    ...(claim ? [`  claimed by ${claim.actor}`] : []),
    ...(aliases.length > 0 ? [`  formerly ${aliases.join(', ')}`] : []),
  ]);
