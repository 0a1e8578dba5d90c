import * as z from 'zod/mini';
import type { LinkWord } from '../../domain/event/link.ts';
import { date, keyOrNone, names, points, priority, project, text, title, word } from '../../domain/input/fields.ts';
import { isEmptyList } from '../../domain/input/placeholders.ts';
import { isNone } from '../../domain/input/read-value.ts';
import { listVersions } from '../../store/read/history.ts';
import { getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, unpublished, writeFields } from '../action.ts';
import type { Changed, FieldChange } from '../change.ts';
import { writeDescription } from '../description.ts';
import { askAhead } from '../gates/ahead.ts';
import { addTicket } from '../link/add.ts';
import { getNamedTickets, mentionsIn } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { changeTickets } from './change-several.ts';
import { message, newLinks, oneOrMany, oneOrManyNames, override } from './fields.ts';

const fields = {
  title: z.optional(title),
  type: z.optional(word),
  status: z.optional(word),
  description: z.optional(text),
  priority: z.optional(priority),
  points: z.optional(points),
  labels: z.optional(names),
  add_labels: z.optional(names),
  remove_labels: z.optional(names),
  assignees: z.optional(names),
  parent: z.optional(keyOrNone),
  epic: z.optional(unpublished(keyOrNone)),
  due: z.optional(date),
  project: z.optional(project),
  ...newLinks,
};

export interface ChangeResult {
  tickets: Changed[];
}

export const update = defineAction({
  tool: 'ticket',
  name: 'update',
  access: 'write',
  input: () => z.strictObject({ ...oneOrMany, ...fields, message, override, ...writeFields }),
  keepEmpty: keepClearing,
  needs: oneOrManyNames,
  findFaults: (given) =>
    Object.keys(fields).some((field) => field in given) ? [] : ['update has nothing to change; "none" clears a field'],
  ahead: askAhead,
  example: { id: 'PAY-482913', priority: 'high' },
  async run(tx: WriteTx, { id, ids, description, dry_run: _, expected_revision, ...given }): Promise<ChangeResult> {
    const { blocked_by, blocks, related, discovered_from, ...wanted } = given;
    const text = isNone(description) ? '' : (description ?? '');
    const rows = getNamedTickets(tx, { id, ids });
    for (const row of rows) checkRevision(tx, row, expected_revision);
    const written = description === undefined ? undefined : text;
    const tickets = await changeTickets(tx, rows, 'update', { ...wanted, text: written });
    for (const [at, row] of rows.entries()) {
      const changed = tickets[at];
      if (!changed) continue;
      const linked = await linkAll(tx, row, { blocked_by, blocks, related, discovered_from });
      changed.changes = changed.changes.concat(linked);
      // Nothing else has taken it: a link may be an event of the other ticket.
      if (linked.length > 0 && changed.noted === false && wanted.message !== undefined) {
        const body = wanted.message;
        await tx.record(idOf(row), 'comment', { body, ...mentionsIn(tx, body) });
        changed.noted = true;
      }
      if (description === undefined) continue;
      const author = findOtherAuthor(tx, row);
      // One note is enough, whatever was changed besides.
      const message = changed.noted ? undefined : wanted.message;
      if (!(await writeDescription(tx, { ticket: idOf(row), text, message }))) continue;
      changed.changes.push({ field: 'description', from: author, to: text === '' ? null : undefined });
      if (changed.noted === false) changed.noted = true;
    }
    return { tickets };
  },
});

/** What is linked so already is no change. */
async function linkAll(
  tx: WriteTx,
  row: TicketRow,
  links: Partial<Record<LinkWord, string[] | undefined>>,
): Promise<FieldChange[]> {
  const changes: FieldChange[] = [];
  for (const [word, keys = []] of Object.entries(links)) {
    const added: string[] = [];
    for (const reference of keys) {
      const { target, already } = await addTicket(tx, row, word, getTicket(tx, reference));
      if (!already) added.push(target);
    }
    if (added.length > 0) changes.push({ field: word, from: [], to: added });
  }
  return changes;
}

/** Whose text a replacement takes away, where it is not this session's own: they may not know of it. */
function findOtherAuthor(tx: WriteTx, row: TicketRow): string | undefined {
  const last = listVersions(tx, row.ticket).at(-1);
  return last === undefined || last.session === tx.author.session ? undefined : last.actor;
}

const clearable = ['labels', 'assignees', 'points', 'parent', 'due'] as const;

/** An empty list, or an empty description, clears where it is all that the call would change. */
function keepClearing(
  given: Readonly<Record<string, unknown>>,
  empty: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (Object.keys(fields).some((field) => field in given)) return {};
  const [only, ...others] = [
    ...clearable.filter((field) => isEmptyList(empty[field])),
    ...(empty.description === '' ? ['description'] : []),
  ];
  return only === undefined || others.length > 0 ? {} : { [only]: empty[only] };
}
