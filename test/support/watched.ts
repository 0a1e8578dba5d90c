import type { Payloads } from '../../src/domain/event/event.ts';
import { splitLines } from '../../src/domain/text/text.ts';
import type { Workspace } from '../../src/home/workspace.ts';
import { descriptionOf, findTicket } from '../../src/store/read/tickets.ts';
import type { WriteTx } from '../../src/store/tx.ts';

/**
 * What a write has touched, a word for each ticket and field: `PAY-1 status`, `PAY-1 label web`, `PAY-1 line 3`, `PAY-1 blocks
 * PAY-2`. Of a description those are the lines that were there before; `PAY-1 insert` is a text put between them.
 */
export type Touched = Set<string>;

/** A workspace, and what its writes touch, dry runs too, as long as `touched` is not set anew. */
export interface Watched {
  workspace: Workspace;
  touched: Touched;
}

export function watch(workspace: Workspace): Watched {
  const watched: Watched = { workspace, touched: new Set() };
  watched.workspace = {
    ...workspace,
    write: (author, work, options) =>
      workspace.write(
        author,
        (tx) => {
          const record = tx.record.bind(tx);
          tx.record = async (ticket, kind, payload) => {
            for (const one of touchedBy(tx, ticket, kind, { ...payload })) watched.touched.add(one);
            return record(ticket, kind, payload);
          };
          return work(tx);
        },
        options,
      ),
  };
  return watched;
}

function touchedBy(tx: WriteTx, ticket: string | null, kind: string, payload: Record<string, unknown>): string[] {
  if (ticket === null) return [];
  const row = findTicket(tx, ticket);
  const { set = {}, add = {}, remove = {}, key, claim } = payload as Payloads['update'];
  if (kind === 'create') return [`new ${String(payload.title)}`];
  // A new ticket has another key whenever it is made.
  const named = (id: unknown) => findTicket(tx, String(id))?.title ?? String(id);
  const own = row?.title ?? 'a new one';
  const of = (field: string) => `${own} ${field}`;
  if (kind === 'link')
    return [of(`${payload.type ?? ''} ${payload.target ? named(payload.target) : (payload.commit ?? payload.url)}`)];
  if (kind === 'unlink') return (payload.links as string[]).map((link) => of(`unlink ${link}`));
  if (kind === 'edit' && row) {
    const before = descriptionOf(tx, row);
    return changedLines(before, textOf(before, payload)).map(of);
  }
  const names = Object.entries({ ...add, ...remove }).flatMap(([field]) =>
    [
      ...((add as Record<string, string[]>)[field] ?? []),
      ...Object.keys((remove as Record<string, object>)[field] ?? {}),
    ].map((name) => `${field} ${name}`),
  );
  const fields = [
    ...Object.entries(set).map(([field, value]) => `${field} ${value}`),
    ...names,
    ...(key ? ['key'] : []),
    ...(claim === undefined ? [] : ['claim']),
  ];
  return (fields.length > 0 ? fields : [kind]).map(of);
}

function textOf(before: string, payload: Record<string, unknown>): string {
  if (typeof payload.text === 'string') return payload.text;
  const { at, deleteCount, insert } = payload.splice as { at: number; deleteCount: number; insert: string };
  return before.slice(0, at) + insert + before.slice(at + deleteCount);
}

/** The lines between what the texts begin and end with alike. */
function changedLines(before: string, after: string): string[] {
  const [one, other] = [splitLines(before), splitLines(after)];
  let first = 0;
  while (first < one.length && first < other.length && one[first] === other[first]) first++;
  let last = one.length;
  for (let end = other.length; last > first && end > first && one[last - 1] === other[end - 1]; end--) last--;
  return first === last ? ['insert'] : Array.from({ length: last - first }, (_, at) => `line ${first + at + 1}`);
}
